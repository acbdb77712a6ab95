"""The audit trail of terms: what another due time, extension, late policy or section does to scores that count.

Nothing of it is stored with a submission, so that the scores before and after are reckoned, and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change
from jupyter_autograde.storage.terms import load_terms


@dataclass(frozen=True)
class _Counting:
    """What counts of somebody's newest attempt."""

    assignment: orm.Assignment
    user: str
    points: dict[str, float | None]


@contextmanager
def terms_on_trail(session: Session, assignments: Iterable[orm.Assignment], why: Why) -> Iterator[None]:
    """Write down which scores count otherwise after the block than before it, by student.

    Parameters
    ----------
    assignments : iterable of orm.Assignment
        Those whose terms the block may change.
    """
    rows = list(assignments)
    before = _counting(session, rows)
    yield
    session.flush()
    for submission_id, after in _counting(session, rows).items():
        known = before[submission_id].points if submission_id in before else None
        if known != after.points:
            record_grade_change(
                session,
                why,
                course_id=after.assignment.course_id,
                assignment_id=after.assignment.id,
                submission_id=submission_id,
                user=after.user,
                before=known,
                after=after.points,
            )


def of_course(session: Session, course: orm.Course) -> list[orm.Assignment]:
    """Return the assignments of a course that have the course's late policy."""
    return [one for one in _assignments(session, course) if one.late_policy is None]


def with_sections(session: Session, course: orm.Course) -> list[orm.Assignment]:
    """Return the assignments of a course at which a section has an extension."""
    extended = set(
        session.scalars(
            select(orm.Extension.assignment_id)
            .join(orm.Assignment, orm.Assignment.id == orm.Extension.assignment_id)
            .where(
                orm.Assignment.course_id == course.id,
                orm.Extension.section.is_not(None),
                orm.Extension.ended_at.is_(None),
            )
        )
    )
    return [one for one in _assignments(session, course) if one.id in extended] if extended else []


def _assignments(session: Session, course: orm.Course) -> list[orm.Assignment]:
    query = select(orm.Assignment).options(joinedload(orm.Assignment.course))
    return list(session.scalars(query.where(orm.Assignment.course_id == course.id)))


def _counting(session: Session, assignments: list[orm.Assignment]) -> dict[str, _Counting]:
    """Return what counts of everybody's newest attempt that has a score, by submission."""
    of = {one.id: one for one in assignments}
    if not of:
        return {}
    book = load_terms(session, assignments)
    found = {}
    for row in session.execute(
        select(
            orm.Submission.id,
            orm.Submission.assignment_id,
            orm.Submission.user,
            orm.Submission.submitted_at,
            orm.SubmissionStatus.score,
            orm.SubmissionStatus.max_score,
        )
        .join(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .where(orm.Submission.assignment_id.in_(of), orm.SubmissionStatus.score.is_not(None))
        .order_by(orm.Submission.id)
    ):
        assignment = of[row.assignment_id]
        counts = book.of(assignment, row.user).final(row.submitted_at, row.score, row.max_score)
        found[row.id] = _Counting(assignment, row.user, {"score": row.score, "max_score": row.max_score, **counts})
    return found
