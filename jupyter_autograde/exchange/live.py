"""Use cases: show a course's live classroom, and switch it on and off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, true
from sqlalchemy.orm import Session, defer

from jupyter_autograde.access import Access
from jupyter_autograde.errors import NotFound
from jupyter_autograde.exchange.live_state import LivePatience
from jupyter_autograde.exchange.live_summary import summarize
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.live import (
    LIVE_DAYS,
    LiveClassroom,
    LiveError,
    LiveNotebook,
    LiveState,
    LiveSwitch,
    LiveTail,
    NotebookTail,
)
from jupyter_autograde.models.notebook_event import SAVED
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.timestamps import now

MOST = 1000
"""Notebooks in one answer."""


@dataclass(frozen=True)
class Filter:
    """Which notebooks are wanted; None: all."""

    assignment_id: str | None = None
    user: str | None = None
    path: str | None = None


def show_classroom(
    session: Session, access: Access[orm.Course], patience: LivePatience, *, assignment_id: str | None = None
) -> LiveClassroom:
    """Return what the asker, of the course's staff, sees of its students now.

    Of a notebook that belongs to no assignment, as the hook of another service reports it, that is who saved it when.
    """
    course, at = access.object, now()
    shown = LiveClassroom(
        course_id=course.id,
        enabled=course.live_days is not None,
        days=course.live_days or LIVE_DAYS,
        stuck_minutes=patience.stuck_minutes,
        idle_minutes=patience.idle_minutes,
        now=at,
        notebooks=[],
        assignments=[],
    )
    if course.live_days is None:
        return shown
    rows = session.execute(_newest(access, at, Filter(assignment_id)).limit(MOST)).all()
    # Where two hooks report the same file, ours knows more of it.
    ours = {(event.user, event.filename) for event, *_ in rows if event.assignment_id is not None}
    shown.notebooks = [
        _to_notebook(event, enrollment, kept, bool(has_tail), patience=patience, at=at)
        for event, enrollment, kept, has_tail in rows
        if event.assignment_id is not None or (event.user, event.filename) not in ours
    ]
    names = select(orm.Assignment.id, orm.Assignment.name).where(orm.Assignment.course_id == course.id)
    shown.assignments = summarize(shown.notebooks, {row.id: row.name for row in session.execute(names)})
    shown.people = session.scalar(select(func.count()).select_from(orm.Enrollment).where(_students(access))) or 0
    return shown


def read_tail(session: Session, access: Access[orm.Course], user: str, path: str) -> LiveTail:
    """Return the end of a notebook as it was saved last.

    Raises
    ------
    NotFound
        There is none that the asker may see.
    """
    for _, _, tail in read_tails(session, access, Filter(user=user, path=path)):
        return tail
    raise NotFound(
        "The end of this notebook is not known. It comes with the next save, while the live classroom is on.",
        details={"kind": "notebook"},
    )


def read_tails(
    session: Session, access: Access[orm.Course], wanted: Filter
) -> Iterator[tuple[orm.Enrollment, str, LiveTail]]:
    """Yield student, assignment's name and tail of each notebook that has one, by user and path."""
    if access.object.live_days is None:
        return
    query = (
        _newest(access, now(), wanted)
        .add_columns(orm.LiveNotebook.tail, orm.Assignment.name)
        .join(orm.Assignment, orm.Assignment.id == orm.NotebookEvent.assignment_id)
        .where(orm.LiveNotebook.tail.is_not(None))
        .order_by(None)
        .order_by(orm.NotebookEvent.user, orm.NotebookEvent.path)
        .execution_options(yield_per=50)
    )
    for event, enrollment, _, _, text, assignment in session.execute(query):
        tail = NotebookTail.model_validate_json(text)
        saved_at = _saved_at(event)
        shown = LiveTail(user=event.user, path=event.path, saved_at=saved_at, cells=tail.cells, cut=tail.cut)
        yield enrollment, assignment, shown


def switch_live(
    session: Session, access: Access[orm.Course], switch: LiveSwitch, patience: LivePatience
) -> LiveClassroom:
    """Let staff see what students save, or no longer: then what was kept is deleted at once. All members are told."""
    course = access.object
    before = course.live_days
    course.live_days = switch.days if switch.enabled else None
    if not switch.enabled:
        session.execute(delete(orm.LiveNotebook).where(orm.LiveNotebook.course_id == course.id))
    session.flush()
    shown = show_classroom(session, access, patience)
    if course.live_days != before:
        append_event(
            session,
            EventType.LIVE_CHANGED,
            course_id=course.id,
            enabled=switch.enabled,
            days=course.live_days,
            by=access.asker.name,
        )
    return shown


def _newest(access: Access[orm.Course], at: datetime, wanted: Filter) -> Select[*tuple[Any, ...]]:
    """Return the query of save event, enrollment, what is kept, and whether that has a tail; the newest save first."""
    course, event, kept = access.object, orm.NotebookEvent, orm.LiveNotebook
    since = at - timedelta(days=course.live_days or 0)
    its_assignments = select(orm.Assignment.id).where(orm.Assignment.course_id == course.id)
    query = (
        select(event, orm.Enrollment, kept, kept.tail.is_not(None))
        .options(defer(kept.tail))
        .join(orm.Enrollment, and_(_students(access), orm.Enrollment.user == event.user))
        .outerjoin(kept, and_(kept.event_id == event.id, kept.course_id == course.id, kept.kept_at >= since))
        .where(
            event.type == SAVED,
            event.received_at >= since,
            event.received_at >= orm.Enrollment.created_at,
            or_(event.assignment_id.is_(None), event.assignment_id.in_(its_assignments)),
        )
        .order_by(event.received_at.desc(), event.id.desc())
    )
    for column, value in (
        (event.assignment_id, wanted.assignment_id),
        (event.user, wanted.user),
        (event.path, wanted.path),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _students(access: Access[orm.Course]) -> ColumnElement[bool]:
    """Return the condition that an enrollment is one of a student whose work the asker sees."""
    in_sections = orm.Enrollment.section.in_(access.sections) if access.sections is not None else true()
    return and_(orm.Enrollment.course_id == access.object.id, orm.Enrollment.role == Role.STUDENT, in_sections)


def _to_notebook(
    event: orm.NotebookEvent,
    enrollment: orm.Enrollment,
    kept: orm.LiveNotebook | None,
    has_tail: bool,
    *,
    patience: LivePatience,
    at: datetime,
) -> LiveNotebook:
    error = _error_of(kept) if kept is not None else None
    since = error.since if error is not None else None
    state = patience.state(at, saved_at=event.received_at, error_since=since)
    return LiveNotebook(
        user=event.user,
        display_name=enrollment.full_name,
        section=enrollment.section,
        path=event.path,
        assignment_id=event.assignment_id,
        saved_at=_saved_at(event),
        state=state,
        stuck_since=since if state is LiveState.STUCK else None,
        error=error,
        cells=kept.cells if kept is not None else 0,
        run=kept.run if kept is not None else 0,
        size=kept.size if kept is not None else None,
        has_tail=has_tail,
    )


def _error_of(kept: orm.LiveNotebook) -> LiveError | None:
    """Return the error that the newest save has."""
    if kept.error_name is None or kept.error_since is None:
        return None
    return LiveError(name=kept.error_name, message=kept.error_message or "", since=kept.error_since)


def _saved_at(event: orm.NotebookEvent) -> datetime:
    """Return when it was saved: by the hook's clock, which must not run ahead of the service's."""
    return min(event.at, event.received_at)
