"""Use case: show the gradebook of a course.

It is a few queries however many students and assignments there are, and columns rather than objects: a thousand
students with thirty assignments are thirty thousand cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.gradebook.totals import Result, Totals
from jupyter_autograde.gradebook.weights import read_weights
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.gradebook import (
    WHOLE,
    CellState,
    FinalGrade,
    Gradebook,
    GradebookCell,
    GradebookColumn,
    GradebookRow,
)
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.sections import students_of
from jupyter_autograde.storage.terms import Terms, load_terms
from jupyter_autograde.timestamps import now

_UNDER_WAY = {SubmissionState.QUEUED: CellState.WAITING, SubmissionState.RUNNING: CellState.WAITING}

Works = Mapping[tuple[str, str], SqlRow[*tuple[Any, ...]]]
"""(assignment, student) -> the columns of `_works`."""


def read_gradebook(session: Session, access: Access[orm.Course]) -> Gradebook:
    """Return students and assignments with what counts of each, totals and final grades."""
    course, at = access.object, now()
    weights = read_weights(session, access)
    assignments = _assignments(session, course)
    book, works = load_terms(session, assignments), _works(session, access)
    finals, totals = final_grades(session, course), Totals(weights)
    set_of = {one.assignment_id: one for one in weights.assignments}
    columns = [
        GradebookColumn(
            assignment_id=one.id,
            name=one.name,
            category=set_of[one.id].category if one.id in set_of else None,
            weight=set_of[one.id].weight if one.id in set_of else None,
            max_score=one.released_version.max_score if one.released_version else None,
            due_at=one.due_at,
        )
        for one in assignments
    ]
    rows = []
    for person in students(session, access):
        cells, results = [], []
        for assignment, column in zip(assignments, columns, strict=True):
            work = works.get((assignment.id, person.user))
            cell, result = _cell(assignment, column, work, book.of(assignment, person.user), at)
            cells.append(cell)
            if result is not None:
                results.append(result)
        total = totals.of(results)
        for cell, column in zip(cells, columns, strict=True):
            cell.dropped = column.assignment_id in total.dropped
        rows.append(
            GradebookRow.model_construct(
                user=person.user,
                name=" ".join(filter(None, (person.first_name, person.last_name))) or None,
                email=person.email or None,
                section=person.section,
                cells=cells,
                percent=total.percent,
                whole=all(cell.state in WHOLE for cell in cells),
                final=finals.get(person.user),
            )
        )
    return Gradebook.model_construct(
        course_id=course.id, course=course.name, weights=weights, columns=columns, rows=rows
    )


def students(session: Session, access: Access[orm.Course]) -> list[SqlRow[*tuple[Any, ...]]]:
    """Return the students whom the asker's sections reach, by name."""
    table = orm.Enrollment
    query = students_of(access.object.id, access.sections).with_only_columns(
        table.user, table.first_name, table.last_name, table.email, table.section
    )
    return list(session.execute(query.order_by(table.user)))


def final_grades(session: Session, course: orm.Course) -> dict[str, FinalGrade]:
    """Return the final grades that count, by student."""
    table = orm.FinalGrade
    rows = session.execute(
        select(table.user, table.percent, table.created_by, table.created_at, table.reason).where(
            table.course_id == course.id, table.ended_at.is_(None)
        )
    )
    return {row.user: FinalGrade.model_validate(row) for row in rows}


def _assignments(session: Session, course: orm.Course) -> list[orm.Assignment]:
    rows = session.scalars(
        select(orm.Assignment)
        .options(joinedload(orm.Assignment.course), joinedload(orm.Assignment.released_version))
        .where(orm.Assignment.course_id == course.id, orm.Assignment.state != AssignmentState.DRAFT)
    )
    return sorted(rows, key=lambda one: (one.due_at is None, one.due_at or one.created_at, one.name))


def _works(session: Session, access: Access[orm.Course]) -> Works:
    """Return the newest attempt of everybody at each assignment."""
    query = (
        select(
            orm.LatestSubmission.assignment_id,
            orm.LatestSubmission.user,
            orm.Submission.submitted_at,
            orm.SubmissionStatus.state,
            orm.SubmissionStatus.score,
            orm.SubmissionStatus.max_score,
            orm.SubmissionStatus.pending,
        )
        .join(orm.Submission, orm.Submission.id == orm.LatestSubmission.submission_id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .join(orm.Assignment, orm.Assignment.id == orm.LatestSubmission.assignment_id)
        .where(orm.Assignment.course_id == access.object.id)
    )
    if access.sections is not None:
        query = query.where(access.grades(access.object.id, orm.LatestSubmission.user))
    return {(row.assignment_id, row.user): row for row in session.execute(query)}


def _cell(
    assignment: orm.Assignment,
    column: GradebookColumn,
    work: SqlRow[*tuple[Any, ...]] | None,
    terms: Terms,
    at: datetime,
) -> tuple[GradebookCell, Result | None]:
    """Return a cell, and what of it counts."""
    if work is None:
        if not terms.is_over(assignment, at):
            return GradebookCell.model_construct(state=CellState.OPEN), None
        nothing = Result(column.assignment_id, 0.0, column.max_score) if column.max_score else None
        return GradebookCell.model_construct(state=CellState.MISSING), nothing
    late = terms.is_late(work.submitted_at)
    if work.score is None:
        state = _UNDER_WAY.get(work.state, CellState.FAILED)
        return GradebookCell.model_construct(state=state, late=late), None
    penalty = terms.penalty(work.submitted_at, work.score, work.max_score) or 0.0
    score = work.score - penalty
    cell = GradebookCell.model_construct(
        state=CellState.PENDING if work.pending else CellState.GRADED,
        score=score,
        max_score=work.max_score if work.max_score != column.max_score else None,
        penalty=penalty,
        late=late,
        pending=work.pending or 0.0,
    )
    return cell, Result(column.assignment_id, score, work.max_score) if work.max_score else None
