"""Use cases: the bank of comments of a course."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.models.rubric import SavedComment, SavedCommentRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize

MAX_SAVED = 500
"""Comments in the bank of a course."""


def list_saved(session: Session, access: Access[orm.Course]) -> list[SavedComment]:
    """Return the bank, the oldest comment first."""
    query = select(orm.SavedComment).where(orm.SavedComment.course_id == access.object.id)
    return [SavedComment.model_validate(row) for row in session.scalars(query.order_by(orm.SavedComment.id))]


def save_comment(session: Session, access: Access[orm.Course], request: SavedCommentRequest) -> SavedComment:
    """Put a comment into the bank; the same text is there once.

    Raises
    ------
    Conflict
        There are `MAX_SAVED`.
    """
    serialize(session, "saved-comments", access.object.id)
    mine = orm.SavedComment.course_id == access.object.id
    row = session.scalar(select(orm.SavedComment).where(mine, orm.SavedComment.text == request.text))
    if row is None:
        if (session.scalar(select(func.count()).select_from(orm.SavedComment).where(mine)) or 0) >= MAX_SAVED:
            raise Conflict(f"The bank of a course has at most {MAX_SAVED} comments. Remove one first.")
        row = orm.SavedComment(course_id=access.object.id, text=request.text, created_by=access.asker.name)
        session.add(row)
        session.flush()
    return SavedComment.model_validate(row)


def forget_comment(session: Session, access: Access[orm.Course], comment_id: str) -> SavedComment:
    """Take a comment out of the bank; where it was used it stays.

    Raises
    ------
    NotFound
        The bank has no such comment.
    """
    row = session.get(orm.SavedComment, comment_id)
    if row is None or row.course_id != access.object.id:
        raise NotFound("The bank has no such comment.", details={"kind": "comment"})
    session.delete(row)
    return SavedComment.model_validate(row)
