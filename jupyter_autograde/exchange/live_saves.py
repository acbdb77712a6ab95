"""Use cases: keep of a save what the live classroom shows, and tell who watches it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from jupyter_autograde.exchange.live_state import LivePatience
from jupyter_autograde.models.event import EventType, SaveEvent
from jupyter_autograde.models.live import LiveState
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event, forget_saves
from jupyter_autograde.timestamps import now


def live_courses_of(session: Session, user: str) -> list[str]:
    """Return the ids of the courses whose staff see what `user`, a student of them, saves."""
    query = (
        select(orm.Course.id)
        .join(orm.Enrollment, orm.Enrollment.course_id == orm.Course.id)
        .where(orm.Enrollment.user == user, orm.Enrollment.role == Role.STUDENT, orm.Course.live_days.is_not(None))
        .order_by(orm.Course.id)
    )
    return list(session.scalars(query))


def keep_live(session: Session, event: orm.NotebookEvent, course_id: str, save: SaveEvent) -> orm.LiveNotebook:
    """Keep what staff of a course, which is live, see of a save; what is older than the course wants is deleted."""
    row = session.get(orm.LiveNotebook, event.id)
    if row is None:
        row = orm.LiveNotebook(event_id=event.id)
        session.add(row)
    row.course_id, row.kept_at = course_id, now()
    row.cells, row.run, row.size = save.cells, save.run, save.size
    row.tail = save.tail.model_dump_json() if save.tail is not None else None
    error = save.error
    if error is None:
        row.error_name = row.error_message = row.error_since = None
    elif (row.error_name, row.error_message) != (error.name, error.message):
        row.error_name, row.error_message, row.error_since = error.name, error.message, row.kept_at
    session.flush()
    forget_live(session)
    return row


def forget_live(session: Session) -> None:
    """Delete what each course has kept for long enough."""
    courses: dict[int, list[str]] = defaultdict(list)
    for course in session.scalars(select(orm.Course).where(orm.Course.live_days.is_not(None))):
        courses[course.live_days or 0].append(course.id)
    for days, ids in courses.items():
        old = now() - timedelta(days=days)
        session.execute(
            delete(orm.LiveNotebook).where(orm.LiveNotebook.course_id.in_(ids), orm.LiveNotebook.kept_at < old)
        )


def announce_save(
    session: Session,
    user: str,
    path: str,
    saved_at: datetime,
    *,
    assignment: orm.Assignment | None = None,
    save: SaveEvent | None = None,
    kept: orm.LiveNotebook | None = None,
    patience: LivePatience,
) -> None:
    """Tell of a save: the course of its assignment, else all courses in which the person is watched.

    Parameters
    ----------
    save : SaveEvent, optional
        What our own save hook says of it.
    kept : LiveNotebook, optional
        What staff see of it.
    """
    courses: list[str | None] = [assignment.course_id] if assignment else [*live_courses_of(session, user)]
    state = LiveState.WORKING if assignment is None and courses else None
    if kept is not None:
        state = patience.state(now(), saved_at=now(), error_since=kept.error_since)
    if not courses and save is not None:
        courses = [None]  # nobody watches; one's own other windows may listen
    for course_id in courses:
        append_event(
            session,
            EventType.NOTEBOOK_SAVED,
            course_id=course_id,
            assignment_id=assignment.id if assignment else None,
            user=user,
            path=path,
            saved_at=saved_at.isoformat(),
            size=save.size if save else None,
            cells=save.cells if save else None,
            state=state,
            error=kept.error_name if kept else None,
        )
    forget_saves(session)
