"""Use case: delete what is kept about a person.

The rows about the person are deleted, grades as well: a score without its work says nothing that anybody could check.
What the person did to the work of others stays, under a name that says no more than that somebody was deleted.
"""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from jupyter_autograde.errors import NotFound
from jupyter_autograde.personal_data.rows import DONE_AS_STAFF, MAKERS, TOLD_BY, PersonalRows
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.named_blobs import digests_of, named_blobs, naming_columns
from jupyter_autograde.storage.orm import Base
from jupyter_autograde.storage.workers import require_stopped


def remove_person(session: Session, user: str, course: str | None) -> tuple[dict[str, int], set[str]]:
    """Delete the rows about `user`; the caller removes the contents when that is committed.

    Parameters
    ----------
    course : str, optional
        Only what belongs to this course.

    Returns
    -------
    (counts, digests)
        Table -> deleted rows; the contents that no row names any more.

    Raises
    ------
    NotFound, Conflict
    """
    # A content that is deleted because no row names it any more could just come in again from somebody else, whose row
    # would be written a moment later.
    require_stopped(session)
    rows = PersonalRows(session, user, course)
    counts = rows.counts()
    if not counts:
        raise NotFound(f"Nothing is kept about {user!r}" + (f" in {course!r}." if course else "."))
    bundles, digests = _files_of(session, rows)
    for table, condition in reversed(list(rows.conditions())):
        session.execute(delete(table).where(condition))
    if course is None:
        _rename(session, user)
    _delete_unused_bundles(session, bundles)
    session.flush()
    return counts, digests - named_blobs(session.connection())


def _files_of(session: Session, rows: PersonalRows) -> tuple[set[str], set[str]]:
    """Return the person's bundles, and the digests of all files of theirs."""
    mine = rows.submissions()
    bundles = set(session.scalars(select(orm.Submission.bundle_sha256).where(orm.Submission.id.in_(mine))))
    bundles |= set(session.scalars(select(orm.Feedback.bundle_sha256).where(orm.Feedback.submission_id.in_(mine))))
    digests = {digest for one in bundles for digest in digests_of(session.get_one(orm.Bundle, one).files)}
    for table, condition in rows.conditions():
        for column in naming_columns(table):
            for files in session.scalars(select(table.c[column]).where(condition)):
                digests.update(digests_of(files))
    return bundles, digests


def _delete_unused_bundles(session: Session, candidates: set[str]) -> None:
    keys = [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == orm.Bundle.__tablename__
    ]
    for sha256 in candidates:
        if not any(session.scalar(select(key).where(key == sha256).limit(1)) for key in keys):
            session.execute(delete(orm.Bundle).where(orm.Bundle.sha256 == sha256))


def _rename(session: Session, user: str) -> None:
    """Put another name in the person's place where the person has done something to the work of others."""
    name = f"deleted-{secrets.token_hex(4)}"
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.c if column.name in MAKERS]
        columns += [table.c.user] if table.name in DONE_AS_STAFF else []
        for column in columns:
            session.execute(update(table).where(column == user).values({column.name: name}))
    for event in session.scalars(select(orm.Event).where(orm.Event.data[TOLD_BY].as_string() == user)).all():
        event.data = {**event.data, TOLD_BY: name}
