"""Submissions that wait for a person: to be graded by hand, looked at after a failure, or answered about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from jupyter_autograde.models.grade_request import GradeRequestState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.models.todo import SubmissionFilter, SubmissionsShown, TodoItem, TodoKind
from jupyter_autograde.storage import orm
from jupyter_autograde.todo.look import Look


def needing_manual_grades(session: Session, look: Look) -> Iterable[TodoItem]:
    """Return for each assignment how many of the newest attempts have points that a person gives."""
    query = _newest_attempts(look, orm.Submission.submitted_at).where(orm.SubmissionStatus.pending > 0)
    return _items(session.execute(query), TodoKind.NEEDS_MANUAL_GRADE, SubmissionsShown.NEEDS_MANUAL_GRADE)


def failed(session: Session, look: Look) -> Iterable[TodoItem]:
    """Return for each assignment how many of the newest attempts could not be graded."""
    query = (
        _newest_attempts(look, orm.Job.finished_at)
        .outerjoin(orm.Job, orm.Job.id == orm.SubmissionStatus.job_id)
        .where(orm.SubmissionStatus.state == SubmissionState.FAILED)
    )
    return _items(session.execute(query), TodoKind.FAILED, SubmissionsShown.FAILED)


def asked_about(session: Session, look: Look) -> Iterable[TodoItem]:
    """Return for each assignment how many requests about grades have no answer yet."""
    query = (
        _by_assignment(look, orm.GradeRequest.asked_at)
        .join(orm.Submission, orm.Submission.assignment_id == orm.Assignment.id)
        .join(orm.GradeRequest, orm.GradeRequest.submission_id == orm.Submission.id)
        .where(orm.GradeRequest.state == GradeRequestState.OPEN, look.grades(orm.Submission.user))
    )
    return _items(session.execute(query), TodoKind.GRADE_REQUESTS, SubmissionsShown.ASKED)


def _newest_attempts(look: Look, since: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    return (
        _by_assignment(look, since)
        .join(orm.LatestSubmission, orm.LatestSubmission.assignment_id == orm.Assignment.id)
        .join(orm.Submission, orm.Submission.id == orm.LatestSubmission.submission_id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .where(look.grades(orm.Submission.user))
    )


def _by_assignment(look: Look, since: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """Return the query of (id, name, number, oldest) of the course's assignments, by name."""
    return (
        select(
            orm.Assignment.id,
            orm.Assignment.name,
            func.count().label("number"),
            func.min(since).label("oldest_at"),
        )
        .select_from(orm.Assignment)
        .where(orm.Assignment.course_id == look.course.id, orm.Assignment.archived_at.is_(None))
        .group_by(orm.Assignment.id, orm.Assignment.name)
        .order_by(orm.Assignment.name)
    )


def _items(rows: Iterable[Row[*tuple[Any, ...]]], kind: TodoKind, state: SubmissionsShown) -> Iterator[TodoItem]:
    for row in rows:
        yield TodoItem(
            kind=kind,
            count=row.number,
            assignment_id=row.id,
            assignment=row.name,
            oldest_at=row.oldest_at,
            filter=SubmissionFilter(assignment_id=row.id, state=state),
        )
