"""Grades that could not be passed back to the platform."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.models.passback import PassbackState
from jupyter_autograde.models.todo import TodoItem, TodoKind
from jupyter_autograde.storage import orm
from jupyter_autograde.todo.look import Look


def not_passed_back(session: Session, look: Look) -> Iterable[TodoItem]:
    """Return for each assignment how many grades failed to arrive; what is tried again by itself is not among them."""
    query = (
        select(
            orm.Assignment.id,
            orm.Assignment.name,
            func.count().label("number"),
            func.min(orm.PassbackItem.since).label("oldest_at"),
        )
        .join(orm.PassbackItem, orm.PassbackItem.assignment_id == orm.Assignment.id)
        .where(
            orm.Assignment.course_id == look.course.id,
            orm.Assignment.archived_at.is_(None),
            orm.PassbackItem.state == PassbackState.FAILED,
            look.grades(orm.PassbackItem.user),
        )
        .group_by(orm.Assignment.id, orm.Assignment.name)
        .order_by(orm.Assignment.name)
    )
    for row in session.execute(query):
        yield TodoItem(
            kind=TodoKind.PASSBACK,
            count=row.number,
            assignment_id=row.id,
            assignment=row.name,
            oldest_at=row.oldest_at,
        )
