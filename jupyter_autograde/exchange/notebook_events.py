"""Use cases: keep what save hooks say last of each notebook, and show it to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Asker, courses_of
from jupyter_autograde.models.notebook_event import NotebookEvent
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now

KEPT_DAYS = 180.0
MOST = 1000
"""Events kept of one person: who saves under ever new names loses the oldest."""


def keep_event(
    session: Session, event: NotebookEvent, *, assignment_id: str | None = None, days: float = KEPT_DAYS
) -> orm.NotebookEvent:
    """Store an event; an earlier one of the same type, person and path gives way and leaves its id.

    Parameters
    ----------
    days : float
        What came longer ago is deleted.
    """
    serialize(session, "notebook-events", event.user)
    session.execute(delete(orm.NotebookEvent).where(orm.NotebookEvent.received_at < now() - timedelta(days=days)))
    row = session.scalar(
        select(orm.NotebookEvent).where(
            orm.NotebookEvent.user == event.user,
            orm.NotebookEvent.type == event.type,
            orm.NotebookEvent.path == event.path,
        )
    )
    if row is None:
        row = orm.NotebookEvent(user=event.user, type=event.type, path=event.path)
        session.add(row)
    row.filename, row.received_at = event.filename, now()
    row.at = event.timestamp or row.received_at
    row.assignment_id = assignment_id or row.assignment_id
    session.flush()
    _forget_oldest(session, event.user)
    return row


def find_events(
    session: Session,
    asker: Asker,
    wanted: Mapping[str, str | int | datetime],
    *,
    days: float = KEPT_DAYS,
    limit: int,
) -> Sequence[orm.NotebookEvent]:
    """Return events in the order in which they first came: one's own, and those of one's students.

    Of a student, staff see what came since the enrollment, and nothing that belongs to an assignment of another course.

    Parameters
    ----------
    wanted : mapping
        Column -> the value it must have.
    """
    query = select(orm.NotebookEvent).where(orm.NotebookEvent.received_at >= now() - timedelta(days=days))
    for name, value in wanted.items():
        query = query.where(getattr(orm.NotebookEvent, name) == value)
    if not asker.admin:
        own = courses_of(session, asker)
        in_own_sections = (
            (orm.Enrollment.course_id == course_id) & orm.Enrollment.section.in_(sections)
            for course_id, sections in own.limited_to.items()
        )
        taught = or_(orm.Enrollment.course_id.in_(own.staff_of), *in_own_sections)
        course = select(orm.Assignment.course_id).where(orm.Assignment.id == orm.NotebookEvent.assignment_id)
        of_student = exists().where(
            orm.Enrollment.user == orm.NotebookEvent.user,
            orm.Enrollment.role == Role.STUDENT,
            taught,
            orm.Enrollment.created_at <= orm.NotebookEvent.received_at,
            or_(orm.NotebookEvent.assignment_id.is_(None), orm.Enrollment.course_id.in_(course)),
        )
        query = query.where(or_(orm.NotebookEvent.user == asker.name, of_student))
    return session.scalars(query.order_by(orm.NotebookEvent.id).limit(limit)).all()


def _forget_oldest(session: Session, user: str) -> None:
    border = (
        select(orm.NotebookEvent.received_at)
        .where(orm.NotebookEvent.user == user)
        .order_by(orm.NotebookEvent.received_at.desc())
        .offset(MOST)
        .limit(1)
    )
    session.execute(
        delete(orm.NotebookEvent).where(
            orm.NotebookEvent.user == user, orm.NotebookEvent.received_at <= border.scalar_subquery()
        )
    )
