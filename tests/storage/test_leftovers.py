"""What no row names goes, and nothing else does, whoever stores it at the same moment."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from jupyter_autograde.errors import Conflict
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.consistency import check_storage
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.leftovers import Swept, claim_store, remove_leftovers
from jupyter_autograde.storage.receipt_keys import add_key
from jupyter_autograde.testing.school import OTHER_STUDENT, School

DAYS = timedelta(days=2).total_seconds()


def path_of(blobs: BlobStore, digest: str) -> Path:
    assert blobs.folder is not None
    return blobs.folder / digest[:2] / f"{digest}.zst"


def make_old(blobs: BlobStore, *digests: str) -> None:
    for digest in digests or tuple(blobs.digests()):
        os.utime(path_of(blobs, digest), (time.time() - DAYS,) * 2)


def make_old_in_trash(blobs: BlobStore, digest: str, *, days: int) -> None:
    assert blobs.folder is not None
    os.utime(blobs.folder / "trash" / f"{digest}.zst", (time.time() - days * 86_400,) * 2)


@pytest.fixture
def named(school: School) -> set[str]:
    """Contents of an assignment and a submission, graded."""
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id)
    school.grade_everything()
    return set(school.blobs.digests())


def test_what_no_row_names_goes_when_it_is_old(school: School, named: set[str]) -> None:
    old, young = school.blobs.put(b"refused"), school.blobs.put(b"on its way")
    make_old(school.blobs, old, *named)
    assert remove_leftovers(school.database, school.blobs) == Swept(thrown=1)
    assert set(school.blobs.digests()) == named | {young}
    assert school.blobs.trash() == [old]
    assert remove_leftovers(school.database, school.blobs, age=timedelta(0)) == Swept(thrown=1)
    make_old_in_trash(school.blobs, old, days=15)
    assert remove_leftovers(school.database, school.blobs) == Swept(deleted=1)
    assert school.blobs.trash() == [young]
    assert remove_leftovers(school.database, school.blobs, in_trash=timedelta(0)) == Swept(deleted=1)
    assert [school.blobs.has(digest) for digest in (old, young)] == [False, False]
    report = check_storage(school.database, school.blobs, lambda *_: None)
    assert [problem for problem in report.problems if problem.kind == "files"] == []


def test_what_a_newer_copy_of_the_database_names_is_there_when_an_older_one_has_swept(
    school: School, named: set[str]
) -> None:
    with school.database.read() as session:
        assignment = session.scalars(select(orm.Assignment.id)).one()
    handed_in, _ = school.submit(assignment, OTHER_STUDENT, text=b"of the newer copy")
    (digest,) = set(school.blobs.digests()) - named
    files = name_instead(school, handed_in.sha256, {})
    make_old(school.blobs)
    assert remove_leftovers(school.database, school.blobs) == Swept(thrown=1)
    name_instead(school, handed_in.sha256, files)
    report = check_storage(school.database, school.blobs, lambda *_: None)
    assert [problem for problem in report.problems if problem.kind == "files"] == []
    make_old_in_trash(school.blobs, digest, days=15)
    assert remove_leftovers(school.database, school.blobs) == Swept()
    assert (school.blobs.trash(), set(school.blobs.digests())) == ([], named | {digest})


def name_instead(school: School, bundle: str, files: dict[str, Any]) -> dict[str, Any]:
    """Let a bundle's row name other files; returns those of before."""
    with school.database.write() as session:
        row = session.get_one(orm.Bundle, bundle)
        before, row.files = dict(row.files), files
        return before


@pytest.mark.parametrize("store", [BlobStore.put, lambda blobs, content: blobs.put_stored(*stored(blobs, content))])
def test_what_is_stored_again_is_young(
    school: School, named: set[str], store: Callable[[BlobStore, bytes], object]
) -> None:
    digest = school.blobs.put(b"handed in again")
    make_old(school.blobs, digest)
    store(school.blobs, b"handed in again")
    assert remove_leftovers(school.database, school.blobs) == Swept()
    assert school.blobs.get(digest) == b"handed in again"


def stored(blobs: BlobStore, content: bytes) -> tuple[str, bytes]:
    digest = next(one for one in blobs.digests() if blobs.get(one) == content)
    return digest, blobs.get_stored(digest)


