"""Sources that were made to break the import or to bring in what is not so: each fault is a row's problem."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.moving_in import nbgrader_exchange
from jupyter_autograde.moving_in.owners import Owned, made_by_others
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import load_files
from jupyter_autograde.testing.importing import Bring, Here
from jupyter_autograde.testing.old_services import (
    FIRST,
    NOTEBOOK,
    Nbgrader,
    Ngshare,
    hand_in,
    make_exchange,
    make_gofer,
)

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
def test_folders_that_anybody_can_make_are_problems_of_their_own(here: Here, bring: Bring, tmp_path: Path) -> None:
    exchange = make_exchange(tmp_path)
    course = exchange / "astro"
    for name in (
        "month+orbits+2020-13-45 99:99:99 UTC",
        "second+orbits+2020-01-01 23:59:60 UTC",
        "year+orbits+0000-01-01 00:00:00 UTC",
        "digits+orbits+\u0662\u0660\u0662\u0660-01-01 00:00:00 UTC",
    ):
        (course / "inbound" / name).mkdir()
    deep = hand_in(course, "deep", FIRST, {"orbits.ipynb": NOTEBOOK})
    deep.joinpath(*"abcdefghijklmnopqrst").mkdir(parents=True)
    os.mkdir(os.fsencode(course / "inbound") + b"/byte\xff+orbits+2020-01-01 00:00:00 UTC")
    linked = os.fsencode(hand_in(course, "link", FIRST, {"orbits.ipynb": NOTEBOOK}))
    os.symlink(b"/etc/passwd", linked + b"/\xff")
    folder = os.fsencode(hand_in(course, "pat", FIRST, {"orbits.ipynb": NOTEBOOK}))
    os.mkdir(folder + b"/\xff.ipynb")
    code, report = bring("nbgrader", f"--exchange={exchange}")
    assert (code, report["applied"]) == (2, False)
    said = {Path(problem["where"]).name.partition("+")[0]: problem["message"] for problem in report["problems"]}
    assert said == {
        "month": "'2020-13-45 99:99:99' is no time.",
        "second": "'2020-01-01 23:59:60' is no time.",
        "year": "'0000-01-01 00:00:00' is no time.",
        "digits": "It is no hand-in: those are folders named USER+ASSIGNMENT+TIME.",
        "deep": "It has folders in each other, more than 12 deep.",
        "byte\ufffd": "'byte\\udcff' can't be a name here: a name can't have '/', control or bidirectional characters.",
        "link": "\ufffd is a link.",
    }
    code, report = bring("nbgrader", f"--exchange={exchange}", "--leave-out")
    assert (code, report["applied"]) == (0, True)
    assert {one.user for one in here.submissions()} == {"sam", "sam+olga", "pat"}


def test_a_folder_that_somebody_else_made_is_strange_where_owners_differ_at_all() -> None:
    def strange(*folders: tuple[str, int]) -> list[int]:
        made = [Owned(user, str(number), owner) for number, (user, owner) in enumerate(folders)]
        return [int(one.name) for one in made_by_others(made)]

    assert strange(("zz-a", 1000), ("zz-b", 1000)) == []
    assert strange(("zz-a", 1001), ("zz-b", 1002)) == []
    assert strange(("zz-a", 1001), ("zz-b", 1002), ("zz-b", 1002), ("zz-b", 1001)) == [3]
    # Who of the two has this account can't be told from here.
    assert strange(("zz-a", 1001), ("zz-b", 1001), ("zz-c", 1003)) == [0, 1]
    # An account of the same name is the person's.
    assert strange(("root", 0), ("root", 1001), ("root", 1001), ("zz-a", 1001)) == [1, 2]
    assert strange(("root", 0), ("zz-a", 0), ("zz-b", 1002)) == [1]


@SQLITE
def test_hand_ins_in_others_folders_are_noted(
    here: Here, bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = make_exchange(tmp_path)
    words = ["nbgrader", f"--exchange={exchange}", "--dry-run"]
    assert not any("belong to somebody else" in note for note in bring(*words)[1]["notes"])
    hand_in(exchange / "astro", "olga", FIRST, {"orbits.ipynb": NOTEBOOK})
    monkeypatch.setattr(nbgrader_exchange, "owner_of", lambda place: 2 if place.name.startswith("sam+olga") else 1)
    code, report = bring(*words)
    assert code == 0
    (note,) = [note for note in report["notes"] if "belong to somebody else" in note]
    assert note.startswith("3 hand-ins")
    assert f"'olga+orbits+{FIRST} UTC'" in note


@SQLITE
@pytest.mark.parametrize(
    ("score", "penalty", "where"),
    [
        ("abc", None, "cell-1"),
        (b"\0\1", None, "cell-1"),
        (float("inf"), None, "cell-1"),
        (2**60, None, "cell-1"),
        (1.0, "abc", "late_submission_penalty"),
        (1.0, float("-inf"), "late_submission_penalty"),
    ],
)
def test_what_is_no_number_of_points_costs_one_score_alone(
    here: Here, bring: Bring, tmp_path: Path, score: object, penalty: object, where: str
) -> None:
    gradebook = Nbgrader(tmp_path)
    for row in (
        ("student", "eve", None, None, None, None),
        ("submitted_assignment", "s3", "a1", "eve", FIRST, None),
        ("submitted_notebook", "sn3", "s3", "n1", 0, penalty),
        ("grade", "g6", "sn3", "c1", score, None, None, 0),
        ("grade", "g7", "sn3", "c2", 1.0, None, None, 0),
    ):
        gradebook.insert(*row)
    code, report = bring("nbgrader", f"--gradebook={gradebook.path}")
    assert code == 2
    (problem,) = report["problems"]
    assert problem["where"].startswith("submitted_assignment.id s3: ") and problem["where"].endswith(where)
    assert "no number of points" in problem["message"]
    assert bring("nbgrader", f"--gradebook={gradebook.path}", "--leave-out")[0] == 0
    assert {one.user: one.status.score for one in here.submissions()} == {"sam": 6.0, "olga": 3.0}


@SQLITE
def test_times_that_are_not_in_the_calendar_are_problems_of_their_rows(
    here: Here, bring: Bring, tmp_path: Path
) -> None:
    gradebook = Nbgrader(tmp_path)
    early = "0001-01-01T00:00:00+05:00"
    for row in (
        ("student", "eve", None, None, None, None),
        ("assignment", "a2", "early", early, "astro"),
        ("submitted_assignment", "s3", "a1", "eve", early, None),
    ):
        gradebook.insert(*row)
    code, report = bring("nbgrader", f"--gradebook={gradebook.path}")
    assert (code, [problem["where"] for problem in report["problems"]]) == (
        2,
        ["assignment early", "submitted_assignment of eve at orbits"],
    )
    late = make_gofer(tmp_path / "gofer.db", ("sam", 1, "a", "lab1", "9999-12-31-23:59:59.0"))
    code, report = bring("gofer", str(late), "--course=data8")
    assert (code, [problem["where"] for problem in report["problems"]]) == (2, ["grades.rowid 1"])


def test_what_students_read_of_a_gradebook_steers_nothing(here: Here, bring: Bring, tmp_path: Path) -> None:
    gradebook = Nbgrader(tmp_path)
    gradebook.insert("comment", "k2", "sn2", "c1", None, "a\x1b]0;title\x07b\u202ec\0d\r\ne")
    gradebook.insert("base_cell", "c4", "last\x1b[2J\u202e\0", "n1", "GradeCell")
    gradebook.insert("grade", "g8", "sn2", "c4", 1.0, None, None, 0)
    assert bring("nbgrader", f"--gradebook={gradebook.path}")[0] == 0
    with here.database.read() as session:
        results = [GradeResult.model_validate(grade.result) for grade in session.scalars(select(orm.Grade))]
    questions = {(question.name, question.message) for result in results for question in result.questions}
    assert {("cell-1", "abcd\ne"), ("last", "")} <= questions


@SQLITE
def test_names_that_steer_are_nobodys(here: Here, bring: Bring, tmp_path: Path) -> None:
    gradebook = Nbgrader(tmp_path)
    gradebook.insert("student", "eve", "E\0ve", None, None, None)
    gradebook.insert("student", "pat", None, "P\u202eat", None, None)
    code, report = bring("nbgrader", f"--gradebook={gradebook.path}")
    assert (code, [problem["where"] for problem in report["problems"]]) == (2, ["person 'eve'", "person 'pat'"])


@SQLITE
def test_sections_that_can_be_none_are_problems_of_their_people(here: Here, bring: Bring, tmp_path: Path) -> None:
    """gofer noted what the notebook of whoever handed in said; our roster could not be shown with such a section."""
    sections = {"eve": "a/b", "mallory": "a;b", "olga": "x\x1b[2J", "pat": "s" * 200, "sam": "101"}
    rows = [(user, 1, section, "lab1", "2020-01-01-12:00:00.0") for user, section in sections.items()]
    words = ["gofer", str(make_gofer(tmp_path / "gofer.db", *rows)), "--course=data8"]
    code, report = bring(*words)
    wrong = [f"person {user!r}" for user in sections if user != "sam"]
    assert (code, [problem["where"] for problem in report["problems"]]) == (2, wrong)
    assert bring(*words, "--leave-out")[0] == 0
    with here.database.read() as session:
        assert {row.user: row.section for row in session.scalars(select(orm.Enrollment))} == {"sam": "101"}


@SQLITE
def test_work_without_a_time_is_not_dropped_where_there_is_other_work(here: Here, bring: Bring, tmp_path: Path) -> None:
    old = Ngshare(tmp_path / "old")
    old.insert("submissions", 4, 1, None, "sam")
    old.file(7, "submission_files_assoc_table", 4, "orbits.ipynb", NOTEBOOK + b"   ")
    code, _ = bring("ngshare", str(old.path))
    assert code == 0
    newest = [one for one in here.submissions() if one.user == "sam"][-1]
    with here.database.read() as session:
        assert load_files(session, here.blobs, newest.bundle_sha256) == {"orbits.ipynb": NOTEBOOK + b"   "}
    assert bring("ngshare", str(old.path))[1]["changes"] == []
