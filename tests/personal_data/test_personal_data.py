from __future__ import annotations

import json
import os
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from jupyter_autograde import access
from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.cli.main import main
from jupyter_autograde.errors import AlreadyExists, NotFound
from jupyter_autograde.exchange.extensions import grant_extensions
from jupyter_autograde.exchange.feedback import give_feedback
from jupyter_autograde.exchange.grade_requests import answer_request, ask_about_grade
from jupyter_autograde.exchange.live import switch_live
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.models.deadlines import ExtensionRequest
from jupyter_autograde.models.grade_request import AnswerRequest, AskRequest
from jupyter_autograde.models.live import LiveSwitch
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.personal_data.export import export_person
from jupyter_autograde.personal_data.removal import remove_person
from jupyter_autograde.personal_data.rows import DONE_AS_STAFF, MAKERS, PersonalRows
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.consistency import check_storage
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.receipt_keys import add_key
from jupyter_autograde.storage.types import NameColumn
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, School, make_school
from jupyter_autograde.testing.service import configured

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def quiet(*words: object) -> None:
    """Show no progress."""


def fill(school: School) -> Submission:
    """Let sam hand in twice and olga once, partly the same; sam is graded and has feedback."""
    with school.database.write() as session:
        add_key(session, key_id=school.signer.key_id, private_key=bytes(32), public_key=school.signer.public_key)
    assignment = school.draft()
    school.release(assignment.id)
    first, _ = school.submit(assignment.id, STUDENT, text=b"score: 7, only sam's")
    school.submit(assignment.id, STUDENT, text=b"score: 5, of both")
    school.submit(assignment.id, OTHER_STUDENT, text=b"score: 5, of both")
    school.grade_everything()
    school.stop()
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment.id, Permission.RELEASE)
        row = session.get_one(orm.Submission, first.id)
        give_feedback(session, found, row, store_files(school.blobs, [("hw1.html", b"<p>well done, sam</p>")]))
        session.add(orm.NotebookEvent(user="sam", type="save-notebook", filename="x", path="x"))
        own = access.submission(session, STUDENT, first.id, Permission.SEE_OWN_SUBMISSIONS)
        asked = ask_about_grade(session, own, AskRequest(text="Why only sam's?"))
        answered = access.grade_request(session, INSTRUCTOR, asked.id, Permission.GRADE)
        answer_request(session, answered, AnswerRequest(text="So."))
    return first


def contents(blobs: BlobStore) -> set[bytes]:
    return {blobs.get(digest) for digest in blobs.digests()}


def mentions(database: Database, name: str) -> set[str]:
    """Return the columns in which a name stands, alone or inside."""
    with database.read() as session:
        return {
            f"{table.name}.{column}"
            for table in orm.Base.metadata.sorted_tables
            for row in session.execute(select(table)).mappings()
            for column, value in row.items()
            if re.search(rf"\b{name}\b", str(value))
        }


def test_everything_about_a_person_is_in_the_archive_and_nothing_about_others(school: School, tmp_path: Path) -> None:
    fill(school)
    path = tmp_path / "sam.zip"
    with school.database.read() as session:
        counts = export_person(session, school.blobs, "sam", "physics", path, quiet)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {
        "submission": 2,
        "grade": 2,
        "feedback": 1,
        "grade_request": 1,
        "enrollment": 1,
        "job": 2,
    }.items() <= counts.items()
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files["work/physics/hw1/attempt-1/submitted/hw1.ipynb"] == b"score: 7, only sam's"
    assert files["work/physics/hw1/attempt-1/feedback-1/hw1.html"] == b"<p>well done, sam</p>"
    assert files["work/physics/hw1/attempt-2/submitted/hw1.ipynb"] == b"score: 5, of both"
    assert "lost.json" not in files
    (request,) = json.loads(files["rows/grade_request.json"])
    assert (request["text"], request["answer"]) == ("Why only sam's?", "So.")
    (first, second) = json.loads(files["rows/grade.json"])
    assert (first["score"], second["score"]) == (7.0, 5.0)
    cases = [case["name"] for case in first["result"]["questions"][0]["cases"]]
    assert cases == ["q1 - 1"]  # the second is hidden
    assert not {"log", "record", "errors"} & set(first)
    assert b"olga" not in b"".join(files.values())
    with school.database.read() as session, pytest.raises(AlreadyExists):
        export_person(session, school.blobs, "sam", None, path, quiet)
    for user, course in [("nobody", None), ("sam", "chemistry"), ("sam", "nothing")]:
        with school.database.read() as session, pytest.raises(NotFound):
            export_person(session, school.blobs, user, course, tmp_path / "x.zip", quiet)


