"""A row a student and a column a question, of one assignment."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.gradebook.book import students
from jupyter_autograde.gradebook.exports.table import Cell, Table, distinct
from jupyter_autograde.grading.current import counting, effective
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.terms import load_terms

_AT_ONCE = 200
"""Results that are in memory at the same time."""


def questions_table(session: Session, access: Access[orm.Course], assignment_id: str | None) -> Table:
    """Return the points of each question of everybody's newest attempt, as they count.

    Raises
    ------
    InvalidInput
        No assignment is named.
    NotFound
        The course has no such assignment.
    """
    if assignment_id is None:
        raise InvalidInput("The questions are those of one assignment: name it.")
    assignment = session.get(orm.Assignment, assignment_id)
    if assignment is None or assignment.course_id != access.object.id:
        raise NotFound("There is no such assignment in this course.", details={"kind": "assignment"})
    people, results = students(session, access), _results(session, assignment)
    heads: dict[tuple[str, str], None] = {}
    for result, _ in results.values():
        heads.update(dict.fromkeys((one.notebook, one.name) for one in result.questions))
    fixed, ends = ["user", "name", "section"], ["score", "penalty", "final score", "max score"]
    several = len({notebook for notebook, _ in heads}) > 1
    names = distinct([f"{notebook}: {name}" if several else name for notebook, name in heads], [*fixed, *ends])
    lines: list[list[Cell]] = []
    for person in people:
        line: list[Cell] = [
            person.user,
            " ".join(filter(None, (person.first_name, person.last_name))) or None,
            person.section,
        ]
        found = results.get(person.user)
        if found is None:
            lines.append([*line, *([None] * (len(heads) + len(ends)))])
            continue
        result, penalty = found
        of = {(one.notebook, one.name): None if one.needs_manual_grade else one.score for one in result.questions}
        lines.append(
            [
                *line,
                *(of.get(head) for head in heads),
                result.score,
                penalty,
                result.score - penalty,
                result.max_score,
            ]
        )
    return Table([*fixed, *names, *ends], lines)


def _results(session: Session, assignment: orm.Assignment) -> dict[str, tuple[GradeResult, float]]:
    """Return what counts of everybody's newest attempt, and the points that lateness has cost."""
    how, book = counting(session, assignment.id), load_terms(session, [assignment])
    query = (
        select(orm.Grade, orm.Submission.user, orm.Submission.submitted_at)
        .options(defer(orm.Grade.log), defer(orm.Grade.record))
        .join(orm.SubmissionStatus, orm.SubmissionStatus.grade_id == orm.Grade.id)
        .join(orm.Submission, orm.Submission.id == orm.SubmissionStatus.submission_id)
        .join(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id)
        .where(orm.Submission.assignment_id == assignment.id)
    )
    found = {}
    for grade, user, at in session.execute(query).yield_per(_AT_ONCE):
        result = effective(grade, how)
        penalty = book.of(assignment, user).penalty(at, result.score, result.max_score) or 0.0
        found[user] = result, penalty
        session.expunge(grade)
    return found
