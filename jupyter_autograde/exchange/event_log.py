"""Use cases: take save events in, and read the event log as one person sees it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Asker, courses_of
from jupyter_autograde.exchange.live_saves import Save, announce_saves, keep_live
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.exchange.notebook_events import keep_events
from jupyter_autograde.models.event import Event, EventPage, EventType, SaveEvent, SavesAccepted
from jupyter_autograde.models.notebook_event import SAVED, NotebookEvent
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import last_event_id, read_events
from jupyter_autograde.storage.visibility import load_sights

_ABOUT_SCORES = frozenset({EventType.SUBMISSION_GRADED, EventType.FEEDBACK_RELEASED})
PAGE = 200
"""Events in one answer of the long poll, or read at once by a stream."""


def record_saves(session: Session, asker: Asker, saves: list[SaveEvent], rules: LiveRules) -> SavesAccepted:
    """Store what a save hook reports; of several saves of one path the last.

    A course is noted only for an assignment of a course that the asker is in: the hook's word decides
    nothing (SEC-10), it only says where staff will see the save. Errors and ends of notebooks are kept of students
    in courses with the live classroom on, and of nobody else, whatever is sent.
    """
    newest = {save.path: save for save in saves}
    known = _known_assignments(session, asker, {save.assignment_id for save in saves if save.assignment_id})
    its = {path: known[save.assignment_id or ""] for path, save in newest.items() if save.assignment_id in known}
    live = {row.id for row, is_live in its.values() if is_live}
    said = [
        NotebookEvent(type=SAVED, user=asker.name, filename=path, path=path, timestamp=save.saved_at)
        for path, save in newest.items()
    ]
    assignments = {path: row.id for path, (row, _) in its.items()}
    events = {row.path: row for row in keep_events(session, asker.name, said, assignments=assignments)}
    kept = keep_live(
        session,
        [(events[path], row.course_id, newest[path]) for path, (row, is_live) in its.items() if is_live],
    )
    told = [
        Save(path, save.saved_at, its[path][0] if path in its else None, reported=save, kept=kept.get(path))
        for path, save in newest.items()
    ]
    announce_saves(session, asker.name, told, rules)
    return SavesAccepted(accepted=len(saves), live=sorted(live))


def _known_assignments(session: Session, asker: Asker, ids: set[str]) -> dict[str, tuple[orm.Assignment, bool]]:
    """Return those of the asker's courses, and whether the asker is a student whose saves staff of it see."""
    if not ids:
        return {}
    own = courses_of(session, asker)
    query = select(orm.Assignment).options(joinedload(orm.Assignment.course)).where(orm.Assignment.id.in_(ids))
    if not asker.admin:
        query = query.where(orm.Assignment.course_id.in_([*own.staff_of, *own.limited_to, *own.student_of]))
    return {
        row.id: (
            row,
            not asker.admin and row.course_id in own.student_of and row.course.live_days is not None,
        )
        for row in session.scalars(query)
    }


def read_page(session: Session, asker: Asker, after: int | None, *, limit: int = PAGE) -> EventPage:
    """Return the events after an id that the asker may see; `after` None starts at now.

    `last_id` lies before `after` when the log ends before it: the database was restored from a backup, and
    the asker has seen events that are gone. It goes on with what the log has now.
    """
    if after is None:
        return EventPage(events=[], last_id=last_event_id(session))
    own = courses_of(session, asker)
    rows = read_events(
        session,
        after=after,
        limit=limit,
        user=asker.name,
        all_of=None if asker.admin else own.staff_of,
        sections=own.limited_to,
        some_of=own.student_of,
    )
    events = list(_as_seen(session, asker, [Event.model_validate(row) for row in rows]))
    return EventPage(
        events=events,
        last_id=rows[-1].id if rows else min(after, last_event_id(session)),
        more=len(rows) == limit,
    )


def _as_seen(session: Session, asker: Asker, events: list[Event]) -> Iterator[Event]:
    """Yield events without the scores, and without the feedback, that their student is not shown yet.

    Asked when they are read: the log has one row for the student and the staff.
    """
    own = {one.id: one for one in events if one.user == asker.name and one.type in _ABOUT_SCORES}
    ids = {one.assignment_id for one in own.values() if one.assignment_id is not None}
    rows = session.scalars(select(orm.Assignment).where(orm.Assignment.id.in_(ids))).all() if ids else ()
    assignments, sights = {row.id: row for row in rows}, load_sights(session, rows, asker.name)
    for event in events:
        assignment = assignments.get(event.assignment_id or "") if event.id in own else None
        if assignment is None:
            yield event
            continue
        sight = sights.of(assignment, str(event.data.get("submission_id")))
        if event.type is EventType.SUBMISSION_GRADED and sight.score_awaits is not None:
            hidden = {"score": None, "pending": None, "score_awaits": sight.score_awaits}
            yield event.model_copy(update={"data": event.data | hidden})
        elif event.type is EventType.SUBMISSION_GRADED or sight.feedback:
            yield event
