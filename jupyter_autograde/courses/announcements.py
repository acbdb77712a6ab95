"""What the members of a course are told of the course itself; call this last in a transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.models.event import EventType
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event


def announce_course(session: Session, course: orm.Course) -> None:
    """Tell that something about a course is another now: what lateness costs, its time zone, or that it is back."""
    append_event(session, EventType.COURSE_CHANGED, course_id=course.id, name=course.name)
