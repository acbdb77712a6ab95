"""Use case: mark an answer to be looked at again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.grading.manual.work import find_work, require_question
from jupyter_autograde.models.manual import Flag, FlagRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now


def set_flag(session: Session, access: Access[orm.Assignment], work_id: str, request: FlagRequest) -> Flag:
    """Mark an answer, change what the mark says, or take it off.

    Raises
    ------
    NotFound, InvalidInput, Conflict
        There is no such work, or it has no such question.
    """
    work = find_work(session, access, work_id)
    require_question(work, request.question)
    serialize(session, "flags", work.submission.id)
    row = session.get(orm.GradingFlag, (work.submission.id, request.question))
    if not request.flagged:
        if row is not None:
            session.delete(row)
        return Flag(question=request.question, flagged=False)
    if row is None:
        row = orm.GradingFlag(submission_id=work.submission.id, question=request.question)
        session.add(row)
    row.note, row.created_by, row.created_at = request.note, access.asker.name, now()
    session.flush()
    return to_flag(request.question, row)


def to_flag(question: str, row: orm.GradingFlag | None) -> Flag:
    """Return the mark on an answer as the service answers it."""
    if row is None:
        return Flag(question=question, flagged=False)
    return Flag(question=question, flagged=True, note=row.note, created_by=row.created_by)
