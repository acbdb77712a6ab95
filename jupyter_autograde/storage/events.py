"""The event log: appended in the transaction that makes the fact, read by id."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from jupyter_autograde.models.event import EventType
from jupyter_autograde.storage.database import serialize, touch
from jupyter_autograde.storage.orm import Event
from jupyter_autograde.storage.row_inserts import insert_into
from jupyter_autograde.storage.sections import staff_of, students_of
from jupyter_autograde.timestamps import now

SAVES_KEPT = timedelta(days=1)
"""For which the log has the saves of notebooks, for listeners that come back; `notebook_event` keeps the newest."""


@dataclass(frozen=True)
class NewEvent:
    """An event that is to be appended; `user` None: it is about nobody in particular."""

    kind: EventType
    course_id: str | None
    assignment_id: str | None
    user: str | None
    data: dict[str, Any]

    def row(self) -> dict[str, Any]:
        """Return the values of its row; the log gives id and time."""
        return {
            "type": self.kind,
            "course_id": self.course_id,
            "assignment_id": self.assignment_id,
            "user": self.user,
            "data": self.data,
        }


def hold_log(session: Session) -> None:
    """Let nobody else append an event before the caller's transaction ends: what it counts now stays true so long.

    Rows that the caller has changed are locked before it: a transaction that takes this lock first would wait for
    another that has the row and waits for this.
    """
    session.flush()
    serialize(session, "event-log")


def append_event(
    session: Session,
    kind: EventType,
    *,
    course_id: str | None = None,
    assignment_id: str | None = None,
    user: str | None = None,
    **data: Any,
) -> None:
    """Add an event to the transaction, as `append_events` does."""
    event = NewEvent(kind, course_id=course_id, assignment_id=assignment_id, user=user, data=data)
    append_events(session, [event])


def append_events(session: Session, events: Sequence[NewEvent]) -> None:
    """Add events to the transaction in their order; call it last, and readers learn of them after the commit.

    On PostgreSQL sequence numbers are given before the commit: without the lock a reader could see id 8,
    remember it, and never see 7. With it, ids are visible in their order.
    """
    if not events:
        return
    hold_log(session)
    session.execute(insert_into(Event), [event.row() for event in events])
    touch(session, "events")


def forget_saves(session: Session, *, of_course: str | None = None) -> None:
    """Delete saves of notebooks from the log; the last event stays until there is a newer one: it keeps the last id.

    Parameters
    ----------
    of_course : str, optional
        All those of this course; default: the old ones of all.
    """
    last = select(func.max(Event.id)).scalar_subquery()
    which = Event.at < now() - SAVES_KEPT if of_course is None else Event.course_id == of_course
    session.execute(
        delete(Event).where(Event.type == EventType.NOTEBOOK_SAVED, which, Event.id < last),
        execution_options={"synchronize_session": False},
    )


def last_event_id(session: Session) -> int:
    """Return the newest id, 0 for an empty log."""
    return session.scalar(select(func.max(Event.id))) or 0


@dataclass(frozen=True)
class EventHead:
    """What of an event decides whom it may concern."""

    id: int
    course_id: str | None
    user: str | None


def read_heads(session: Session, *, after: int, limit: int) -> list[EventHead]:
    """Return the heads of events with id > `after`, oldest first."""
    rows = session.execute(
        select(Event.id, Event.course_id, Event.user).where(Event.id > after).order_by(Event.id).limit(limit)
    )
    return [EventHead(*row) for row in rows]


def read_events(
    session: Session,
    *,
    after: int,
    limit: int,
    user: str,
    all_of: Sequence[str] | None,
    sections: Mapping[str, Collection[str]],
    some_of: Sequence[str],
) -> list[Event]:
    """Return events with id > `after`, oldest first, that one person may see.

    Parameters
    ----------
    user : str
        Own events are always seen.
    all_of : list of course ids, or None
        Courses whose every event is seen; None = every course.
    sections : mapping
        Course id -> sections of whose students the events are seen, and those about its staff or nobody. That feedback
        was generated says whose submission it is, and stands under the name of who asked: these are not seen.
    some_of : list of course ids
        Courses of which the events about nobody in particular are seen.
    """
    query = select(Event).where(Event.id > after).order_by(Event.id).limit(limit)
    if all_of is not None:
        query = query.where(
            or_(
                Event.user == user,
                Event.course_id.in_(all_of),
                Event.course_id.in_([*some_of, *sections]) & Event.user.is_(None),
                *(
                    (Event.course_id == course_id)
                    & or_(
                        Event.user.in_(students_of(course_id, names)),
                        Event.user.in_(staff_of(course_id)) & (Event.type != EventType.FEEDBACK_GENERATED),
                    )
                    for course_id, names in sections.items()
                ),
            )
        )
    return list(session.scalars(query))
