"""What the members of a course are told of its assignments; call these last in a transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.models.event import EventType
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event


def announce_release(session: Session, assignment: orm.Assignment, version: orm.AssignmentVersion) -> None:
    """Tell that a version can be fetched."""
    append_event(
        session,
        EventType.ASSIGNMENT_RELEASED,
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        name=assignment.name,
        version=version.number,
        version_id=version.id,
    )


def announce_change(session: Session, assignment: orm.Assignment) -> None:
    """Tell the state and the name that an assignment has now."""
    append_event(
        session,
        EventType.ASSIGNMENT_CHANGED,
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        name=assignment.name,
        state=assignment.state,
    )