def test_what_is_stored_while_a_sweep_looks_is_there_afterwards(school: School) -> None:
    """Whoever stores waits for the sweep's hands, and then sees that the content is gone."""
    blobs = school.blobs
    digest = blobs.put(b"at the same moment")
    make_old(blobs, digest)
    assert blobs.folder is not None
    lock = os.open(blobs.folder / "sweep.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    storing = threading.Thread(target=blobs.put, args=(b"at the same moment",))
    try:
        storing.start()
        while opened(blobs.folder / "sweep.lock") < 2:
            pass
        path_of(blobs, digest).unlink()
    finally:
        os.close(lock)
    storing.join(20)
    assert blobs.get(digest) == b"at the same moment"


def opened(path: Path) -> int:
    """Return how often this process has a file open."""
    count = 0
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):
            count += os.readlink(f"/proc/self/fd/{number}") == str(path.resolve())
    return count


def test_nothing_goes_where_another_database_may_name_it(school: School, named: set[str], tmp_path: Path) -> None:
    make_old(school.blobs, school.blobs.put(b"refused"))
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    migrations.upgrade(other)
    claim_store(other, school.blobs)
    other.close()
    with pytest.raises(Conflict, match="more than one database"):
        remove_leftovers(school.database, school.blobs)
    assert school.blobs.folder is not None
    assert len(list((school.blobs.folder / "owners").iterdir())) == 2


def test_nothing_goes_where_another_database_of_the_same_name_may_name_it(school: School, named: set[str]) -> None:
    def key(name: str) -> None:
        with school.database.write() as session:
            session.execute(delete(orm.ReceiptKey))
            add_key(session, key_id=name, private_key=b"", public_key=b"")

    left = school.blobs.put(b"refused")
    make_old(school.blobs, left)
    with school.database.write() as session:
        session.execute(delete(orm.ReceiptKey))
    claim_store(school.database, school.blobs)  # as the first releases did
    key("here")
    claim_store(school.database, school.blobs)
    assert remove_leftovers(school.database, school.blobs) == Swept(thrown=1)
    make_old(school.blobs, school.blobs.put(b"refused as well"))
    key("in another container")
    with pytest.raises(Conflict, match="more than one database"):
        remove_leftovers(school.database, school.blobs)


def test_what_a_killed_process_had_written_in_part_goes_when_it_is_old(school: School, named: set[str]) -> None:
    folder = path_of(school.blobs, min(named)).parent
    old, young = folder / ".0.part", folder / ".1.part"
    for piece in (old, young):
        piece.write_bytes(b"x")
    os.utime(old, (time.time() - DAYS,) * 2)
    assert remove_leftovers(school.database, school.blobs) == Swept()
    assert [piece.exists() for piece in (old, young)] == [False, True]


def test_however_much_is_left_over_goes(school: School, named: set[str]) -> None:
    """Who has much refused keeps no sweep from what it is for."""
    many = school.blobs.put_all([b"refused %d" % number for number in range(3 * len(named))])
    make_old(school.blobs)
    assert remove_leftovers(school.database, school.blobs) == Swept(thrown=len(many))
    assert set(school.blobs.digests()) == named


def test_nothing_goes_where_the_database_names_what_is_not_there(
    school: School, named: set[str], tmp_path: Path
) -> None:
    other = BlobStore(str(tmp_path / "of-another"))
    digest = other.put(b"of another database")
    make_old(other, digest)
    with pytest.raises(Conflict, match=f"of the {len(named)} files that the database names, 0 are in"):
        remove_leftovers(school.database, other)
    # One that both have by chance, as an empty file, does not make it the right one.
    other.put_stored(*((one := min(named)), school.blobs.get_stored(one)))
    with pytest.raises(Conflict, match="1 are in"):
        remove_leftovers(school.database, other)
    assert other.has(digest)


def test_nothing_goes_where_nothing_is_named(school: School) -> None:
    make_old(school.blobs, school.blobs.put(b"of the right database"))
    assert remove_leftovers(school.database, school.blobs) == Swept()
    assert len(set(school.blobs.digests())) == 1


def test_a_sweep_that_is_told_to_stop_stops(school: School, named: set[str]) -> None:
    make_old(school.blobs, school.blobs.put(b"refused"))
    assert remove_leftovers(school.database, school.blobs, stopped=lambda: True) == Swept()


def test_of_a_store_that_is_no_folder_nothing_goes(school: School) -> None:
    elsewhere = BlobStore("memory://leftovers-of-a-test")
    digest = elsewhere.put(b"x")
    claim_store(school.database, elsewhere)
    assert remove_leftovers(school.database, elsewhere, age=timedelta(0)) == Swept()
    assert elsewhere.has(digest)
