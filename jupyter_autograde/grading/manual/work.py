"""The work that is graded by hand: each student's newest hand-in, under the id and the name that graders see.

Who has left the course has no grade in it, and so no work here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound
from jupyter_autograde.grading.current import Counting, counting, effective, grades_by_id
from jupyter_autograde.grading.manual.pseudonyms import shown_id, shown_name
from jupyter_autograde.models.grade import GradeResult, QuestionResult
from jupyter_autograde.storage import orm

T = TypeVar("T")


@dataclass(frozen=True)
class Work:
    """One student's newest hand-in."""

    id: str
    """The shown one."""
    student: str
    """The shown one."""
    submission: orm.Submission
    grade: orm.Grade | None
    """The one that counts."""
    result: GradeResult | None
    """As it counts."""

    @property
    def unanswered(self) -> set[str]:
        """Names of the questions that are as they were handed out: the engine waits for nobody there."""
        questions = self.grade.result["questions"] if self.grade else []
        return {one["name"] for one in questions if one.get("manual") and not one.get("needs_manual_grade")}

    @property
    def questions(self) -> list[QuestionResult]:
        """What a person grades in it."""
        return [question for question in self.result.questions if question.manual] if self.result else []


def find_work(session: Session, access: Access[orm.Assignment], work_id: str) -> Work:
    """Return the work with the shown id `work_id`.

    Raises
    ------
    NotFound
        There is none, or its student has left the course or is in none of the asker's sections.
    """
    for work in find_several(session, access, [work_id]):
        return work
    raise NotFound("There is no such work, or it is not among what you grade.", details={"kind": "work"})


def find_several(session: Session, access: Access[orm.Assignment], work_ids: Collection[str]) -> Iterator[Work]:
    """Yield the work with these shown ids; those that are not there, or not the asker's to grade, are left out."""
    assignment, wanted = access.object, set(work_ids)
    ids = session.scalars(_visible(access, select(orm.Submission.id)))
    found = [one for one in ids if shown_id(assignment, one) in wanted]
    yield from _load(session, access, found)


def all_work(session: Session, access: Access[orm.Assignment]) -> list[Work]:
    """Return all that the asker may grade, by shown name."""
    return sorted(_load(session, access, None), key=lambda work: (work.student, work.id))


def require_question(work: Work, name: str) -> QuestionResult:
    """Return a question of somebody's work that a person grades.

    Raises
    ------
    Conflict
        There is no result yet.
    InvalidInput
        The result has no such question.
    """
    if work.result is None:
        raise Conflict("This work has not been run yet, so its questions are not known. Wait for the result.")
    for question in work.questions:
        if question.name == name:
            return question
    names = [question.name for question in work.questions]
    raise InvalidInput(
        f"No person grades a question {name!r} here. There are: {', '.join(names)[:1000] or 'none'}.",
        details={"questions": names},
    )


def _load(session: Session, access: Access[orm.Assignment], ids: Collection[str] | None) -> Iterator[Work]:
    """Yield work with these submissions' ids; None: all."""
    assignment = access.object
    query = (
        _visible(access, select(orm.Submission))
        .join(orm.Submission.status)
        .options(contains_eager(orm.Submission.status))
    )
    if ids is not None:
        query = query.where(orm.Submission.id.in_(ids))
    rows = session.scalars(query).all()
    grades = grades_by_id(session, (row.status.grade_id for row in rows))
    how = counting(session, assignment.id, ids)
    for row in rows:
        yield _work(assignment, row, grades.get(row.status.grade_id or ""), how)


def _work(assignment: orm.Assignment, row: orm.Submission, grade: orm.Grade | None, how: Counting) -> Work:
    return Work(
        id=shown_id(assignment, row.id),
        student=shown_name(assignment, row.user),
        submission=row,
        grade=grade,
        result=effective(grade, how) if grade else None,
    )


def _visible(access: Access[orm.Assignment], query: Select[T]) -> Select[T]:
    return query.join(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id).where(
        orm.LatestSubmission.assignment_id == access.object.id,
        access.grades(access.object.course_id, orm.Submission.user),
    )