@SQLITE
def test_a_lost_file_does_not_keep_the_rest_from_the_person(school: School, tmp_path: Path) -> None:
    fill(school)
    school.blobs.remove(school.blobs.put(b"score: 7, only sam's"))
    with school.database.read() as session:
        export_person(session, school.blobs, "sam", None, tmp_path / "sam.zip", quiet)
    with zipfile.ZipFile(tmp_path / "sam.zip") as archive:
        (lost,) = json.loads(archive.read("lost.json"))
        assert "attempt-1/submitted" in lost
        assert archive.read("work/physics/hw1/attempt-2/submitted/hw1.ipynb") == b"score: 5, of both"


def test_a_deleted_person_is_gone_and_others_keep_what_is_theirs(school: School) -> None:
    fill(school)
    with school.database.write() as session:
        counts, digests = remove_person(session, "sam", None)
    for digest in digests:
        school.blobs.remove(digest)
    assert counts["submission"] == 2
    assert mentions(school.database, "sam") == set()
    left = contents(school.blobs)
    assert b"score: 7, only sam's" not in left
    assert b"<p>well done, sam</p>" not in left
    assert b"score: 5, of both" in left
    report = check_storage(school.database, school.blobs, quiet)
    assert (report.problems, report.unnamed) == ([], 0)
    with school.database.read() as session:
        assert session.scalars(select(orm.Submission.user)).all() == ["olga"]


def test_only_one_course_can_be_meant(school: School) -> None:
    fill(school)
    with school.database.write() as session:
        chemistry = session.scalars(select(orm.Course.id).where(orm.Course.name == "chemistry")).one()
        session.add(orm.Enrollment(course_id=chemistry, user="sam", role="student", source="api"))
    with school.database.write() as session:
        counts, _ = remove_person(session, "sam", "chemistry")
    assert counts == {"enrollment": 1}
    with school.database.write() as session:
        counts, _ = remove_person(session, "sam", "physics")
    assert counts["submission"] == 2
    assert mentions(school.database, "sam") == {"notebook_event.user"}  # of no course


def test_what_staff_did_to_others_stays_without_their_name(school: School) -> None:
    fill(school)
    with school.database.write() as session:
        session.execute(update(orm.Job).values(asked_by="ines"))
        session.execute(update(orm.Submission).values(submitted_by="ines"))
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
        switch_live(session, found, LiveSwitch(enabled=True), LiveRules())
        assignment = session.scalars(select(orm.Assignment)).one()
        assignment.attempt_limit = {"attempts": 3}
        grant_extensions(session, found.to(assignment), ExtensionRequest(users=["olga"], extra_attempts=1))
    with school.database.write() as session:
        counts, digests = remove_person(session, "ines", None)
    assert (counts["enrollment"], digests) == (1, set())
    assert mentions(school.database, "ines") == set()
    with school.database.read() as session:
        assert {event.data["by"] for event in session.scalars(select(orm.Event)) if "by" in event.data} == {
            session.scalars(select(orm.Assignment.created_by)).one()
        }
        (maker,) = session.scalars(select(orm.Assignment.created_by))
        assert maker.startswith("deleted-")
        assert session.scalars(select(orm.Feedback.created_by)).all() == [maker]
        assert session.scalars(select(orm.GradeRequest.answered_by)).all() == [maker]


@SQLITE
def test_each_table_with_a_person_in_it_is_thought_of(school: School) -> None:
    """A new table is found by its column `user` or by what it refers to; one that does neither must be named here."""
    with school.database.read() as session:
        found = {table.name for table, _ in PersonalRows(session, "sam", None).conditions()}
    impersonal = {
        "assignment",
        "assignment_version",
        "bundle",
        "course",
        "gradebook_weights",
        "grading_pace",
        "passback_target",
        "receipt_key",
        "rubric_item",
        "saved_comment",
        "score_change",
        "worker",
        *DONE_AS_STAFF,
    }
    assert found | impersonal == set(orm.Base.metadata.tables)
    assert not found & impersonal


