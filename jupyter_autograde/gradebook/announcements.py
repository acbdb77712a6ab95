"""What the members of a course are told of its gradebook; call this last in a transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.models.event import EventType
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event


def tell_gradebook(session: Session, course: orm.Course) -> None:
    """Tell that weights or final grades are others now; whose, is for staff to look up."""
    append_event(session, EventType.COURSE_CHANGED, course_id=course.id, name=course.name)
