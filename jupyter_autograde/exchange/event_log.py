"""Use cases: take save events in, and read the event log as one person sees it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Asker, courses_of, role_in
from jupyter_autograde.exchange.notebook_events import keep_event
from jupyter_autograde.models.event import Event, EventPage, EventType, SaveEvent
from jupyter_autograde.models.notebook_event import SAVED, NotebookEvent
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event, last_event_id, read_events

PAGE = 200
"""Events in one answer of the long poll, or read at once by a stream."""


def record_saves(session: Session, asker: Asker, saves: list[SaveEvent]) -> int:
    """Store what a save hook reports; returns how many rows it made.

    A course is noted only for an assignment of a course that the asker is in: the hook's word decides
    nothing (SEC-10), it only says where staff will see the save.
    """
    ids = {save.assignment_id for save in saves if save.assignment_id}
    known = {
        row.id: row
        for row in session.scalars(select(orm.Assignment).where(orm.Assignment.id.in_(ids)))
        if role_in(session, asker, row.course_id) is not None
    }
    for save in saves:
        assignment = known.get(save.assignment_id or "")
        saved = NotebookEvent(type=SAVED, user=asker.name, filename=save.path, path=save.path, timestamp=save.saved_at)
        keep_event(session, saved, assignment_id=assignment.id if assignment else None)
        append_event(
            session,
            EventType.NOTEBOOK_SAVED,
            course_id=assignment.course_id if assignment else None,
            assignment_id=assignment.id if assignment else None,
            user=asker.name,
            path=save.path,
            saved_at=save.saved_at.isoformat(),
            size=save.size,
            cells=save.cells,
        )
    return len(saves)


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
