"""Names of courses: one that was taken away gives its own to the next."""

from __future__ import annotations

import shlex

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import AlreadyExists
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize

_LONGEST = 128 - 27
"""Characters of the old name that fit before a blank and the course's id."""


def course_to_be(session: Session, name: str) -> orm.Course | None:
    """Return the course of this name, None when a new one may have it.

    An archived one is set aside first: it keeps its id and all that is in it, under another name. So whoever runs
    the new course sees nothing of the old one.
    """
    row = _named(session, name)
    if row is None or row.archived_at is None:
        return row
    row.name = f"{name[:_LONGEST]} {row.id}"
    session.flush()
    return None


def require_free(session: Session, name: str) -> None:
    """Raise AlreadyExists when there is a course of this name, an archived one as well."""
    row = _named(session, name)
    if row is None:
        return
    if row.archived_at is None:
        raise AlreadyExists(
            f"There is a course named {name!r} already. Choose another name.", details={"name": name, "archived": False}
        )
    raise AlreadyExists(
        f"The course {name!r} was archived on {row.archived_at:%Y-%m-%d}. Reopen it with all that is in it: "
        f"jupyter autograde course unarchive {shlex.quote(name)}. Or choose another name.",
        details={"name": name, "archived": True},
    )


def _named(session: Session, name: str) -> orm.Course | None:
    serialize(session, "course", name)
    return session.scalar(select(orm.Course).where(orm.Course.name == name))
