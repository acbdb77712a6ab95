"""The work that an insight is about: the newest attempt of each student whom the asker's sections reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, extract, func, literal_column, select
from sqlalchemy.orm import Session, defer, undefer

from jupyter_autograde.access import Access
from jupyter_autograde.gradebook.insight.time_bins import QUARTER
from jupyter_autograde.grading.current import Counting, counting, effective
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.raised_error import RaisedError
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.restarts import of_now

_AT_ONCE = 200
"""Results that are in memory at the same time."""


@dataclass(frozen=True)
class GradedWork:
    """What is known of one student's newest attempt."""

    user: str
    submission_id: str
    submitted_at: datetime
    pending: bool
    result: GradeResult | None
    """As it counts; None: it has none yet."""
    voided: frozenset[tuple[str, str | None]]
    """(question, test) that do not count; test None: the whole question."""
    errors: list[RaisedError] | None
    """None: nobody noted them."""


def graded_works(session: Session, access: Access[orm.Assignment]) -> Iterator[GradedWork]:
    """Yield the newest attempt of everybody, those without a result too."""
    assignment = access.object
    how = counting(session, assignment.id)
    query = (
        select(orm.LatestSubmission, orm.Submission.submitted_at, orm.SubmissionStatus.pending, orm.Grade)
        .options(defer(orm.Grade.log), defer(orm.Grade.record), undefer(orm.Grade.errors))
        .join(orm.Submission, orm.Submission.id == orm.LatestSubmission.submission_id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.LatestSubmission.submission_id)
        .outerjoin(orm.Grade, orm.Grade.id == orm.SubmissionStatus.grade_id)
        .where(
            orm.LatestSubmission.assignment_id == assignment.id,
            access.grades(assignment.course_id, orm.LatestSubmission.user),
        )
        .order_by(orm.LatestSubmission.user)
    )
    for newest, at, pending, grade in session.execute(query).yield_per(_AT_ONCE):
        yield GradedWork(
            user=newest.user,
            submission_id=newest.submission_id,
            submitted_at=at,
            pending=bool(pending),
            result=_result(grade, how),
            voided=_voided(grade, how),
            errors=_errors(grade),
        )
        if grade is not None:
            session.expunge(grade)


def hand_in_quarters(session: Session, access: Access[orm.Assignment]) -> list[tuple[int, int, int]]:
    """Return for each quarter of an hour since 1970 with hand-ins how many there were, and how many of these count."""
    assignment = access.object
    counts = case((orm.LatestSubmission.submission_id.is_not(None), 1), else_=0)
    epoch: ColumnElement[Any] = extract("epoch", orm.Submission.submitted_at)
    if session.get_bind().dialect.name == "postgresql":
        epoch = func.floor(epoch)  # its cast rounds: what came in the last half second would be of the next quarter
    # No parameter: PostgreSQL would take the two in SELECT and GROUP BY for two expressions.
    quarter = cast(epoch, BigInteger) // literal_column(str(QUARTER))
    query = (
        select(quarter.label("quarter"), func.count(), func.sum(counts))
        .outerjoin(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id)
        .where(
            orm.Submission.assignment_id == assignment.id,
            access.grades(assignment.course_id, orm.Submission.user),
            of_now(assignment, orm.Submission.submitted_at),
        )
        .group_by(quarter)
    )
    return [(int(row[0]), row[1], int(row[2])) for row in session.execute(query)]


def _result(grade: orm.Grade | None, how: Counting) -> GradeResult | None:
    return effective(grade, how) if grade is not None else None


def _voided(grade: orm.Grade | None, how: Counting) -> frozenset[tuple[str, str | None]]:
    voids = how.voids.get(grade.version_id, ()) if grade else ()
    return frozenset((void.question, void.test) for void in voids)


def _errors(grade: orm.Grade | None) -> list[RaisedError] | None:
    if grade is None or grade.errors is None:
        return None
    return [RaisedError.model_validate(one) for one in grade.errors]
