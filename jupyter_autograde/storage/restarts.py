"""What belongs to an assignment since it began anew: what came before is history, kept and not counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from jupyter_autograde.storage import orm


def of_now(
    assignment: orm.Assignment, moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
) -> ColumnElement[bool]:
    """Return the condition that something of `moment`, a column, is of an assignment's present life."""
    return true() if assignment.restarted_at is None else moment >= assignment.restarted_at


def of_its_assignments_now(moment: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the same for a query that has joined the assignments."""
    return or_(orm.Assignment.restarted_at.is_(None), moment >= orm.Assignment.restarted_at)


def forget_newest(session: Session, assignment: orm.Assignment) -> None:
    """Say that nobody has handed in to an assignment that begins anew; the submissions stay."""
    session.execute(
        delete(orm.LatestSubmission).where(orm.LatestSubmission.assignment_id == assignment.id),
        execution_options={"synchronize_session": "fetch"},
    )
