"""Backups of a school, and what comes back of them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from jupyter_autograde.storage import orm
from jupyter_autograde.storage.backup import Ending, Restored, restore_backup, write_backup
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.receipt_keys import add_key
from jupyter_autograde.testing.school import School


def quiet(label: str, done: int, whole: int) -> None:
    """Show no progress."""


def fill(school: School) -> str:
    """Let a student hand in and be graded; returns the submission's id."""
    with school.database.write() as session:
        add_key(
            session,
            key_id=school.signer.key_id,
            private_key=bytes(range(32)),
            public_key=school.signer.public_key,
        )
    assignment = school.draft()
    school.release(assignment.id)
    submission, _ = school.submit(assignment.id, text="score: 7, grüße".encode())
    school.grade_everything()
    school.stop()
    return submission.id


def rows_of(database: Database) -> dict[str, list[dict[str, object]]]:
    """Return all rows, as Python sees them."""
    with database.read() as session:
        return {
            table.name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in orm.Base.metadata.sorted_tables
        }


def backup(school: School, path: Path) -> Ending:
    """Write one."""
    return write_backup(school.database, school.blobs, path, quiet)


def restore(url: str, blobs: BlobStore, path: Path, *, replace: bool = False) -> Restored:
    """Bring one back into the database at `url`."""
    database = Database(url)
    try:
        return restore_backup(database, blobs, path, quiet, replace=replace)
    finally:
        database.close()
