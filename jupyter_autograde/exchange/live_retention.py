"""What the live classroom has kept for long enough is deleted: by the clock, and when its switch is turned."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from jupyter_autograde.exchange.notebook_events import KEPT_DAYS, forget_events
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.live import LiveSwitch
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import append_event, forget_saves
from jupyter_autograde.timestamps import now


def forget_by_clock(session: Session, *, days: float = KEPT_DAYS) -> None:
    """Delete all that is too old to be shown, whether anybody saves or not.

    Parameters
    ----------
    days : float
        For which save events are kept.
    """
    forget_live(session)
    on = select(orm.Course.id).where(orm.Course.live_days.is_not(None))
    # A save that was under way while the switch was turned may have left one.
    session.execute(delete(orm.LiveNotebook).where(orm.LiveNotebook.course_id.not_in(on)))
    forget_events(session, days)
    forget_saves(session)


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


def set_switch(course: orm.Course, switch: LiveSwitch, at: datetime) -> None:
    """Switch the live classroom of a course on or off.

    Students were told for how many days they are seen, from when on. So what they saved before shows neither when it
    is switched on nor when the days become more.
    """
    since = course.live_from(at)
    course.live_days = switch.days if switch.enabled else None
    course.live_since = (since or at) if switch.enabled else None


def forget_what_is_not_shown(session: Session, course: orm.Course, at: datetime) -> None:
    """Delete the errors and ends of notebooks that a course does not show at a moment; all while it is off."""
    since = course.live_from(at)
    every = delete(orm.LiveNotebook).where(orm.LiveNotebook.course_id == course.id)
    session.execute(every if since is None else every.where(orm.LiveNotebook.kept_at < since))


def end_live(session: Session, course: orm.Course, *, by: str) -> None:
    """Switch the live classroom of a course off where it is on, tell that, and delete what was kept; call this last.

    Parameters
    ----------
    by : str
        Who ends it, by the name in the hub.
    """
    was_on, at = course.live_days is not None, now()
    set_switch(course, LiveSwitch(enabled=False), at)
    forget_what_is_not_shown(session, course, at)
    session.flush()
    if was_on:
        tell_switch(session, course, by=by)


def tell_switch(session: Session, course: orm.Course, *, by: str) -> None:
    """Tell all members how the switch stands; off, the log forgets who saved what. Call this last."""
    enabled = course.live_days is not None
    append_event(session, EventType.LIVE_CHANGED, course_id=course.id, enabled=enabled, days=course.live_days, by=by)
    if not enabled:
        forget_saves(session, of_course=course.id)
