"""Which notebooks a live classroom shows, as queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, defer

from jupyter_autograde.access import Access
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.models.live import MOST_NOTEBOOKS, MOST_OF_ONE
from jupyter_autograde.models.notebook_event import SAVED
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm

_NEWEST_FIRST = (orm.NotebookEvent.received_at.desc(), orm.NotebookEvent.id.desc())


@dataclass(frozen=True)
class Filter:
    """Which notebooks are wanted; None: all."""

    assignment_id: str | None = None
    user: str | None = None
    path: str | None = None


class ShownNotebooks:
    """The notebooks of a live course that the asker sees and wants: the newest, and of each person only so many.

    Whoever saves under ever new names hides nobody else so.

    Parameters
    ----------
    at : datetime
        Now.
    rules : LiveRules
        Of whom notebooks of no assignment are shown.
    with_tail : bool
        Only those whose end is known.
    """

    def __init__(
        self, access: Access[orm.Course], at: datetime, wanted: Filter, rules: LiveRules, *, with_tail: bool = False
    ) -> None:
        course, event, kept = access.object, orm.NotebookEvent, orm.LiveNotebook
        since = course.live_from(at) or at
        its_assignments = select(orm.Assignment.id).where(orm.Assignment.course_id == course.id)
        self._of_student = and_(students_seen(access), orm.Enrollment.user == event.user)
        self._of_event = and_(kept.event_id == event.id, kept.course_id == course.id, kept.kept_at >= since)
        place = func.row_number().over(partition_by=event.user, order_by=_NEWEST_FIRST)
        query = (
            select(event.id, event.received_at, place.label("place"))
            .join(orm.Enrollment, self._of_student)
            .where(
                event.type == SAVED,
                event.received_at >= since,
                event.received_at >= orm.Enrollment.created_at,
                or_(
                    and_(event.assignment_id.is_(None), rules.shows_others()),
                    event.assignment_id.in_(its_assignments),
                ),
            )
        )
        for column, value in (
            (event.assignment_id, wanted.assignment_id),
            (event.user, wanted.user),
            (event.path, wanted.path),
        ):
            if value is not None:
                query = query.where(column == value)
        if with_tail:
            query = query.join(kept, self._of_event).where(kept.tail.is_not(None))
        self._all = query.subquery()
        self._newest = (
            select(self._all.c.id)
            .where(self._all.c.place <= MOST_OF_ONE)
            .order_by(self._all.c.received_at.desc(), self._all.c.id.desc())
            .limit(MOST_NOTEBOOKS)
            .subquery()
        )

    def rows(self) -> Select[*tuple[Any, ...]]:
        """Return the query of save event, enrollment, what is kept, and whether that has a tail; newest save first."""
        event, kept = orm.NotebookEvent, orm.LiveNotebook
        return (
            select(event, orm.Enrollment, kept, kept.tail.is_not(None))
            .options(defer(kept.tail))
            .join(self._newest, self._newest.c.id == event.id)
            .join(orm.Enrollment, self._of_student)
            .outerjoin(kept, self._of_event)
            .order_by(*_NEWEST_FIRST)
        )

    def left_out(self, session: Session) -> int:
        """Return how many were saved longer ago than those that are shown."""
        everything, shown = (
            select(func.count()).select_from(one).scalar_subquery() for one in (self._all, self._newest)
        )
        return session.scalar(select(everything - shown)) or 0


def students_seen(access: Access[orm.Course]) -> ColumnElement[bool]:
    """Return the condition that an enrollment is one of a student whose work the asker sees."""
    in_sections = orm.Enrollment.section.in_(access.sections) if access.sections is not None else true()
    return and_(orm.Enrollment.course_id == access.object.id, orm.Enrollment.role == Role.STUDENT, in_sections)
