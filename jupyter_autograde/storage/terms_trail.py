"""The audit trail of terms: what another due time, extension, late policy or section does to scores that count.

So does closing an assignment: whoever has handed in nothing has 0 points from then on. Nothing of it is stored with a
submission, so that the scores before and after are reckoned, and compared. That somebody's time runs out is nobody's
act, and stands in the terms alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change
from jupyter_autograde.storage.sections import students_of
from jupyter_autograde.storage.terms import load_terms
from jupyter_autograde.timestamps import now


@dataclass(frozen=True)
class _Counting:
    """What counts of somebody's newest attempt, or of that there is none."""

    points: dict[str, float | None] | None = None
    submission_id: str | None = None


_Book = dict[tuple[str, str], _Counting]
"""(assignment, student) -> what counts."""


@contextmanager
def terms_on_trail(session: Session, assignments: Iterable[orm.Assignment], why: Why) -> Iterator[None]:
    """Write down which scores count otherwise after the block than before it, by student.

    Parameters
    ----------
    assignments : iterable of orm.Assignment
        Those whose terms the block may change.
    """
    rows, at = list(assignments), now()
    students = _students(session, rows)
    before = _counting(session, rows, students, at)
    yield
    session.flush()
    students_then = _students(session, rows)
    after = _counting(session, rows, students_then, at)
    came_or_went = students ^ students_then
    course_of, nothing = {one.id: one.course_id for one in rows}, _Counting()
    for key in sorted(before.keys() | after.keys()):
        was, is_now = before.get(key, nothing), after.get(key, nothing)
        handed_in = was.submission_id is not None or is_now.submission_id is not None
        if not handed_in and (course_of[key[0]], key[1]) in came_or_went:
            continue  # that nothing has come counts, or counts no more, for they came or went, and by no terms
        if was.points != is_now.points:
            record_grade_change(
                session,
                why,
                course_id=course_of[key[0]],
                assignment_id=key[0],
                submission_id=is_now.submission_id or was.submission_id,
                user=key[1],
                before=was.points,
                after=is_now.points,
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


def _students(session: Session, assignments: Iterable[orm.Assignment]) -> set[tuple[str, str]]:
    """Return (course, student) of everybody whom some assignments are for."""
    courses = {one.course_id for one in assignments}
    return {(id_, user) for id_ in courses for user in session.scalars(students_of(id_))}


def _counting(
    session: Session, assignments: list[orm.Assignment], students: Collection[tuple[str, str]], at: datetime
) -> _Book:
    """Return what counts of everybody at `at`: of newest attempts that have a score, and of what has not come."""
    of = {one.id: one for one in assignments}
    if not of:
        return {}
    book = load_terms(session, assignments)
    found: _Book = {}
    handed_in = set()
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
        .where(orm.Submission.assignment_id.in_(of))
    ):
        assignment, key = of[row.assignment_id], (row.assignment_id, row.user)
        handed_in.add(key)
        if row.score is not None:
            counts = book.of(assignment, row.user).final(row.submitted_at, row.score, row.max_score)
            points = {"score": row.score, "max_score": row.max_score, **counts}
            found[key] = _Counting(points, row.id)
    for assignment in assignments:
        version = assignment.released_version
        if assignment.state == AssignmentState.DRAFT or version is None or not version.max_score:
            continue
        for course_id, user in students:
            key = (assignment.id, user)
            if (
                course_id == assignment.course_id
                and key not in handed_in
                and book.of(assignment, user).is_over(assignment, at)
            ):
                found[key] = _Counting({"score": 0.0, "max_score": version.max_score})
    return found
