"""Use cases: staff comment on submissions."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound
from jupyter_autograde.models.feedback import MAX_COMMENTS, Comment, CommentRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.feedback_basis import comments_of
from jupyter_autograde.timestamps import now


def list_comments(session: Session, access: Access[orm.Submission]) -> list[Comment]:
    """Return the comments on a submission, the oldest first; for staff."""
    return [Comment.model_validate(row) for row in comments_of(session, access.object.id)]


def add_comment(session: Session, access: Access[orm.Submission], request: CommentRequest) -> Comment:
    """Comment on a submission or one question of it.

    Raises
    ------
    InvalidInput
        Its result has no such question.
    Conflict
        There are `MAX_COMMENTS`.
    """
    submission = access.object
    serialize(session, "comments", submission.id)
    if request.question is not None:
        _require_question(session, submission, request.question)
    there = select(func.count()).where(orm.Comment.submission_id == submission.id, orm.Comment.removed_at.is_(None))
    if (session.scalar(there) or 0) >= MAX_COMMENTS:
        raise Conflict(f"A submission has at most {MAX_COMMENTS} comments. Remove one first.")
    row = orm.Comment(
        submission_id=submission.id, question=request.question, text=request.text, author=access.asker.name
    )
    session.add(row)
    session.flush()
    return Comment.model_validate(row)


def remove_comment(session: Session, access: Access[orm.Submission], comment_id: str) -> Comment:
    """Leave a comment out of the feedback that is generated from now on; what is released stays as it is.

    Raises
    ------
    NotFound
        The submission has no such comment, or it was removed before.
    """
    row = session.get(orm.Comment, comment_id, with_for_update=True)
    if row is None or row.submission_id != access.object.id or row.removed_at is not None:
        raise NotFound("This submission has no such comment.", details={"kind": "comment"})
    row.removed_at, row.removed_by = now(), access.asker.name
    return Comment.model_validate(row)


def _require_question(session: Session, submission: orm.Submission, name: str) -> None:
    grade = session.get(orm.Grade, submission.status.grade_id) if submission.status.grade_id else None
    if grade is None:
        raise InvalidInput("The submission has no result yet, so its questions are not known. Comment on the whole.")
    names = [str(question["name"]) for question in grade.result["questions"]]
    if name not in names:
        raise InvalidInput(
            f"The result has no question {name!r}. There are: {', '.join(names)[:1000]}.", details={"questions": names}
        )
