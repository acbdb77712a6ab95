"""Use case: what is to be done in a course, all kinds of it together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.models.todo import Todo, TodoItem
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now
from jupyter_autograde.todo.due import due_tonight
from jupyter_autograde.todo.jobs import jobs_that_wait
from jupyter_autograde.todo.look import Look
from jupyter_autograde.todo.passback import not_passed_back
from jupyter_autograde.todo.work import asked_about, failed, needing_manual_grades

KINDS: tuple[Callable[[Session, Look], Iterable[TodoItem]], ...] = (
    jobs_that_wait,
    failed,
    not_passed_back,
    asked_about,
    needing_manual_grades,
    due_tonight,
)
"""Each with a few questions to the database, whatever the size of the course; in the order in which they are shown."""


def what_to_do(session: Session, access: Access[orm.Course]) -> Todo:
    """Return the work queue of a course, as far as the asker's sections reach."""
    at = now()
    look = Look(access, at, end_of_day(at, access.object.timezone))
    items = [item for kind in KINDS for item in kind(session, look)]
    return Todo(course_id=access.object.id, at=at, tonight=look.tonight, items=items)


def end_of_day(at: datetime, zone: str | None) -> datetime:
    """Return the midnight that ends the day of `at` in a time zone; of UTC without one, or where it is unknown here.

    By the clocks there: a day on which they change has 23 or 25 hours.
    """
    try:
        local = at.astimezone(ZoneInfo(zone or "UTC"))
    except ZoneInfoNotFoundError:
        local = at
    midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=local.tzinfo)
    return midnight.astimezone(at.tzinfo)
