from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.moving_in.nbgrader import PENALTY
from jupyter_autograde.receipts import ReceiptFacts, is_signed_by
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import load_files
from jupyter_autograde.storage.consistency import check_storage
from jupyter_autograde.testing.importing import Bring, Here, new
from jupyter_autograde.testing.old_services import (
    FIRST,
    NOTEBOOK,
    SECOND,
    Nbgrader,
    Ngshare,
    hand_in,
    insert,
    make_exchange,
    make_gofer,
    run,
)

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def result_of(here: Here, submission: orm.Submission) -> GradeResult:
    with here.database.read() as session:
        return GradeResult.model_validate(session.get_one(orm.Grade, submission.status.grade_id).result)


def test_all_of_ngshare_becomes_ours(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    code, report = bring("ngshare", str(old.path))
    assert code == 0
    assert new(report) == {"course": 1, "person": 3, "assignment": 1, "submission": 3, "feedback": 1}
    with here.database.read() as session:
        people = {row.user: row for row in session.scalars(select(orm.Enrollment))}
        assert {user: (row.role, row.source) for user, row in people.items()} == {
            "ines": ("instructor", "import"),
            "sam": ("student", "import"),
            "olga": ("student", "import"),
        }
        assert (people["sam"].first_name, people["sam"].email) == ("Sam", "sam@example.org")
        assignment = session.scalars(select(orm.Assignment)).one()
        assert (assignment.name, assignment.state, assignment.format) == ("orbits", "released", "nbgrader")
        version = assignment.released_version
        assert version is not None and version.notebooks == ["orbits.ipynb"]
        assert load_files(session, here.blobs, str(version.bundle_sha256)) == {"orbits.ipynb": NOTEBOOK}
        key = session.scalars(select(orm.ReceiptKey)).one()
        found = {(one.user, one.attempt): one for one in here.submissions()}
        assert set(found) == {("sam", 1), ("sam", 2), ("gone", 1)}  # who left the course has left work
        first = found["sam", 1]
        assert first.submitted_at == utc(FIRST)
        assert first.status.state == SubmissionState.QUEUED
        assert load_files(session, here.blobs, first.bundle_sha256) == {
            "orbits.ipynb": NOTEBOOK + b" ",
            "data/planets.csv": b"mars,2",
        }
        facts = ReceiptFacts(
            submission_id=first.id,
            course="astro",
            assignment="orbits",
            user="sam",
            attempt=1,
            submitted_at=first.submitted_at,
            late=False,
            sha256=first.bundle_sha256,
            key_id=key.key_id,
        )
        assert is_signed_by(facts, first.receipt_signature, key.public_key)
        feedback = session.scalars(select(orm.Feedback)).one()
        assert feedback.submission_id == first.id
        assert load_files(session, here.blobs, feedback.bundle_sha256) == {"orbits.html": b"<p>good</p>"}
        latest = session.get_one(orm.LatestSubmission, (assignment.id, "sam"))
        assert latest.submission_id == found["sam", 2].id
    assert check_storage(here.database, here.blobs, lambda label, done, whole: None).problems == []
    assert found["sam", 1].id < found["sam", 2].id


def test_importing_again_changes_nothing_and_brings_only_what_is_new(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    assert bring("ngshare", str(old.path))[0] == 0
    with here.database.write() as session:  # what was changed here meanwhile stays as it is
        session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "sam")).one().role = "ta"
        session.delete(session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "olga")).one())
        course = session.scalars(select(orm.Course)).one()
        session.add(
            orm.PastEnrollment(
                id="P" * 26,
                course_id=course.id,
                user="olga",
                role="student",
                source="import",
                created_at=utc(FIRST),
                ended_by="ines",
            )
        )
    before = here.rows()
    code, report = bring("ngshare", str(old.path))
    assert (code, report["changes"]) == (0, [])
    assert report["unchanged"] == {"course": 1, "person": 3, "assignment": 1, "submission": 3, "feedback": 1}
    assert here.rows() == before
    old.insert("submissions", 9, 1, "2020-02-01 00:00:00", "olga")
    old.file(9, "submission_files_assoc_table", 9, "orbits.ipynb", NOTEBOOK)
    code, report = bring("ngshare", str(old.path))
    assert (code, new(report)) == (0, {"submission": 1})


