"""The audit trail: written in the transaction that changes a grade, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.storage.orm import AuditEntry, Submission, SubmissionStatus


@dataclass(frozen=True)
class Why:
    """Who changes a grade, how and for which reason."""

    action: AuditAction
    author: str | None
    """None: a grading job that nobody asked for."""
    reason: str = ""
    score_change_id: str | None = None


def record_grade_change(
    session: Session,
    why: Why,
    *,
    course_id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    assignment_id: str | None = None,
    submission_id: str | None = None,
    user: str | None = None,
    question: str | None = None,
) -> None:
    """Write one entry of the audit trail; whoever changes a grade calls this in the same transaction.

    Parameters
    ----------
    before, after : mapping or None
        What JSON can hold, with points as `score` and `max_score`; None: nothing.
    user : str, optional
        Whose grade it is.
    """
    session.add(
        AuditEntry(
            course_id=course_id,
            assignment_id=assignment_id,
            submission_id=submission_id,
            user=user,
            question=question,
            action=why.action,
            author=why.author,
            reason=why.reason,
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
            score_change_id=why.score_change_id,
        )
    )


def points_in(status: SubmissionStatus) -> dict[str, float | None] | None:
    """Return the score of a submission as the trail has it; None without one."""
    if status.score is None:
        return None
    return {"score": status.score, "max_score": status.max_score, "pending": status.pending}


def record_score_change(
    session: Session, why: Why, submission: Submission, before: Mapping[str, Any] | None, question: str | None = None
) -> None:
    """Write down that a submission's score is another than `before`, from `points_in`."""
    record_grade_change(
        session,
        why,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        submission_id=submission.id,
        user=submission.user,
        question=question,
        before=before,
        after=points_in(submission.status),
    )
