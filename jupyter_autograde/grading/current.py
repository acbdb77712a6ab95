"""The current grade of a submission: which one it is, and the score that follows from it.

What else decides: the points that people gave, and voided tests. Whoever changes one of the three calls `lock_scores`
first: on PostgreSQL a grade that is being written would else miss a void that is being applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from jupyter_autograde.grading.manual.given import Given, GivenPoints, with_given, words
from jupyter_autograde.grading.voids import Void, without_voided
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.regrade import ChangeKind, ChangeState, VoidPolicy
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, points_in, record_score_change
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import NewEvent, append_events

Voids = Mapping[str, Sequence[Void]]
"""Id of a version -> what is voided in it."""
_FEW = 500
"""Submissions that are named in a query; with more of them, all of the assignment are read."""


@dataclass(frozen=True)
class Counting:
    """What besides a stored result decides how it counts."""

    voids: Voids
    given: Given


def lock_scores(session: Session, assignment_id: str) -> None:
    """Let those who change scores of an assignment do so one after the other."""
    serialize(session, "scores", assignment_id)


def lock_statuses(session: Session, ids: Iterable[str]) -> None:
    """Let nobody else queue, grade or score these submissions before the transaction ends.

    Whoever changes several calls it first, before any event: locks that are taken one by one, in whatever order, with
    the log of events held between them, make two such transactions wait for each other.
    """
    for chunk in chunks(ids):
        locked = (
            select(orm.SubmissionStatus)
            .where(orm.SubmissionStatus.submission_id.in_(chunk))
            .order_by(orm.SubmissionStatus.submission_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        session.scalars(locked).all()


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


def given_points(session: Session, assignment_id: str, submissions: Collection[str] | None = None) -> Given:
    """Return the points that people gave in an assignment; `submissions` are the ids of the only ones that matter."""
    items = {
        row.id: (row.text, row.points)
        for row in session.execute(
            select(orm.RubricItem.id, orm.RubricItem.text, orm.RubricItem.points).where(
                orm.RubricItem.assignment_id == assignment_id
            )
        )
    }
    query = (
        select(orm.ManualScore.submission_id, orm.ManualScore.question, orm.ManualScore.points, orm.ManualScore.items)
        .join(orm.Submission, orm.Submission.id == orm.ManualScore.submission_id)
        .where(
            orm.Submission.assignment_id == assignment_id,
            orm.ManualScore.current,
            orm.ManualScore.points.is_not(None),
        )
    )
    if submissions is not None:
        query = query.where(orm.ManualScore.submission_id.in_(submissions))
    found: defaultdict[str, dict[str, GivenPoints]] = defaultdict(dict)
    for submission_id, question, points, used in session.execute(query):
        said = words(items[one] for one in used if one in items)
        found[submission_id][question] = GivenPoints(points or 0.0, said)
    return found


def counting(session: Session, assignment_id: str, submissions: Collection[str] | None = None) -> Counting:
    """Return what decides how results of an assignment count; `submissions` as in `given_points`."""
    return Counting(applied_voids(session, assignment_id), given_points(session, assignment_id, submissions))


def grades_by_id(session: Session, ids: Iterable[str | None]) -> dict[str, orm.Grade]:
    """Return the grades with these ids, without their logs."""
    return {
        row.id: row
        for chunk in chunks({one for one in ids if one is not None})
        for row in session.scalars(
            select(orm.Grade).options(defer(orm.Grade.log), defer(orm.Grade.record)).where(orm.Grade.id.in_(chunk))
        )
    }


def effective(grade: orm.Grade, how: Counting) -> GradeResult:
    """Return the result of a grade as it counts."""
    result = with_given(GradeResult.model_validate(grade.result), how.given.get(grade.submission_id, {}))
    return without_voided(result, how.voids.get(grade.version_id, ()))


def make_current(status: orm.SubmissionStatus, grade: orm.Grade | None, how: Counting) -> bool:
    """Let `grade` (None: nothing any more) give the submission's score; says whether people see another score."""
    before = status.score, status.max_score, status.pending
    if grade is None:
        status.grade_id, status.score, status.max_score, status.pending = None, None, None, None
    else:
        result = effective(grade, how)
        status.grade_id, status.score, status.max_score = grade.id, result.score, result.max_score
        status.pending = result.pending
    return (status.score, status.max_score, status.pending) != before


def give_score(session: Session, submission: orm.Submission, grade: orm.Grade | None, how: Counting, why: Why) -> bool:
    """Let `grade` give one submission's score, and write down who did that; says what `make_current` says."""
    before = points_in(submission.status)
    changed = make_current(submission.status, grade, how)
    if changed:
        record_score_change(session, why, submission, before)
    return changed


def change_scores(
    session: Session, ids: Iterable[str], change: Callable[[orm.Submission], bool], why: Why | None
) -> None:
    """Call `change` for each submission with its status locked; tell those for whom it returns True.

    Parameters
    ----------
    why : Why or None
        For the audit trail, which gets what becomes of the whole score; None: the caller has written it down.
    """
    changed = []
    for chunk in chunks(ids):
        rows = session.scalars(
            select(orm.Submission)
            .join(orm.Submission.status)
            .options(joinedload(orm.Submission.assignment), contains_eager(orm.Submission.status))
            .where(orm.Submission.id.in_(chunk))
            .order_by(orm.Submission.id)
            .with_for_update(of=orm.SubmissionStatus)
            .execution_options(populate_existing=True)
        )
        for row in rows:
            before = points_in(row.status)
            if change(row):
                changed.append(row)
                if why is not None:
                    record_score_change(session, why, row, before)
    session.flush()
    append_events(session, [_event_of_score(one, one.status.job_id) for one in changed])


def follow_current(session: Session, assignment_id: str, ids: Collection[str], why: Why | None) -> None:
    """Compute scores anew from the grades that count, where what else decides has changed; `why` as above."""
    # Of a few the points of all others are not read.
    how = counting(session, assignment_id, list(ids) if len(ids) <= _FEW else None)
    current = {
        row[0]: row[1]
        for chunk in chunks(ids)
        for row in session.execute(
            select(orm.SubmissionStatus.submission_id, orm.SubmissionStatus.grade_id).where(
                orm.SubmissionStatus.submission_id.in_(chunk)
            )
        )
    }
    grades = grades_by_id(session, current.values())

    def follow(submission: orm.Submission) -> bool:
        grade = grades.get(submission.status.grade_id or "")
        return grade is not None and make_current(submission.status, grade, how)

    change_scores(session, ids, follow, why)


def tell_score(session: Session, submission: orm.Submission, job_id: str | None) -> None:
    """Tell the student and the staff the present score; call it last in the transaction."""
    append_events(session, [_event_of_score(submission, job_id)])


def _event_of_score(submission: orm.Submission, job_id: str | None) -> NewEvent:
    status = submission.status
    data = {
        "submission_id": submission.id,
        "attempt": submission.attempt,
        "state": status.state,
        "score": status.score,
        "max_score": status.max_score,
        "pending": status.pending,
        "job_id": job_id,
    }
    assignment = submission.assignment
    return NewEvent(EventType.SUBMISSION_GRADED, assignment.course_id, assignment.id, submission.user, data)