@SQLITE
def test_what_only_ngshare_takes_comes_as_its_clients_saw_it(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    old.insert("assignments", 2, "without files", 1, None)
    old.file(7, "submission_files_assoc_table", 3, "data//moons.csv", b"io")
    old.file(8, "submission_files_assoc_table", 3, "orbits.ipynb", NOTEBOOK + b"   ")
    assert bring("ngshare", str(old.path))[0] == 0
    with here.database.read() as session:
        (found,) = [one for one in here.submissions() if one.user == "gone"]
        assert load_files(session, here.blobs, found.bundle_sha256) == {
            "data/moons.csv": b"io",
            "orbits.ipynb": NOTEBOOK + b"   ",
        }
    code, report = bring("ngshare", str(old.path))
    assert (code, report["changes"]) == (0, [])  # an assignment without files has no more files now


@SQLITE
def test_a_dry_run_says_what_would_change_and_leaves_no_trace(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    before = here.rows()
    code, report = bring("ngshare", str(old.path), "--dry-run")
    assert (code, report["applied"]) == (0, False)
    assert new(report) == {"course": 1, "person": 3, "assignment": 1, "submission": 3, "feedback": 1}
    assert "astro/orbits: sam, 2020-01-01 10:00:00 UTC" in [change["what"] for change in report["changes"]]
    assert here.rows() == before
    assert list(here.blobs.digests()) == []


@SQLITE
def test_rows_with_problems_are_listed_and_nothing_is_applied(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    (old.storage / "0000-4.ipynb").write_bytes(b"other than was handed in")
    secret = tmp_path / "secret"
    secret.write_text("of somebody else")
    (old.storage / "a-link").symlink_to(secret)
    for number, (name, path) in enumerate(
        [("missing", "x"), ("../secret", "x"), ("a-link", "x"), (None, "../x"), (None, "C:/x")], 20
    ):
        old.insert("submissions", number, 1, f"2020-03-{number} 00:00:00", "sam")
        old.file(number, "submission_files_assoc_table", number, path, b"of somebody else", name=name)
    old.insert("submissions", 30, 77, SECOND, "sam")
    old.insert("submissions", 31, 1, "yesterday", "sam")
    old.insert("submissions", 32, 1, SECOND, "a/b")
    old.insert("student_assoc_table", "x" * 200, "astro", None, None, None)
    old.insert("student_assoc_table", "tom", "astro", "T" * 300, None, None)
    before = here.rows()
    code, report = bring("ngshare", str(old.path))
    assert (code, report["applied"]) == (2, False)
    said = {problem["where"]: problem["message"] for problem in report["problems"]}
    for where, message in {
        "submissions._id 2": "another MD5",
        "submissions._id 20": "missing",
        "submissions._id 21": "no name of a file",
        "submissions._id 22": "link",
        "submissions._id 23": "leaves its folder",
        "submissions._id 24": "drive",
        "submissions._id 30": "assignment is not there",
        "submissions._id 31": "no time",
        "submissions._id 32": "can't be a name",
        "person 'tom'": "more than 256",
    }.items():
        assert message in said.pop(where), where
    assert len(said) == 1  # the name that is too long
    assert [row for row in here.rows().items() if row[0] != "receipt_key"] == [
        row for row in before.items() if row[0] != "receipt_key"
    ]
    code, report = bring("ngshare", str(old.path), "--leave-out")
    assert (code, report["applied"]) == (0, True)
    assert new(report)["submission"] == 2
    assert all(b"somebody else" not in here.blobs.get(digest) for digest in here.blobs.digests())


@SQLITE
def test_what_was_handed_in_here_is_not_overtaken_by_older_work(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    assert bring("ngshare", str(old.path))[0] == 0
    old.insert("submissions", 9, 1, "2020-01-01 00:00:00", "sam")
    code, report = bring("ngshare", str(old.path))
    assert code == 2
    assert "has handed in here already" in report["problems"][0]["message"]


@SQLITE
def test_archived_courses_and_assignments_and_drafts_stay_as_they_are(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    with here.database.write() as session:
        course = orm.Course(name="astro")
        session.add(course)
        session.flush()
        draft = orm.Assignment(course_id=course.id, name="orbits", format="otter", state="draft", created_by="ines")
        session.add(draft)
    code, report = bring("ngshare", str(old.path))
    assert code == 2 and "is a draft here" in report["problems"][0]["message"]
    with here.database.write() as session:
        session.scalars(select(orm.Assignment)).one().archived_at = utc(FIRST)
    code, report = bring("ngshare", str(old.path))
    assert (code, report["notes"]) == (0, ["astro/orbits is archived here and stays so."])
    assert here.submissions() == []
    with here.database.write() as session:
        session.scalars(select(orm.Course)).one().archived_at = utc(FIRST)
    code, report = bring("ngshare", str(old.path))
    assert code == 2 and "is archived here" in report["problems"][0]["message"]


def test_nbgraders_exchange_and_gradebook_become_ours(here: Here, bring: Bring, tmp_path: Path) -> None:
    exchange, gradebook = make_exchange(tmp_path), Nbgrader(tmp_path)
    words = ["nbgrader", f"--gradebook={gradebook.path}", f"--exchange={exchange}"]
    code, report = bring(*words)
    assert code == 0
    assert new(report) == {"course": 1, "person": 2, "assignment": 1, "submission": 4, "feedback": 1, "grade": 2}
    assert any("more time" in note for note in report["notes"])
    found = {(one.user, one.attempt): one for one in here.submissions()}
    assert set(found) == {("sam", 1), ("sam", 2), ("sam+olga", 1), ("olga", 1)}
    assert found["sam", 2].submitted_at == utc(SECOND)
    assert found["sam", 2].late and not found["sam", 1].late
    with here.database.read() as session:
        assert load_files(session, here.blobs, found["sam", 1].bundle_sha256) == {
            "orbits.ipynb": NOTEBOOK + b" ",
            "data/planets.csv": b"mars,2",
        }
        feedback = session.scalars(select(orm.Feedback)).one()
        assert feedback.submission_id == found["sam", 2].id
    assert found["sam", 1].status.score is None
    graded = found["sam", 2].status
    # 2 of the tests, 4 and half a point extra for the essay, 1 for the task, 1.5 off for being late.
    assert (graded.state, graded.score, graded.max_score, graded.pending) == ("graded", 6.0, 10.0, 0)
    result = result_of(here, found["sam", 2])
    assert [(one.name, one.score, one.max_score, one.manual) for one in result.questions] == [
        ("cell-1", 2.0, 3.0, False),
        ("essay", 4.5, 5.0, True),
        ("task", 1.0, 2.0, True),
        (PENALTY, -1.5, 0.0, True),
    ]
    assert result.questions[1].message == "Well argued."
    assert (found["olga", 1].status.score, found["olga", 1].status.pending) == (3.0, 5.0)
    before = here.rows()
    code, report = bring(*words)
    assert (code, report["changes"]) == (0, [])
    assert here.rows() == before


def test_scores_go_to_what_came_from_ngshare_and_follow_the_gradebook(here: Here, bring: Bring, tmp_path: Path) -> None:
    assert bring("ngshare", str(Ngshare(tmp_path / "old").path))[0] == 0
    gradebook = Nbgrader(tmp_path, course="default_course")
    words = ["nbgrader", f"--gradebook={gradebook.path}"]
    code, report = bring(*words)
    assert code == 2 and "--course" in report["said"]
    words.append("--course=astro")
    code, report = bring(*words)
    assert (code, new(report)) == (0, {"submission": 1, "grade": 2})  # olga's, which came another way
    (second,) = [one for one in here.submissions() if (one.user, one.attempt) == ("sam", 2)]
    assert second.status.score == 6.0
    run(gradebook.path, "UPDATE grade SET manual_score = 5 WHERE id = 'g2'")
    code, report = bring(*words)
    assert (code, new(report)) == (0, {"grade": 1})
    (second,) = [one for one in here.submissions() if (one.user, one.attempt) == ("sam", 2)]
    assert second.status.score == 7.0
    with here.database.read() as session:
        trail = session.scalars(select(orm.AuditEntry).where(orm.AuditEntry.submission_id == second.id))
        assert [(one.action, (one.before or {}).get("score"), one.after["score"]) for one in trail] == [
            ("imported", None, 6.0),
            ("imported", 6.0, 7.0),
        ]
    with here.database.write() as session:  # a grade that was given here counts more than an imported one
        grade = session.get_one(orm.Grade, second.status.grade_id)
        grade.result = grade.result | {"engine": "ours"}
    run(gradebook.path, "UPDATE grade SET manual_score = 0 WHERE id = 'g2'")
    assert bring(*words)[1]["changes"] == []


@SQLITE
def test_an_assignment_that_came_with_scores_alone_gets_its_files_later(
    here: Here, bring: Bring, tmp_path: Path
) -> None:
    assert bring("nbgrader", f"--gradebook={Nbgrader(tmp_path).path}")[0] == 0
    with here.database.write() as session:
        assignment = session.scalars(select(orm.Assignment)).one()
        assert assignment.state == AssignmentState.CLOSED
        empty = session.scalars(select(orm.AssignmentVersion)).one()
        its = {"assignment_id": assignment.id, "environment": empty.environment, "source_sha256": empty.source_sha256}
        # Staff build one meanwhile, which is not released yet.
        session.add(orm.AssignmentVersion(number=2, state="ready", notebooks=[], created_by="ines", **its))
    exchange = make_exchange(tmp_path)
    code, report = bring("nbgrader", f"--exchange={exchange}", "--leave-out")
    assert code == 0
    assert "astro/orbits: its files" in [change["what"] for change in report["changes"]]
    with here.database.read() as session:
        assignment = session.scalars(select(orm.Assignment)).one()
        assert assignment.state == AssignmentState.RELEASED
        assert assignment.released_version is not None and assignment.released_version.number == 3


@SQLITE
def test_an_exchange_folder_that_students_wrote_gives_away_no_other_file(
    here: Here, bring: Bring, tmp_path: Path
) -> None:
    exchange = make_exchange(tmp_path)
    course = exchange / "astro"
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_text("hidden")
    linked = hand_in(course, "mallory", FIRST, {"orbits.ipynb": NOTEBOOK})
    (linked / "data.csv").symlink_to(secret / "file")
    folder = hand_in(course, "eve", FIRST, {"orbits.ipynb": NOTEBOOK})
    (folder / "data").symlink_to(secret)
    (course / "inbound" / f"trudy+orbits+{FIRST} UTC").symlink_to(secret)
    os.mkfifo(hand_in(course, "pat", FIRST, {"orbits.ipynb": NOTEBOOK}) / "pipe")
    (course / "inbound" / "no-hand-in").mkdir()
    (course / "inbound" / f"zoe+orbits+{FIRST} CET").mkdir()
    code, report = bring("nbgrader", f"--exchange={exchange}")
    assert code == 2
    said = {Path(problem["where"]).name.partition("+")[0]: problem["message"] for problem in report["problems"]}
    assert {name: message.split(":")[0] for name, message in said.items()} == {
        "mallory": "data.csv is a link.",
        "eve": "data is a link.",
        "trudy": "It is no hand-in",
        "pat": "pipe is no plain file.",
        "no-hand-in": "It is no hand-in",
        "zoe": "Its time is of the zone 'CET'; only UTC means the same everywhere.",
    }
    assert all(b"hidden" not in here.blobs.get(digest) for digest in here.blobs.digests())


@SQLITE
def test_files_that_are_something_else_are_named(here: Here, bring: Bring, tmp_path: Path) -> None:
    gofer = make_gofer(tmp_path / "gofer.db")
    (tmp_path / "text.db").write_text("no database at all, but long enough to look at")
    (tmp_path / "files").mkdir()
    for words, code, said in [
        (["ngshare", str(gofer)], 2, "has no table 'courses'"),
        (["ngshare", str(tmp_path / "text.db")], 2, "can't be read"),
        (["ngshare", str(tmp_path / "none.db")], 3, "There is no file"),
        (["ngshare", str(gofer), "--storage=/none"], 2, "There is no folder /none"),
        (["nbgrader"], 2, "Say what to import"),
        (["nbgrader", f"--gradebook={gofer}"], 2, "has no table 'assignment'"),
        (["nbgrader", f"--exchange={tmp_path}"], 2, "has no course"),
        (["gofer", str(gofer)], 2, "--course"),
    ]:
        found, report = bring(*words)
        assert (found, said in report["said"]) == (code, True), report
    several = Nbgrader(tmp_path)
    insert(several.path, "course", "bio")
    code, report = bring("nbgrader", f"--gradebook={several.path}", "--course=chem")
    assert code == 2 and "astro, bio" in report["said"]
