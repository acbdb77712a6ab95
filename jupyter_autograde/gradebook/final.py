"""Use cases: make totals final, after a look at what that does, and take final grades back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.gradebook.announcements import tell_final
from jupyter_autograde.gradebook.book import read_gradebook
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.gradebook import (
    WHOLE,
    FinalPreview,
    FinalPreviewRequest,
    FinalRequest,
    FinalRow,
    FinalStep,
    Gradebook,
    GradebookRow,
    Unfinal,
    UnfinalRequest,
)
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now

_NEW = (FinalStep.SET, FinalStep.REPLACED)


def preview_final(session: Session, access: Access[orm.Course], request: FinalPreviewRequest) -> FinalPreview:
    """Return what making totals final would do; changes nothing.

    Raises
    ------
    NotFound
        Somebody who is named is no student of the course.
    """
    book = read_gradebook(session, access)
    rows = [_row(book, row, request) for row in _chosen(book, request.users)]
    content = json.dumps([row.model_dump(mode="json") for row in rows])
    return FinalPreview(rows=rows, digest=hashlib.sha256(content.encode()).hexdigest())


def make_final(session: Session, access: Access[orm.Course], request: FinalRequest) -> FinalPreview:
    """Make totals final as the preview has shown; what was final before ends, and is kept.

    Raises
    ------
    NotFound
        Somebody who is named is no student of the course.
    Conflict
        Something would be another than in the preview.
    """
    course = access.object
    serialize(session, "gradebook", course.id)
    found = preview_final(session, access, request)
    if found.digest != request.digest:
        raise Conflict("The gradebook has changed since you looked, so no grade was made final. Look at it again.")
    new = {row.user: row.after for row in found.rows if row.step in _NEW and row.after is not None}
    before = _end(session, access, new)
    for user, percent in new.items():
        _note(session, access, user, request.reason, before.get(user), percent)
        session.add(
            orm.FinalGrade(
                course_id=course.id,
                user=user,
                percent=percent,
                reason=request.reason,
                created_by=access.asker.name,
            )
        )
    session.flush()
    if new:
        tell_final(session, access, new.keys() - before.keys())  # a grade in place of another shows nothing more
    return found


def take_back_final(session: Session, access: Access[orm.Course], request: UnfinalRequest) -> Unfinal:
    """End final grades; the totals of these students follow the scores again.

    Raises
    ------
    NotFound
        Nobody of those who are named has a final grade.
    """
    course = access.object
    serialize(session, "gradebook", course.id)
    ended = _end(session, access, set(request.users))
    if not ended:
        raise NotFound("None of these students has a final grade.", details={"users": request.users})
    for user, percent in ended.items():
        _note(session, access, user, request.reason, percent, None)
    session.flush()
    tell_final(session, access, ended)
    return Unfinal(users=sorted(ended))


def _chosen(book: Gradebook, users: Collection[str]) -> list[GradebookRow]:
    if not users:
        return book.rows
    there = {row.user: row for row in book.rows}
    missing = [user for user in users if user not in there]
    if missing:
        raise NotFound(f"{missing[0]!r} is not a student of this course.", details={"users": missing})
    return [there[user] for user in sorted(set(users))]


def _row(book: Gradebook, row: GradebookRow, request: FinalPreviewRequest) -> FinalRow:
    open_at = [column.name for column, cell in zip(book.columns, row.cells, strict=True) if cell.state not in WHOLE]
    before = row.final.percent if row.final else None
    if row.percent is None:
        step = FinalStep.NOTHING
    elif open_at and not request.unfinished:
        step = FinalStep.UNFINISHED
    elif before is None:
        step = FinalStep.SET
    else:
        step = FinalStep.UNCHANGED if before == row.percent else FinalStep.REPLACED
    return FinalRow(user=row.user, step=step, before=before, after=row.percent, unfinished=open_at)


def _end(session: Session, access: Access[orm.Course], users: Collection[str]) -> dict[str, float]:
    """End the final grades of some students, and return what these were."""
    counting = session.scalars(
        select(orm.FinalGrade).where(orm.FinalGrade.course_id == access.object.id, orm.FinalGrade.ended_at.is_(None))
    )
    rows = [row for row in counting if row.user in users]
    for row in rows:
        row.ended_at, row.ended_by = now(), access.asker.name
    return {row.user: row.percent for row in rows}


def _note(
    session: Session,
    access: Access[orm.Course],
    user: str,
    reason: str,
    before: float | None,
    after: float | None,
) -> None:
    record_grade_change(
        session,
        Why(AuditAction.GRADEBOOK, access.asker.name, reason),
        course_id=access.object.id,
        user=user,
        before=None if before is None else {"final_percent": before},
        after=None if after is None else {"final_percent": after},
    )
