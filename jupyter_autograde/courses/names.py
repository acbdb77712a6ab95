"""Names of courses: one that was taken away gives its own to the next."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize

_LONGEST = 128 - 27
"""Characters of the old name that fit before a blank and the course's id."""


def course_to_be(session: Session, name: str) -> orm.Course | None:
    """Return the course of this name, None when a new one may have it.

    An archived one is set aside first: it keeps its id and all that is in it, under another name. So whoever runs
    the new course sees nothing of the old one.
    """
    serialize(session, "course", name)
    row = session.scalar(select(orm.Course).where(orm.Course.name == name))
    if row is None or row.archived_at is None:
        return row
    row.name = f"{name[:_LONGEST]} {row.id}"
    session.flush()
    return None
