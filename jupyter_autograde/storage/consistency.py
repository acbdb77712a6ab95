"""Whether what is stored fits together: rows that name rows, rows that name contents, and the contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Column, Connection, String, Table, func, select, text

from jupyter_autograde.errors import StorageError
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.named_blobs import named_blobs
from jupyter_autograde.storage.orm import Base

OnProgress = Callable[[str, int, int], None]
"""Told what is looked at, how many of it were, and how many there are."""

SHOWN = 20
"""Problems of one kind that are named; of the others the number is."""

_BY_ID_ONLY: tuple[tuple[Any, Any], ...] = (
    (orm.Assignment.released_version_id, orm.AssignmentVersion.id),
    (orm.SubmissionStatus.job_id, orm.Job.id),
    (orm.SubmissionStatus.grade_id, orm.Grade.id),
    (orm.Submission.receipt_key_id, orm.ReceiptKey.key_id),
    (orm.Submission.id, orm.SubmissionStatus.submission_id),
    (orm.Grade.score_change_id, orm.ScoreChange.id),
    (orm.ScoreChangeItem.grade_id, orm.Grade.id),
    (orm.Job.course_id, orm.Course.id),
)
"""(column, what it names) where the database itself watches over nothing."""


class Problem(BaseModel):
    """Something that does not fit."""

    kind: str
    """`database`, `rows` or `files`."""
    message: str


class CheckReport(BaseModel):
    """What `check_storage` has found."""

    problems: list[Problem]
    rows: int
    files: int
    """Contents that rows name."""
    unnamed: int
    """Contents that no row names: left over, of no harm."""

    @property
    def ok(self) -> bool:
        """Whether everything fits."""
        return not self.problems


def check_storage(
    database: Database, blobs: BlobStore, on_progress: OnProgress, *, contents: bool = True
) -> CheckReport:
    """Look at everything, and change nothing; the service may run.

    Parameters
    ----------
    contents : bool
        Read each content and compare its hash; otherwise only see that it is there.

    Raises
    ------
    StorageError
        The database or the store does not answer.
    """
    problems: list[Problem] = []
    # The contents first: what comes in while they are listed is named by no row that is seen here.
    stored = set(blobs.digests())
    with database.snapshot() as connection:
        problems += _database_problems(connection)
        rows = _count_rows(connection)
        problems += _row_problems(connection)
        named = named_blobs(connection)
    lost = []
    for done, digest in enumerate(sorted(named), 1):
        fault = _fault_in(blobs, digest, contents=contents)
        if fault is not None:
            lost.append(fault)
        on_progress("Files", done, len(named))
    problems += _some("files", lost)
    return CheckReport(problems=problems, rows=rows, files=len(named), unnamed=len(stored - named))


def _fault_in(blobs: BlobStore, digest: str, *, contents: bool) -> str | None:
    try:
        if contents:
            blobs.get(digest)
        elif not blobs.has(digest):
            return f"A stored file ({digest[:12]}…) is missing."
    except StorageError as fault:
        if "sha256" not in fault.details:
            raise  # the store does not answer: that says nothing of this content
        return fault.message
    return None


def _database_problems(connection: Connection) -> list[Problem]:
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL looks at its pages by itself
    found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)"))]
    return [Problem(kind="database", message=f"SQLite: {line}") for line in found if line != "ok"]


def _row_problems(connection: Connection) -> list[Problem]:
    problems = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            problems += _some("rows", _dangling(connection, key.parent, key.column))
    for column, named in _BY_ID_ONLY:
        problems += _some("rows", _dangling(connection, _of(column), _of(named)))
    return problems


def _dangling(connection: Connection, column: Column[Any], named: Column[Any]) -> Iterator[str]:
    """Yield a sentence for each row that names one that is not there."""
    target = named.table.alias().c[named.name]
    there = select(target).where(target == column).exists()
    missing = select(column).where(column.is_not(None), ~there).distinct()
    if isinstance(column.type, String):
        missing = missing.where(column != "")  # of a release in which it was not known
    for value in connection.scalars(missing):
        yield f"{column.table.name}.{column.name} names {value}, which is not in {named.table.name}.{named.name}."


def _of(attribute: Any) -> Column[Any]:
    """Return the column of an attribute of a class."""
    table: Table = attribute.class_.__table__
    column: Column[Any] = table.c[attribute.key]
    return column


def _count_rows(connection: Connection) -> int:
    return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables)


def _some(kind: str, messages: Iterator[str] | list[str]) -> list[Problem]:
    found = list(messages)
    shown = [Problem(kind=kind, message=message) for message in found[:SHOWN]]
    if len(found) > SHOWN:
        shown.append(Problem(kind=kind, message=f"… and {len(found) - SHOWN} more like these."))
    return shown
