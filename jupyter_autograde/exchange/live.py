"""Use cases: show a course's live classroom, and switch it on and off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import NotFound
from jupyter_autograde.exchange.live_notebooks import Filter, ShownNotebooks, students_seen
from jupyter_autograde.exchange.live_retention import forget_what_is_not_shown, set_switch, tell_switch
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.exchange.live_summary import summarize
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
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now


@dataclass(frozen=True)
class Tails:
    """The ends of notebooks."""

    rows: Iterable[tuple[orm.Enrollment, str, LiveTail]]
    """Student, assignment's name and tail of each notebook, by user and path; read while they are asked for."""
    left_out: int = 0
    """How many more were saved longer ago, beyond `MOST_OF_ONE` of a person and `MOST_NOTEBOOKS`."""


def show_classroom(
    session: Session, access: Access[orm.Course], rules: LiveRules, *, assignment_id: str | None = None
) -> LiveClassroom:
    """Return what the asker, of the course's staff, sees of its students now.

    Of a notebook that belongs to no assignment, as the hook of another service reports it, that is who saved it when,
    and only of whom `rules` say so.
    """
    course, at = access.object, now()
    shown = LiveClassroom(
        course_id=course.id,
        enabled=course.live_days is not None,
        days=course.live_days or LIVE_DAYS,
        stuck_minutes=rules.stuck_minutes,
        idle_minutes=rules.idle_minutes,
        now=at,
        notebooks=[],
        assignments=[],
    )
    if course.live_days is None:
        return shown
    which = ShownNotebooks(access, at, Filter(assignment_id), rules)
    rows = session.execute(which.rows()).all()
    shown.left_out = which.left_out(session)
    # Where two hooks report the same file, ours knows more of it.
    ours = {(event.user, event.filename) for event, *_ in rows if event.assignment_id is not None}
    shown.notebooks = [
        _to_notebook(event, enrollment, kept, bool(has_tail), rules=rules, at=at)
        for event, enrollment, kept, has_tail in rows
        if event.assignment_id is not None or (event.user, event.filename) not in ours
    ]
    names = select(orm.Assignment.id, orm.Assignment.name).where(orm.Assignment.course_id == course.id)
    shown.assignments = summarize(shown.notebooks, {row.id: row.name for row in session.execute(names)})
    shown.people = session.scalar(select(func.count()).select_from(orm.Enrollment).where(students_seen(access))) or 0
    return shown


def read_tail(session: Session, access: Access[orm.Course], user: str, path: str, rules: LiveRules) -> LiveTail:
    """Return the end of a notebook as it was saved last.

    Raises
    ------
    NotFound
        There is none that the asker may see.
    """
    for _, _, tail in read_tails(session, access, Filter(user=user, path=path), rules).rows:
        return tail
    raise NotFound(
        "The end of this notebook is not known. It comes with the next save, while the live classroom is on.",
        details={"kind": "notebook"},
    )


def read_tails(session: Session, access: Access[orm.Course], wanted: Filter, rules: LiveRules) -> Tails:
    """Return the ends of the notebooks of which they are known."""
    if access.object.live_days is None:
        return Tails(())
    which = ShownNotebooks(access, now(), wanted, rules, with_tail=True)
    query = (
        which.rows()
        .add_columns(orm.LiveNotebook.tail, orm.Assignment.name)
        .join(orm.Assignment, orm.Assignment.id == orm.NotebookEvent.assignment_id)
        .order_by(None)
        .order_by(orm.NotebookEvent.user, orm.NotebookEvent.path)
        .execution_options(yield_per=50)
    )
    return Tails(_tails(session, query), which.left_out(session))


def _tails(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[orm.Enrollment, str, LiveTail]]:
    for event, enrollment, _, _, text, assignment in session.execute(query):
        tail = NotebookTail.model_validate_json(text)
        shown = LiveTail(user=event.user, path=event.path, saved_at=_saved_at(event), **dict(tail))
        yield enrollment, assignment, shown


def switch_live(session: Session, access: Access[orm.Course], switch: LiveSwitch, rules: LiveRules) -> LiveClassroom:
    """Let staff see what students save from now on, or no longer; what is not shown then is deleted.

    All members are told.
    """
    course, at = access.object, now()
    before = course.live_days
    set_switch(course, switch, at)
    forget_what_is_not_shown(session, course, at)
    session.flush()
    shown = show_classroom(session, access, rules)
    if course.live_days != before:
        tell_switch(session, course, by=access.asker.name)
    return shown


def _to_notebook(
    event: orm.NotebookEvent,
    enrollment: orm.Enrollment,
    kept: orm.LiveNotebook | None,
    has_tail: bool,
    *,
    rules: LiveRules,
    at: datetime,
) -> LiveNotebook:
    error = _error_of(kept) if kept is not None else None
    since = error.since if error is not None else None
    state = rules.state(at, saved_at=event.received_at, error_since=since)
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
