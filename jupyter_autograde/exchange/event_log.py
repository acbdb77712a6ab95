"""Use cases: take save events in, and read the event log as one person sees it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Asker, courses_of, role_in
from jupyter_autograde.exchange.live_saves import announce_save, keep_live
from jupyter_autograde.exchange.live_state import LivePatience
from jupyter_autograde.exchange.notebook_events import keep_event
from jupyter_autograde.models.event import Event, EventPage, SaveEvent, SavesAccepted
from jupyter_autograde.models.notebook_event import SAVED, NotebookEvent
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import last_event_id, read_events

PAGE = 200
"""Events in one answer of the long poll, or read at once by a stream."""


def record_saves(session: Session, asker: Asker, saves: list[SaveEvent], patience: LivePatience) -> SavesAccepted:
    """Store what a save hook reports.

    A course is noted only for an assignment of a course that the asker is in: the hook's word decides
    nothing (SEC-10), it only says where staff will see the save. Errors and ends of notebooks are kept of students
    in courses with the live classroom on, and of nobody else, whatever is sent.
    """
    ids = {save.assignment_id for save in saves if save.assignment_id}
    known: dict[str, tuple[orm.Assignment, Role]] = {}
    rows = select(orm.Assignment).options(joinedload(orm.Assignment.course)).where(orm.Assignment.id.in_(ids))
    for row in session.scalars(rows):
        role = role_in(session, asker, row.course_id)
        if role is not None:
            known[row.id] = row, role
    live = {key for key, (row, role) in known.items() if role is Role.STUDENT and row.course.live_days is not None}
    for save in saves:
        assignment = known[save.assignment_id][0] if save.assignment_id in known else None
        saved = NotebookEvent(type=SAVED, user=asker.name, filename=save.path, path=save.path, timestamp=save.saved_at)
        event = keep_event(session, saved, assignment_id=assignment.id if assignment else None)
        kept = None
        if assignment is not None and assignment.id in live:
            kept = keep_live(session, event, assignment.course_id, save)
        announce_save(
            session,
            asker.name,
            save.path,
            save.saved_at,
            assignment=assignment,
            save=save,
            kept=kept,
            patience=patience,
        )
    return SavesAccepted(accepted=len(saves), live=sorted(live))


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
    events = [Event.model_validate(row) for row in rows]
    return EventPage(events=events, last_id=events[-1].id if events else min(after, last_event_id(session)))
