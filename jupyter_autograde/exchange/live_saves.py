"""Use cases: keep of a save what the live classroom shows, and tell who watches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.exchange.live_retention import forget_live
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.models.event import EventType, SaveEvent
from jupyter_autograde.models.live import LiveState, NotebookError
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import NewEvent, append_events, forget_saves
from jupyter_autograde.timestamps import now


def live_courses_of(session: Session, user: str, rules: LiveRules) -> dict[str, bool]:
    """Return the courses whose staff see what `user`, a student of them, saves: id -> also what has no assignment."""
    query = (
        select(orm.Course.id, rules.shows_others())
        .join(orm.Enrollment, orm.Enrollment.course_id == orm.Course.id)
        .where(orm.Enrollment.user == user, orm.Enrollment.role == Role.STUDENT, orm.Course.live_days.is_not(None))
        .order_by(orm.Course.id)
    )
    return {course_id: bool(others) for course_id, others in session.execute(query)}


@dataclass(frozen=True)
class Save:
    """A save of a notebook, and what is known of it."""

    path: str
    saved_at: datetime
    assignment: orm.Assignment | None = None
    reported: SaveEvent | None = None
    """What our own save hook says of it; None: another service's hook reports it."""
    kept: orm.LiveNotebook | None = None
    """What staff see of it."""


def keep_live(
    session: Session, saves: Sequence[tuple[orm.NotebookEvent, str, SaveEvent]]
) -> dict[str, orm.LiveNotebook]:
    """Keep what staff see of saves in live courses, and delete what is older than each course wants.

    Parameters
    ----------
    saves : sequence of (event, course's id, what our hook reports)
        Of one person.

    Returns
    -------
    dict
        Path -> what is kept.
    """
    query = select(orm.LiveNotebook).where(orm.LiveNotebook.event_id.in_([event.id for event, *_ in saves]))
    known = {row.event_id: row for row in session.scalars(query)} if saves else {}
    at, kept = now(), {}
    for event, course_id, save in saves:
        row = known.get(event.id)
        if row is None:
            row = orm.LiveNotebook(event_id=event.id)
            session.add(row)
        row.course_id, row.kept_at = course_id, at
        row.cells, row.run, row.size = save.cells, save.run, save.size
        row.tail = save.tail.model_dump_json() if save.tail is not None else None
        _keep_error(row, save.error)
        kept[event.path] = row
    session.flush()
    forget_live(session)
    return kept


def _keep_error(row: orm.LiveNotebook, error: NotebookError | None) -> None:
    if error is None:
        row.error_name = row.error_message = row.error_since = None
    elif (row.error_name, row.error_message) != (error.name, error.message):
        row.error_name, row.error_message, row.error_since = error.name, error.message, row.kept_at


def announce_saves(session: Session, user: str, saves: Sequence[Save], rules: LiveRules) -> None:
    """Tell of saves: the live course of the assignment, or all live courses of the student that see such as well.

    A course whose live classroom is off hears nothing: nobody has told its students that staff see when they work.
    Of what our own hook reports, the person's other windows hear then.
    """
    watching = live_courses_of(session, user, rules)
    told = [event for save in saves for event in _told(user, save, watching, rules)]
    append_events(session, told)
    if told:
        forget_saves(session)


def _told(user: str, save: Save, watching: Mapping[str, bool], rules: LiveRules) -> Iterator[NewEvent]:
    assignment, reported, kept = save.assignment, save.reported, save.kept
    courses: list[str | None] = [
        one for one, others in watching.items() if (others if assignment is None else one == assignment.course_id)
    ]
    state = LiveState.WORKING if assignment is None and courses else None
    if kept is not None:
        state = rules.state(now(), saved_at=now(), error_since=kept.error_since)
    if not courses and reported is not None:
        courses = [None]
    for course_id in courses:
        data = {
            "path": save.path,
            "saved_at": save.saved_at.isoformat(),
            "size": reported.size if reported else None,
            "cells": reported.cells if reported else None,
            "state": state,
            "error": kept.error_name if kept else None,
        }
        yield NewEvent(EventType.NOTEBOOK_SAVED, course_id, assignment.id if assignment else None, user, data)
