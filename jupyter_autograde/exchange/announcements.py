"""What the members of a course are told of its assignments; call these last in a transaction.

Of an assignment that opens later its staff are told, and its students when it opens.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.timestamps import now


def announce_release(session: Session, assignment: orm.Assignment, version: orm.AssignmentVersion) -> None:
    """Tell that a version can be fetched."""
    if assignment.is_open(now()):
        assignment.opening_told_at = now()
    append_event(
        session,
        EventType.ASSIGNMENT_RELEASED,
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        user=_audience(assignment),
        name=assignment.name,
        version=version.number,
        version_id=version.id,
    )


def announce_change(session: Session, assignment: orm.Assignment, *, was_open: bool = False) -> None:
    """Tell the state and the name that an assignment has now; `was_open`: students knew of it until now."""
    append_event(
        session,
        EventType.ASSIGNMENT_CHANGED,
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        user=None if was_open else _audience(assignment),
        name=assignment.name,
        state=assignment.state,
    )


def has_openings(session: Session) -> bool:
    """Say whether `announce_openings` has something to tell."""
    return session.scalar(select(orm.Assignment.id).where(*_opened()).limit(1)) is not None


def announce_openings(session: Session) -> None:
    """Tell of each assignment that has opened by itself and was not told of."""
    serialize(session, "openings")
    query = select(orm.Assignment).options(joinedload(orm.Assignment.released_version)).where(*_opened())
    opened = session.scalars(query).all()
    for assignment in opened:
        assignment.opening_told_at = now()
    session.flush()  # all rows before the first event: whoever changes one of them tells of it afterwards
    for assignment in opened:
        if assignment.released_version is not None:
            announce_release(session, assignment, assignment.released_version)


def _opened() -> tuple[ColumnElement[bool], ...]:
    return (
        orm.Assignment.opens_at <= now(),
        orm.Assignment.opening_told_at.is_(None),
        orm.Assignment.state == AssignmentState.RELEASED,
        orm.Assignment.archived_at.is_(None),
        orm.Assignment.released_version_id.is_not(None),
    )


def _audience(assignment: orm.Assignment) -> str | None:
    """Return whom, beside the staff, an event is for; None: everybody in the course."""
    return None if assignment.is_open(now()) else assignment.created_by
