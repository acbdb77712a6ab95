"""The current grade of a submission: which one it is, and the score that follows from it and from voided tests.

Whoever changes one of the two calls `lock_scores` first: on PostgreSQL a grade that is being written would else
miss a void that is being applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from jupyter_autograde.grading.voids import Void, without_voided
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.regrade import ChangeKind, ChangeState, VoidPolicy
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import append_event

Voids = Mapping[str, Sequence[Void]]
"""Id of a version -> what is voided in it."""


def lock_scores(session: Session, assignment_id: str) -> None:
    """Let those who change scores of an assignment do so one after the other."""
    serialize(session, "scores", assignment_id)


def void_of(change: orm.ScoreChange) -> Void:
    """Return what a change of kind `void` voids."""
    return Void(change.question or "", change.test, VoidPolicy(change.policy or ""))


def applied_voids(session: Session, assignment_id: str, *, but: str = "") -> Voids:
    """Return the voids that count in an assignment; `but` is the id of one to leave out."""
    rows = session.scalars(
        select(orm.ScoreChange).where(
            orm.ScoreChange.assignment_id == assignment_id,
            orm.ScoreChange.kind == ChangeKind.VOID,
            orm.ScoreChange.state == ChangeState.APPLIED,
            orm.ScoreChange.id != but,
        )
    )
    found: defaultdict[str, list[Void]] = defaultdict(list)
    for row in rows:
        for version_id in row.versions:
            found[version_id].append(void_of(row))
    return found


def grades_by_id(session: Session, ids: Iterable[str | None]) -> dict[str, orm.Grade]:
    """Return the grades with these ids, without their logs."""
    return {
        row.id: row
        for chunk in chunks({one for one in ids if one is not None})
        for row in session.scalars(
            select(orm.Grade).options(defer(orm.Grade.log), defer(orm.Grade.record)).where(orm.Grade.id.in_(chunk))
        )
    }


def effective(grade: orm.Grade, voids: Voids) -> GradeResult:
    """Return the result of a grade as it counts."""
    return without_voided(GradeResult.model_validate(grade.result), voids.get(grade.version_id, ()))


def make_current(status: orm.SubmissionStatus, grade: orm.Grade | None, voids: Voids) -> bool:
    """Let `grade` (None: nothing any more) give the submission's score; says whether people see another score."""
    before = status.score, status.max_score, status.pending
    if grade is None:
        status.grade_id, status.score, status.max_score, status.pending = None, None, None, None
    else:
        result = effective(grade, voids)
        status.grade_id, status.score, status.max_score = grade.id, result.score, result.max_score
        status.pending = result.pending
    return (status.score, status.max_score, status.pending) != before


def tell_score(session: Session, submission: orm.Submission, job_id: str | None) -> None:
    """Tell the student and the staff the present score; call it last in the transaction."""
    status = submission.status
    append_event(
        session,
        EventType.SUBMISSION_GRADED,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        user=submission.user,
        submission_id=submission.id,
        attempt=submission.attempt,
        state=status.state,
        score=status.score,
        max_score=status.max_score,
        pending=status.pending,
        job_id=job_id,
    )
