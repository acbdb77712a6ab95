"""Use cases: rubric items, which say why an answer has its points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from jupyter_autograde.grading.current import lock_scores
from jupyter_autograde.grading.manual.rubric_changes import scores_with, state_of
from jupyter_autograde.grading.score_changes import note_step, to_change
from jupyter_autograde.models.grade import GradeResult, ReleaseReport
from jupyter_autograde.models.manual import MAX_ITEMS
from jupyter_autograde.models.regrade import ChangeKind, ChangeState, RubricChange, ScoreChange
from jupyter_autograde.models.rubric import RubricChangeRequest, RubricItem, RubricItemEdit, RubricItemRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now


def list_items(session: Session, access: Access[orm.Assignment]) -> list[RubricItem]:
    """Return the rubric of an assignment, the oldest item first."""
    uses: Counter[str] = Counter()
    used = (
        select(orm.ManualScore.items)
        .join(orm.Submission, orm.Submission.id == orm.ManualScore.submission_id)
        .where(
            orm.Submission.assignment_id == access.object.id,
            orm.ManualScore.current,
            orm.ManualScore.points.is_not(None),
        )
    )
    for items in session.scalars(used):
        uses.update(items)
    rows = session.scalars(
        select(orm.RubricItem)
        .where(orm.RubricItem.assignment_id == access.object.id, orm.RubricItem.removed_at.is_(None))
        .order_by(orm.RubricItem.id)
    )
    return [_to_item(row, uses[row.id]) for row in rows]


def items_of(
    session: Session, assignment_id: str, question: str, *, removed: bool = False
) -> Mapping[str, orm.RubricItem]:
    """Return the items of a question by id; `removed`: also those that nothing is graded by any more."""
    query = select(orm.RubricItem).where(
        orm.RubricItem.assignment_id == assignment_id, orm.RubricItem.question == question
    )
    if not removed:
        query = query.where(orm.RubricItem.removed_at.is_(None))
    return {row.id: row for row in session.scalars(query.order_by(orm.RubricItem.id))}


def add_item(session: Session, access: Access[orm.Assignment], request: RubricItemRequest) -> RubricItem:
    """Add an item; nothing that is graded changes.

    Raises
    ------
    InvalidInput
        No person grades such a question.
    Conflict
        The question has `MAX_ITEMS`.
    """
    lock_scores(session, access.object.id)
    names = _manual_questions(session, access.object)
    if request.question not in names:
        raise InvalidInput(
            f"No person grades a question {request.question!r}. There are: {', '.join(sorted(names)) or 'none'}.",
            details={"questions": sorted(names)},
        )
    if len(items_of(session, access.object.id, request.question)) >= MAX_ITEMS:
        raise Conflict(f"A question has at most {MAX_ITEMS} rubric items. Remove one first.")
    row = orm.RubricItem(
        assignment_id=access.object.id,
        question=request.question,
        text=request.text,
        points=request.points,
        created_by=access.asker.name,
    )
    session.add(row)
    session.flush()
    return _to_item(row, 0)


def edit_item(session: Session, access: Access[orm.Assignment], item_id: str, request: RubricItemEdit) -> RubricItem:
    """Change the words of an item, or all of one that no graded work has.

    Raises
    ------
    NotFound
        There is no such item.
    Conflict
        Graded work has it: its points change by `propose_change`. Or it is not what the asker has seen.
    PermissionDenied
        So has work of students beyond the asker's sections, who read its words too.
    """
    lock_scores(session, access.object.id)
    row = _find(session, access, item_id)
    _require_seen(row, request)
    graded = scores_with(session, row)
    _require_reach(session, access, graded)
    uses = len(graded)
    if uses and (request.removed or request.points not in (None, row.points)):
        raise Conflict(
            f"{uses} graded answers have this item. Change it for all of them: look at what that makes of their "
            "scores, then apply it.",
            details={"uses": uses},
        )
    row.text = request.text if request.text is not None else row.text
    row.points = request.points if request.points is not None else row.points
    row.removed_at = now() if request.removed else None
    session.flush()
    return _to_item(row, uses)


def propose_change(
    session: Session, access: Access[orm.Assignment], item_id: str, request: RubricChangeRequest
) -> ScoreChange:
    """Record a change of an item with all work graded by it; it counts when it is applied.

    Raises
    ------
    NotFound
        There is no such item.
    Conflict
        It is not what the asker has seen.
    """
    lock_scores(session, access.object.id)
    row = _find(session, access, item_id)
    _require_seen(row, request)
    before = state_of(row)
    values = {"text": request.text, "points": request.points}
    after = before.model_copy(
        update={name: value for name, value in values.items() if value is not None} | {"removed": request.removed}
    )
    change = orm.ScoreChange(
        assignment=access.object,
        kind=ChangeKind.RUBRIC,
        state=ChangeState.OPEN,
        versions=[],
        question=row.question,
        rubric=RubricChange(item_id=row.id, before=before, after=after).model_dump(mode="json"),
        created_by=access.asker.name,
    )
    session.add(change)
    session.flush()
    note_step(session, change, access.asker.name, "started", request.reason)
    session.flush()
    return to_change(change)


def _require_seen(row: orm.RubricItem, request: RubricItemEdit) -> None:
    """Raise Conflict where somebody else has changed an item since the asker looked at it."""
    if request.seen is not None and (request.seen.text, request.seen.points) != (row.text, row.points):
        raise Conflict(
            f"Somebody has changed this rubric item since you looked: it is {row.text!r} ({row.points:+g}) now. Load "
            "the rubric again, then change it.",
            details={"text": row.text, "points": row.points},
        )


def _require_reach(session: Session, access: Access[orm.Assignment], graded: Sequence[orm.ManualScore]) -> None:
    if access.sections is None or not graded:
        return
    reached = set(
        session.scalars(
            select(orm.Submission.id).where(
                orm.Submission.assignment_id == access.object.id,
                access.sees(access.object.course_id, orm.Submission.user),
            )
        )
    )
    if any(score.submission_id not in reached for score in graded):
        raise PermissionDenied(
            "Students of other sections than yours read this rubric item with their grades. Ask an instructor to "
            "change it, or add an item of your own."
        )


def _find(session: Session, access: Access[orm.Assignment], item_id: str) -> orm.RubricItem:
    row = session.get(orm.RubricItem, item_id)
    if row is None or row.assignment_id != access.object.id or row.removed_at is not None:
        raise NotFound("The assignment has no such rubric item.", details={"kind": "rubric item"})
    return row


def _manual_questions(session: Session, assignment: orm.Assignment) -> set[str]:
    """Return the questions that a person grades, by what versions promise and results have."""
    reports = session.scalars(
        select(orm.AssignmentVersion.report).where(
            orm.AssignmentVersion.assignment_id == assignment.id, orm.AssignmentVersion.report.is_not(None)
        )
    )
    names = {name for report in reports if report for name in ReleaseReport.model_validate(report).manual_questions}
    # Versions whose release another tool made, or that are older than this list, have it in their results alone.
    newest = session.scalar(
        select(func.max(orm.Grade.id))
        .join(orm.Submission, orm.Submission.id == orm.Grade.submission_id)
        .where(orm.Submission.assignment_id == assignment.id)
    )
    if newest is not None:
        result = GradeResult.model_validate(session.get_one(orm.Grade, newest).result)
        names |= {question.name for question in result.questions if question.manual}
    return names


def _to_item(row: orm.RubricItem, uses: int) -> RubricItem:
    return RubricItem(
        id=row.id,
        question=row.question,
        text=row.text,
        points=row.points,
        created_by=row.created_by,
        created_at=row.created_at,
        uses=uses,
    )
