"""What is backed up comes back whole, in an empty place, and the check names what does not fit."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from jupyter_autograde import access
from jupyter_autograde.errors import AlreadyExists, Conflict
from jupyter_autograde.exchange.submissions import describe_submission
from jupyter_autograde.models.event import EventType
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import verify
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.backup import restore_backup, write_backup
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import load_files
from jupyter_autograde.storage.consistency import check_storage
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.events import append_event, last_event_id
from jupyter_autograde.storage.named_blobs import naming_columns
from jupyter_autograde.storage.receipt_keys import all_keys
from jupyter_autograde.testing.school import STUDENT, School, make_school
from tests.storage.backups import backup, fill, quiet, restore, rows_of

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_is_restored_is_what_was_there_and_goes_on(
    school: School, empty_url: str, other_blobs: BlobStore, tmp_path: Path
) -> None:
    submission_id = fill(school)
    file = tmp_path / "all.tar.zst"
    backup(school, file)
    assert file.stat().st_mode & 0o777 == 0o600
    restored = restore(empty_url, other_blobs, file)
    assert restored.ending.lost == {}
    database = Database(empty_url)
    migrations.check_revision(database)
    assert rows_of(database) == rows_of(school.database)
    assert check_storage(database, other_blobs, quiet).problems == []
    # What was handed in can be read, its receipt checked, and it can be graded again; students hand in the next.
    with database.read() as session:
        submission = describe_submission(session, access.submission(session, STUDENT, submission_id, Permission.SUBMIT))
        assert submission.receipt is not None
        (key,) = all_keys(session)
        assert verify(submission.receipt, key.public_key)
        assert load_files(session, other_blobs, submission.sha256) == {"hw1.ipynb": "score: 7, grüße".encode()}
        before = last_event_id(session)
    there = make_school(database, other_blobs)
    again, _ = there.submit(submission.assignment_id, text=b"score: 9")
    there.grade_everything()
    with database.read() as session:
        assert session.get_one(orm.SubmissionStatus, again.id).score == 9
        assert last_event_id(session) > before
    database.close()


@SQLITE
@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz", "all.tar.zst"])
def test_each_kind_of_file_comes_back(school: School, other_blobs: BlobStore, tmp_path: Path, name: str) -> None:
    fill(school)
    backup(school, tmp_path / name)
    restore(f"sqlite:///{tmp_path / 'other.db'}", other_blobs, tmp_path / name)
    assert set(other_blobs.digests()) == set(school.blobs.digests())


def test_work_that_comes_in_during_the_backup_harms_nothing(
    school: School, empty_url: str, other_blobs: BlobStore, tmp_path: Path
) -> None:
    fill(school)
    assignment_id = rows_of(school.database)["assignment"][0]["id"]
    rows = len(rows_of(school.database)["submission"])

    def hand_in(label: str, done: int, whole: int) -> None:
        school.submit(str(assignment_id), text=f"score: 1, {label} {done}".encode())

    write_backup(school.database, school.blobs, tmp_path / "b.tar", hand_in)
    assert len(rows_of(school.database)["submission"]) > rows
    restore(empty_url, other_blobs, tmp_path / "b.tar")
    database = Database(empty_url)
    assert len(rows_of(database)["submission"]) == rows
    assert check_storage(database, other_blobs, quiet).ok
    database.close()


def test_ids_that_were_given_are_not_given_again(
    school: School, empty_url: str, other_blobs: BlobStore, tmp_path: Path
) -> None:
    with school.database.write() as session:
        for _ in range(5):
            append_event(session, EventType.ASSIGNMENT_CHANGED)
        newest = last_event_id(session)
        session.execute(text("DELETE FROM event WHERE id > 2"))
    backup(school, tmp_path / "b.tar")
    restore(empty_url, other_blobs, tmp_path / "b.tar")
    database = Database(empty_url)
    with database.write() as session:
        append_event(session, EventType.ASSIGNMENT_CHANGED)
        assert last_event_id(session) == newest + 1
    database.close()


def test_values_without_a_value_and_nul_come_back(
    school: School, empty_url: str, other_blobs: BlobStore, tmp_path: Path
) -> None:
    sqlite = school.database.is_sqlite
    with school.database.write() as session:
        append_event(session, EventType.ASSIGNMENT_CHANGED, said="a\0b" if sqlite else "ab", nothing=None)
        assignment = orm.Assignment(
            course_id=school.course_id, name="hw9", format="otter", state="draft", created_by="ines", limits=None
        )
        session.add(assignment)
        session.flush()
        session.execute(text("UPDATE course SET title = 'line\nnext' WHERE name = 'physics'"))
    json_null = "SELECT count(*) FROM assignment WHERE CAST(limits AS TEXT) = 'null'"
    with school.database.read() as session:
        nulls = session.scalar(text(json_null))
    backup(school, tmp_path / "b.tar")
    restore(empty_url, other_blobs, tmp_path / "b.tar")
    database = Database(empty_url)
    with database.read() as session:
        assert session.scalar(text(json_null)) == nulls
        (event,) = session.scalars(select(orm.Event).where(orm.Event.type == EventType.ASSIGNMENT_CHANGED))
        kept = "a\0b" if database.is_sqlite else "a\N{REPLACEMENT CHARACTER}b"
        assert event.data == {"said": kept if sqlite else "ab", "nothing": None}
        assert session.scalar(select(orm.Course.title).where(orm.Course.name == "physics")) == "line\nnext"
    database.close()


@pytest.mark.parametrize("revision", ["0001", "0006"])
def test_a_backup_before_an_upgrade_is_brought_to_this_release(
    empty_url: str, other_blobs: BlobStore, tmp_path: Path, revision: str
) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    migrations.upgrade(old, revision)
    with old.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO course (id, name, title, created_at) VALUES (:id, 'physics', '', '2026-01-01 00:00:00')"),
            {"id": "c" * 26},
        )
    write_backup(old, other_blobs, tmp_path / "b.tar", quiet)
    old.close()
    restore(empty_url, other_blobs, tmp_path / "b.tar")
    database = Database(empty_url)
    migrations.check_revision(database)
    assert [row["name"] for row in rows_of(database)["course"]] == ["physics"]
    database.close()


def test_only_an_empty_place_is_filled_unless_asked_to_replace(
    school: School, empty_url: str, other_blobs: BlobStore, tmp_path: Path
) -> None:
    fill(school)
    backup(school, tmp_path / "b.tar")
    database = Database(empty_url)
    migrations.upgrade(database)
    with database.write() as session:
        session.add(orm.Course(name="another"))
    with pytest.raises(Conflict, match="--replace"):
        restore(empty_url, other_blobs, tmp_path / "b.tar")
    assert [row["name"] for row in rows_of(database)["course"]] == ["another"]
    restore(empty_url, other_blobs, tmp_path / "b.tar", replace=True)
    assert rows_of(database) == rows_of(school.database)
    database.close()


@SQLITE
def test_a_place_that_is_in_use_is_not_replaced(school: School, other_blobs: BlobStore, tmp_path: Path) -> None:
    fill(school)
    backup(school, tmp_path / "b.tar")
    with school.database.write() as session:
        session.add(orm.Worker(name="machine:7", slots=2, public_key=b"k"))
    with pytest.raises(Conflict, match=r"machine:7.*Stop the service"):
        restore_backup(school.database, other_blobs, tmp_path / "b.tar", quiet, replace=True)


@SQLITE
def test_a_file_that_comes_meanwhile_is_not_replaced(school: School, tmp_path: Path) -> None:
    fill(school)
    path = tmp_path / "b.tar"

    def come(label: str, done: int, whole: int) -> None:
        path.write_bytes(b"somebody's")

    with pytest.raises(AlreadyExists, match="has come meanwhile"):
        write_backup(school.database, school.blobs, path, come)
    assert path.read_bytes() == b"somebody's"
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


@SQLITE
def test_the_name_of_a_backup_is_waited_for_as_its_content_is(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(school)
    waited: list[list[str]] = []

    def wait(folder: Path) -> None:
        waited.append(sorted(path.name for path in folder.glob("*b.tar*")))

    monkeypatch.setattr("jupyter_autograde.storage.backup.archive.sync_folder", wait)
    backup(school, tmp_path / "b.tar")
    assert waited == [["b.tar"]]


@SQLITE
def test_a_file_that_was_lost_before_costs_nobody_the_rest(
    school: School, other_blobs: BlobStore, tmp_path: Path
) -> None:
    fill(school)
    lost = school.blobs.put(b"score: 3")
    assignment_id = str(rows_of(school.database)["assignment"][0]["id"])
    school.submit(assignment_id, text=b"score: 3")
    school.blobs.remove(lost)
    ending = backup(school, tmp_path / "b.tar")
    assert set(ending.lost) == {lost}
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert set(restore(url, other_blobs, tmp_path / "b.tar").ending.lost) == {lost}
    database = Database(url)
    report = check_storage(database, other_blobs, quiet)
    assert [problem.kind for problem in report.problems] == ["files"]
    assert lost[:12] in report.problems[0].message
    database.close()


@SQLITE
def test_a_damaged_file_at_the_place_is_mended_by_restoring(
    school: School, other_blobs: BlobStore, tmp_path: Path
) -> None:
    fill(school)
    backup(school, tmp_path / "b.tar")
    digest = next(iter(school.blobs.digests()))
    place = tmp_path / "other-blobs" / digest[:2] / f"{digest}.zst"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"damaged")
    restore(f"sqlite:///{tmp_path / 'other.db'}", other_blobs, tmp_path / "b.tar")
    assert other_blobs.get(digest) == school.blobs.get(digest)


def test_the_check_names_rows_and_files_that_do_not_fit(school: School) -> None:
    submission_id = fill(school)
    assert check_storage(school.database, school.blobs, quiet).problems == []
    left_over = school.blobs.put(b"named by nothing")
    with school.database.write() as session:
        session.get_one(orm.SubmissionStatus, submission_id).grade_id = "G" * 26
    report = check_storage(school.database, school.blobs, quiet)
    assert report.unnamed == 1
    assert [problem.kind for problem in report.problems] == ["rows"]
    assert f"submission_status.grade_id names {'G' * 26}" in report.problems[0].message
    with school.database.read() as session:
        files = session.scalars(select(orm.Bundle.files)).all()
        assert session.scalar(select(func.count()).select_from(orm.Bundle)) == len(files)
    digest = str(next(iter(files[0].values()))[0])
    place = Path(school.blobs.url) / digest[:2] / f"{digest}.zst"
    place.write_bytes(school.blobs.get_stored(left_over))
    kinds = [problem.kind for problem in check_storage(school.database, school.blobs, quiet).problems]
    assert kinds == ["rows", "files"]
    assert check_storage(school.database, school.blobs, quiet, contents=False).problems[1:] == []
    os.unlink(place)
    report = check_storage(school.database, school.blobs, quiet, contents=False)
    assert "missing" in report.problems[1].message


def test_every_column_that_names_blobs_is_called_as_such() -> None:
    """A backup takes the blobs that rows name, and finds them by the names of columns."""
    named = {column for table in orm.Base.metadata.sorted_tables for column in naming_columns(table)}
    source = "".join(path.read_text() for path in Path(orm.__file__).parent.glob("*.py"))
    told = re.findall(r'^    (\w+): Mapped[^\n]*\n    """[^"]*\[sha256 of the blob', source, re.M)
    assert len(told) >= 2
    assert set(told) <= named
