"""What a platform may have: the scores that the students themselves see by now (SEC-60)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.sections import students_of
from jupyter_autograde.storage.terms import load_terms
from jupyter_autograde.storage.visibility import who_sees_score
from jupyter_autograde.timestamps import now

_PLACES = 6
"""Decimals: what is beyond comes from the arithmetic of floats."""


def shares_shown(
    session: Session, assignment: orm.Assignment, users: Collection[str] | None = None
) -> dict[str, float]:
    """Return student -> part of the points, 0 to 1, of the newest attempt after the late penalty.

    Left out are those whose score is not whole yet (points that a person gives are missing), or is not shown to the
    student; those who are no students of the course now; and everything of what students do not see at all.

    Parameters
    ----------
    users : collection of str, optional
        Of these only.
    """
    if not _is_shown(assignment):
        return {}
    query = (
        select(
            orm.LatestSubmission.user,
            orm.LatestSubmission.submission_id,
            orm.Submission.submitted_at,
            orm.SubmissionStatus.score,
            orm.SubmissionStatus.max_score,
            orm.SubmissionStatus.pending,
        )
        .join(orm.Submission, orm.Submission.id == orm.LatestSubmission.submission_id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .where(
            orm.LatestSubmission.assignment_id == assignment.id,
            orm.LatestSubmission.user.in_(students_of(assignment.course_id)),
            orm.SubmissionStatus.score.is_not(None),
            orm.SubmissionStatus.max_score > 0,
        )
    )
    if users is not None:
        query = query.where(orm.LatestSubmission.user.in_(users))
    works = [row for row in session.execute(query) if not row.pending]
    if not works:
        return {}
    seeing = who_sees_score(session, assignment, {row.user: row.submission_id for row in works})
    book = load_terms(session, [assignment])
    shares = {}
    for row in works:
        if row.user in seeing:
            penalty = book.of(assignment, row.user).penalty(row.submitted_at, row.score, row.max_score) or 0.0
            shares[row.user] = round(min(1.0, max(0.0, (row.score - penalty) / row.max_score)), _PLACES)
    return shares


def _is_shown(assignment: orm.Assignment) -> bool:
    return (
        assignment.state != AssignmentState.DRAFT
        and assignment.archived_at is None
        and assignment.course.archived_at is None
        and assignment.is_open(now())
    )