def test_each_column_with_a_name_is_thought_of() -> None:
    """A new one says whose something is, or who made it (`MAKERS`), or must be named here."""
    of_no_person = {
        "assignment.name",
        "assignment_version.environment",
        "course.environment",
        "course.name",
        "enrollment.section",
        "extension.section",
        "passback_target.platform",
        "past_enrollment.section",
    }
    columns = [column for table in orm.Base.metadata.sorted_tables for column in table.c if column.type is NameColumn]
    others = {str(column) for column in columns if column.name != "user" and column.name not in MAKERS}
    assert others == of_no_person


@pytest.fixture
def options(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Options of the verbs, for a service with sam's work in it."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    service = configured(tmp_path, database_url, load_courses={})
    database = service.open_database(upgrade=True)
    fill(make_school(database, BlobStore(service.blobs_url)))
    yield [f"--db-url={database_url}", f"--data-dir={service.data_dir}"]
    database.close()


def old_leftovers(folder: Path) -> list[str]:
    """Store what no row names, three days ago: one content in its place, one in the trash; returns their digests."""
    blobs = BlobStore(str(folder / "service" / "blobs"))
    digests = [blobs.put(content) for content in (b"refused, and not known whose", b"of a copy that is restored later")]
    for digest in digests:
        os.utime(folder / "service" / "blobs" / digest[:2] / f"{digest}.zst", (time.time() - 3 * 86_400,) * 2)
    assert blobs.throw_away_if_older(digests[1], time.time() - 86_400)
    return digests


@SQLITE
def test_the_terminal_asks_counts_and_remembers_whom_a_backup_would_bring_back(
    options: list[str], tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = str(tmp_path / "before.tar")
    assert main(["db", "backup", backup, *options]) == 0
    archive = tmp_path / "sam.zip"
    assert main(["student", "export", "physics", "sam", *options]) == 2
    assert main(["student", "export", "physics", "sam", "-o", str(archive), *options]) == 0
    assert "2 submission" in capsys.readouterr().out
    assert main(["student", "export", "--all", "sam", f"--output={tmp_path / 'all.zip'}", *options]) == 0
    left = old_leftovers(tmp_path)
    assert main(["student", "delete", "sam", *options]) == 2
    assert "Nothing was deleted. Say --yes" in capsys.readouterr().err
    assert main(["student", "delete", "sam", "--yes", *options]) == 0
    said = capsys.readouterr().out
    assert "2 submission" in said
    assert "the service deletes it within 16 days" in said
    blobs = BlobStore(str(tmp_path / "service" / "blobs"))
    assert all(blobs.has(digest) for digest in left)  # whose they are nobody knows
    assert main(["student", "delete", "sam", "--yes", *options]) == 3
    assert main(["db", "check", *options]) == 0
    assert main(["db", "restore", backup, "--replace", "--yes", *options]) == 0
    assert "jupyter autograde student delete sam\n" in capsys.readouterr().out


@SQLITE
def test_nobody_is_deleted_while_the_service_runs(
    options: list[str], database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(database_url)
    with database.write() as session:
        session.add(orm.Worker(name="machine:7", slots=2, public_key=b"k"))
    database.close()
    assert main(["student", "delete", "sam", "--yes", *options]) == 1
    assert "machine:7" in capsys.readouterr().err


@SQLITE
def test_who_is_deleted_is_written_down_before_anything_else_can_fail(
    options: list[str], tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    removals = tmp_path / "service" / "removals.jsonl"
    removals.mkdir()
    assert main(["student", "delete", "sam", "--yes", *options]) != 0
    assert f"{removals} can't be written" in capsys.readouterr().err
    removals.rmdir()
    database = Database(database_url)
    assert mentions(database, "sam")
    database.close()
    digest = file_sha256(b"score: 7, only sam's")
    place = next(tmp_path.joinpath("service", "blobs").rglob(f"{digest}.zst"))
    place.unlink()
    place.mkdir()  # what can't be deleted
    assert main(["student", "delete", "sam", "--yes", *options]) != 0
    assert json.loads(removals.read_text())["user"] == "sam"
