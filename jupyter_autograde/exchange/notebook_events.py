"""Use cases: keep what save hooks say last of each notebook, and show it to whom it concerns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, false, or_, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Asker, Courses, courses_of
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.models.notebook_event import NotebookEvent
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.row_inserts import insert_or_change
from jupyter_autograde.timestamps import now

KEPT_DAYS = 180.0
MOST = 1000
"""Events kept of one person: who saves under ever new names loses the oldest."""


def keep_events(
    session: Session,
    user: str,
    events: Sequence[NotebookEvent],
    *,
    assignments: Mapping[str, str] | None = None,
    days: float = KEPT_DAYS,
) -> list[orm.NotebookEvent]:
    """Store events of one person, no two of them of one type and path; returns their rows, in the same order.

    An earlier event of the same type, person and path gives way and leaves its id.

    Parameters
    ----------
    assignments : mapping, optional
        Path -> id of the assignment to which the notebook belongs.
    days : float
        What came longer ago is deleted.
    """
    if not events:
        return []
    serialize(session, "notebook-events", user)
    forget_events(session, days)
    rows = []
    for event in events:
        at = now()
        row = {"user": user, "type": event.type, "path": event.path, "filename": event.filename, "received_at": at}
        rows.append(row | {"at": event.timestamp or at, "assignment_id": (assignments or {}).get(event.path)})
    newer = insert_or_change(
        orm.NotebookEvent,
        session.get_bind().dialect.name,
        ("filename", "received_at", "at"),
        key=("user", "type", "path"),
        known=("assignment_id",),
    )
    session.execute(newer, rows)
    paths = {event.path for event in events}
    _forget_oldest(session, user, but=paths)
    query = select(orm.NotebookEvent).where(
        orm.NotebookEvent.user == user,
        orm.NotebookEvent.type.in_({event.type for event in events}),
        orm.NotebookEvent.path.in_(paths),
    )
    found = session.scalars(query.execution_options(populate_existing=True))
    kept = {(row.type, row.path): row for row in found}
    return [kept[event.type, event.path] for event in events]


def forget_events(session: Session, days: float = KEPT_DAYS) -> None:
    """Delete what came longer than some days ago; what staff saw of it goes with it."""
    session.execute(delete(orm.NotebookEvent).where(orm.NotebookEvent.received_at < now() - timedelta(days=days)))


def find_events(
    session: Session,
    asker: Asker,
    wanted: Mapping[str, str | int | datetime],
    rules: LiveRules,
    *,
    days: float = KEPT_DAYS,
    limit: int,
) -> Sequence[orm.NotebookEvent]:
    """Return events in the order in which they first came: one's own, and those of one's students.

    Of a student, staff see what came since the enrollment, and nothing that belongs to an assignment of another course;
    and only what their live classroom shows, for of nothing else its students were told that they are seen. What
    belongs to no assignment at all they see of whom `rules` say so.

    Parameters
    ----------
    wanted : mapping
        Column -> the value it must have.
    """
    query = select(orm.NotebookEvent).where(orm.NotebookEvent.received_at >= now() - timedelta(days=days))
    for name, value in wanted.items():
        query = query.where(getattr(orm.NotebookEvent, name) == value)
    if not asker.admin:
        # Said outright which table is whose: within two selects SQLAlchemy would take another row of it.
        course = (
            select(orm.Assignment.course_id)
            .where(orm.Assignment.id == orm.NotebookEvent.assignment_id)
            .correlate(orm.NotebookEvent)
            .scalar_subquery()
        )
        of_student = exists().where(
            orm.Enrollment.user == orm.NotebookEvent.user,
            orm.Enrollment.role == Role.STUDENT,
            _watched(session, courses_of(session, asker)),
            orm.Enrollment.created_at <= orm.NotebookEvent.received_at,
            or_(
                and_(orm.NotebookEvent.assignment_id.is_(None), rules.shows_others()),
                orm.Enrollment.course_id == course,
            ),
        )
        query = query.where(or_(orm.NotebookEvent.user == asker.name, of_student))
    return session.scalars(query.order_by(orm.NotebookEvent.id).limit(limit)).all()


def _watched(session: Session, own: Courses) -> ColumnElement[bool]:
    """Return the condition that an enrollment's course shows the asker what came when the event did."""
    at, shown = now(), []
    taught = orm.Course.id.in_([*own.staff_of, *own.limited_to])
    for course in session.scalars(select(orm.Course).where(taught)):
        since = course.live_from(at)
        if since is None:
            continue
        here = and_(orm.Enrollment.course_id == course.id, orm.NotebookEvent.received_at >= since)
        sections = own.limited_to.get(course.id)
        shown.append(here if sections is None else and_(here, orm.Enrollment.section.in_(sections)))
    return or_(false(), *shown)


def _forget_oldest(session: Session, user: str, *, but: Collection[str]) -> None:
    """Delete what `user` has beyond `MOST`; never what lies at the paths `but`, which a clock set back makes old."""
    border = (
        select(orm.NotebookEvent.received_at)
        .where(orm.NotebookEvent.user == user)
        .order_by(orm.NotebookEvent.received_at.desc())
        .offset(MOST)
        .limit(1)
    )
    session.execute(
        delete(orm.NotebookEvent).where(
            orm.NotebookEvent.user == user,
            orm.NotebookEvent.received_at <= border.scalar_subquery(),
            orm.NotebookEvent.path.not_in(but),
        )
    )
