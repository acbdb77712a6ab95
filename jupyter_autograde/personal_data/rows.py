"""Which rows are about a person: found by the tables themselves, so that a new table is not forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import NotFound
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.orm import Base

DONE_AS_STAFF = ("score_change_step",)
"""Tables whose `user` is who did something to the work of others."""
MAKERS = (
    "answered_by",
    "asked_by",
    "author",
    "created_by",
    "ended_by",
    "held_by",
    "released_by",
    "removed_by",
    "submitted_by",
)
"""Columns with the name of who made, ended or asked for something."""
TOLD_BY = "by"
"""What of an event's data is the name of who did it; the event is about somebody else, or nobody."""


class PersonalRows:
    """The rows about one person, in one course or in all.

    Parameters
    ----------
    course : str, optional
        Name of the course; None: everything.

    Raises
    ------
    NotFound
        There is no such course.
    """

    def __init__(self, session: Session, user: str, course: str | None) -> None:
        self.user, self.course = user, course
        self._session = session
        self._course_id: str | None = None
        if course is not None:
            self._course_id = session.scalar(select(orm.Course.id).where(orm.Course.name == course))
            if self._course_id is None:
                raise NotFound(f"There is no course {course!r}.")

    def conditions(self) -> Iterator[tuple[Table, ColumnElement[bool]]]:
        """Yield each table with rows about the person and which they are; a table after those that it refers to."""
        found: dict[str, ColumnElement[bool]] = {}
        for table in Base.metadata.sorted_tables:
            ways = [self._own(table), *_below(table, found)]
            present = [way for way in ways if way is not None]
            if present:
                found[table.name] = or_(*present)
                yield table, found[table.name]

    def counts(self) -> dict[str, int]:
        """Return table -> rows about the person."""
        found = {}
        for table, condition in self.conditions():
            count = self._session.scalar(select(func.count()).select_from(table).where(condition)) or 0
            if count:
                found[table.name] = count
        return found

    def submissions(self) -> Select[Any]:
        """Return the query of the person's submissions."""
        query = select(orm.Submission.id).where(orm.Submission.user == self.user)
        return query if self._course_id is None else query.where(orm.Submission.assignment_id.in_(self._assignments()))

    def _assignments(self) -> Select[Any]:
        return select(orm.Assignment.id).where(orm.Assignment.course_id == self._course_id)

    def _own(self, table: Table) -> ColumnElement[bool] | None:
        if table.name == orm.Submission.__tablename__:
            return table.c.id.in_(self.submissions())
        if "user" not in table.c or table.name in DONE_AS_STAFF:
            return None
        own = table.c.user == self.user
        if self._course_id is None:
            return own
        # What belongs to no course goes with the last of them, or with everything.
        if "course_id" in table.c:
            return and_(own, table.c.course_id == self._course_id)
        return and_(own, table.c.assignment_id.in_(self._assignments())) if "assignment_id" in table.c else None


def _below(table: Table, found: Mapping[str, ColumnElement[bool]]) -> Iterator[ColumnElement[bool]]:
    """Yield which rows of a table belong to rows of the person's in another."""
    for key in table.foreign_keys:
        above = key.column.table
        if above.name in found and above is not table:
            yield key.parent.in_(select(key.column).where(found[above.name]))
