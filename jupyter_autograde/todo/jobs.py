"""Jobs of the course that wait, and nobody does them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.grading.presence import load_of
from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.todo import TodoItem, TodoKind
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.todo.look import Look

STUCK = timedelta(minutes=15)
"""Waiting without anything being begun for so long is no queue any more."""


def jobs_that_wait(session: Session, look: Look) -> Iterable[TodoItem]:
    """Say that no worker takes jobs, or that workers are there and begin none.

    Of other courses nothing is told but that: how many wait is counted in this one. What holds the workers up is for
    who runs the hub.
    """
    load = load_of(session)
    away = load.slots == 0
    if not away and not load.waiting:
        return
    waiting, oldest = session.execute(
        select(func.count(), func.min(orm.Job.created_at))
        .join(orm.Submission, orm.Submission.id == orm.Job.submission_id)
        .where(
            orm.Job.course_id == look.course.id,
            orm.Job.state == JobState.QUEUED,
            look.grades(orm.Submission.user),
        )
    ).one()
    if away:
        reason = " ".join(load.faults) if look.access.may(Permission.SEE_HEALTH_DETAILS) else None
        yield TodoItem(kind=TodoKind.WORKERS_AWAY, count=waiting, oldest_at=oldest, reason=reason or None)
    elif waiting and look.at - oldest > STUCK and _nothing_begins(session, look):
        yield TodoItem(kind=TodoKind.QUEUE_STUCK, count=waiting, oldest_at=oldest)


def _nothing_begins(session: Session, look: Look) -> bool:
    begun = select(orm.Job.id).where(orm.Job.started_at > look.at - STUCK).limit(1)
    return session.scalar(begun) is None
