"""Use cases: look at the outbox of a course, and send again what failed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import NotFound
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.passback import (
    MOST_ITEMS,
    PassbackItem,
    PassbackItems,
    PassbackState,
    ResendRequest,
    Resent,
)
from jupyter_autograde.passback import outbox
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change


def list_items(
    session: Session,
    access: Access[orm.Course],
    *,
    state: PassbackState | None = None,
    assignment_id: str | None = None,
) -> PassbackItems:
    """Return the scores that are passed back, of the asker's sections; those that wait longest first."""
    query = _of_course(access, state, assignment_id)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.options(joinedload(orm.PassbackItem.assignment))
        .order_by(orm.PassbackItem.since, orm.PassbackItem.id)
        .limit(MOST_ITEMS)
    )
    return PassbackItems(count=count, items=[_model(row) for row in rows])


def send_again(session: Session, access: Access[orm.Course], request: ResendRequest) -> Resent:
    """Send scores that failed again; those that are on their way, or have arrived, stay as they are.

    Raises
    ------
    NotFound
        One that was named is none of this course.
    """
    query = _of_course(access, None, request.assignment_id)
    if request.items is None:
        query = query.where(orm.PassbackItem.state == PassbackState.FAILED)
    else:
        query = query.where(orm.PassbackItem.id.in_(request.items))
    locked = query.order_by(orm.PassbackItem.id).limit(MOST_ITEMS).with_for_update(of=orm.PassbackItem)
    rows = session.scalars(locked).all()
    if request.items is not None and {row.id for row in rows} != set(request.items):
        raise NotFound(
            "Some of these grades are not waiting to be passed back any more. Load the list again.",
            details={"kind": "passback item"},
        )
    failed = [row for row in rows if row.state == PassbackState.FAILED]
    for row in failed:
        before = {"share": row.score, "problem": row.problem}
        outbox.send_anew(row)
        record_grade_change(
            session,
            Why(AuditAction.PASSBACK, access.asker.name),
            course_id=access.object.id,
            assignment_id=row.assignment_id,
            user=row.user,
            before=before,
            after={"share": row.score},
        )
    session.flush()
    for assignment in {row.assignment_id: row.assignment for row in failed}.values():
        outbox.tell(session, assignment, access.asker.name)
    return Resent(count=len(failed))


def _of_course(
    access: Access[orm.Course], state: PassbackState | None, assignment_id: str | None
) -> Select[orm.PassbackItem]:
    conditions: list[Any] = [
        orm.Assignment.course_id == access.object.id,
        orm.Assignment.archived_at.is_(None),
        access.grades(access.object.id, orm.PassbackItem.user),
    ]
    if state is not None:
        conditions.append(orm.PassbackItem.state == state)
    if assignment_id is not None:
        conditions.append(orm.PassbackItem.assignment_id == assignment_id)
    return select(orm.PassbackItem).join(orm.PassbackItem.assignment).where(*conditions)


def _model(row: orm.PassbackItem) -> PassbackItem:
    return PassbackItem(
        id=row.id,
        assignment_id=row.assignment_id,
        assignment=row.assignment.name,
        user=row.user,
        score=row.score,
        state=PassbackState(row.state),
        attempts=row.attempts,
        since=row.since,
        next_at=row.due_at if row.state == PassbackState.PENDING else None,
        problem=row.problem,  # type: ignore[arg-type]
        detail=row.detail,
        sent_score=row.sent_score,
        sent_at=row.sent_at,
    )
