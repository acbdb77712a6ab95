"""What feedback tells of, as one value: where it is another than that of the present state, it is outdated."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from jupyter_autograde.models.visibility import BY_DEFAULT, Sight
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.terms import Terms


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


def given_ids(session: Session, which: ColumnElement[bool]) -> dict[str, list[str]]:
    """Return submission -> the ids of the manual scores that count, for the submissions that meet a condition."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = (
        select(orm.ManualScore.submission_id, orm.ManualScore.id)
        .join(orm.Submission, orm.Submission.id == orm.ManualScore.submission_id)
        .where(which, orm.ManualScore.current, orm.ManualScore.points.is_not(None))
    )
    for submission_id, score_id in session.execute(query.order_by(orm.ManualScore.id)):
        found[submission_id].append(score_id)
    return found


def basis(
    status: orm.SubmissionStatus | Row[Any],
    terms: Terms,
    at: datetime,
    comments: Iterable[str],
    given: Sequence[str] = (),
    sight: Sight = BY_DEFAULT,
) -> str:
    """Return the digest of a grade, its score, what lateness makes of it, and the ids of comments and manual scores.

    A voided test changes the score alone, a later due time or another policy the lateness alone; a manual score may
    change nothing but the words about a question.

    Parameters
    ----------
    status : SubmissionStatus or row
        Has `grade_id`, `score`, `max_score` and `pending`.
    terms : Terms
        What holds for who handed it in.
    at : datetime
        When it was handed in.
    sight : Sight
        What students see of the tests.
    """
    penalty = terms.penalty(at, status.score, status.max_score)
    points = (status.score, status.max_score, status.pending, penalty)
    numbers = [None if one is None else float(one) for one in points]
    told = [status.grade_id, numbers, terms.is_late(at), list(comments)]
    if given:  # else it is as in releases before there were any
        told.append(list(given))
    if (sight.public_tests, sight.hidden_tests) != (BY_DEFAULT.public_tests, BY_DEFAULT.hidden_tests):
        told.append([sight.public_tests, sight.hidden_tests])
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
