"""In which order jobs run: by urgency, then course by course, then the oldest first.

Each course has one job a round: a job's turn is the round after the last one that its course waits for, and no round
before the present one. So a course with 500 regrades fills 500 rounds, and another course's regrade comes into the
first of them. The order is fixed when a job is queued: the next job, and a job's place, are one look into an index.
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from jupyter_autograde.models.job import JobState
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now

SOON = timedelta(hours=24)
"""A student who has so long left, or less, can still use the result."""


class Urgency(IntEnum):
    """Lower runs first; kept in `Job.priority`."""

    KNOWN = 0
    """The same content was graded before: most likely nothing is run."""
    BUILD = 1
    """An instructor waits."""
    FIRST_DUE_SOON = 2
    FIRST = 3
    """A first attempt, or a later one at an assignment that is due soon."""
    AGAIN = 4
    REGRADE = 5
    """Staff asked for it; a score is there already."""
    FEEDBACK = 6
    """Scores are there; only what goes with them is made."""


ORDER: tuple[InstrumentedAttribute[Any], ...] = (orm.Job.priority, orm.Job.turn, orm.Job.id)


def urgency_of(submission: orm.Submission, *, known: bool) -> Urgency:
    """Return how urgent the grading of a submission is that was just handed in."""
    if known:
        return Urgency.KNOWN
    due_soon = _is_due_soon(submission.assignment)
    if submission.attempt == 1:
        return Urgency.FIRST_DUE_SOON if due_soon else Urgency.FIRST
    return Urgency.FIRST if due_soon else Urgency.AGAIN


_WAITING = (orm.Job.state == JobState.QUEUED, orm.Job.priority == bindparam("urgency"))
_PRESENT = select(func.min(orm.Job.turn)).where(*_WAITING)
_LAST = select(func.max(orm.Job.turn)).where(*_WAITING, orm.Job.course_id == bindparam("course_id"))
# Made once, for each hand-in asks them.


def next_turn(session: Session, course_id: str, urgency: Urgency) -> int:
    """Return the round in which a course's next job of this urgency runs."""
    last = session.scalar(_LAST, {"urgency": urgency, "course_id": course_id})
    if last is not None:
        return last + 1
    return session.scalar(_PRESENT, {"urgency": urgency}) or 0


def before(job: orm.Job) -> ColumnElement[bool]:
    """Return the condition for jobs that run before `job`, were all of them waiting."""
    return tuple_(*ORDER) < tuple_(job.priority, job.turn, job.id)


def _is_due_soon(assignment: orm.Assignment) -> bool:
    moment = now()
    ends = (assignment.due_at, assignment.closes_at)
    return any(moment <= end <= moment + SOON for end in ends if end is not None)
