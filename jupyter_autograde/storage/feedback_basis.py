"""What feedback tells of, as one value: where it is another than that of the present state, it is outdated."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from jupyter_autograde.storage import orm


def comments_of(session: Session, submission_id: str) -> Sequence[orm.Comment]:
    """Return the comments on a submission that count, the oldest first."""
    query = select(orm.Comment).where(orm.Comment.submission_id == submission_id, orm.Comment.removed_at.is_(None))
    return session.scalars(query.order_by(orm.Comment.id)).all()


def comment_ids(session: Session, assignment: ColumnElement[bool]) -> dict[str, list[str]]:
    """Return submission -> the ids of its comments, for the submissions that meet a condition."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = select(orm.Comment.submission_id, orm.Comment.id).join(
        orm.Submission, orm.Submission.id == orm.Comment.submission_id
    )
    for submission_id, comment_id in session.execute(
        query.where(assignment, orm.Comment.removed_at.is_(None)).order_by(orm.Comment.id)
    ):
        found[submission_id].append(comment_id)
    return found


def basis(
    grade_id: str | None, score: float | None, max_score: float | None, pending: float | None, comments: Iterable[str]
) -> str:
    """Return the digest of a grade, its score and the ids of the comments; a voided test changes the score alone."""
    numbers = [None if one is None else float(one) for one in (score, max_score, pending)]
    return hashlib.sha256(json.dumps([grade_id, numbers, list(comments)]).encode()).hexdigest()
