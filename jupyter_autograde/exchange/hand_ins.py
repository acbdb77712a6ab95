"""Use cases: find submissions by who handed them in and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.restarts import of_now


def list_moments(
    session: Session, access: Access[orm.Assignment], user: str | None = None
) -> Sequence[tuple[str, datetime]]:
    """Return (user, moment) of each submission, the oldest first; of a restarted assignment since then."""
    query = select(orm.Submission.user, orm.Submission.submitted_at).where(
        orm.Submission.assignment_id == access.object.id,
        access.sees(access.object.course_id, orm.Submission.user),
        of_now(access.object, orm.Submission.submitted_at),
    )
    if user is not None:
        query = query.where(orm.Submission.user == user)
    return [(row.user, row.submitted_at) for row in session.execute(query.order_by(orm.Submission.id))]


def find_hand_in(
    session: Session, access: Access[orm.Assignment], user: str, at: datetime | None = None
) -> orm.Submission | None:
    """Return somebody's submission of a moment, None: the newest; of a restarted assignment since then."""
    query = select(orm.Submission).where(
        orm.Submission.assignment_id == access.object.id,
        orm.Submission.user == user,
        access.sees(access.object.course_id, orm.Submission.user),
        of_now(access.object, orm.Submission.submitted_at),
    )
    if at is not None:
        query = query.where(orm.Submission.submitted_at == at)
    return session.scalar(query.order_by(orm.Submission.attempt.desc()).limit(1))


def files_of(session: Session, sha256: str) -> orm.Bundle:
    """Return which files a version or a submission has."""
    return session.get_one(orm.Bundle, sha256)
