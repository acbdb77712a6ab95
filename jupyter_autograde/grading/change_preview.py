"""What a regrade, a voided test or a changed rubric makes of each submission; reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from jupyter_autograde.grading.comparison import changed_questions, direction, points_of, same
from jupyter_autograde.grading.current import (
    Counting,
    Voids,
    applied_voids,
    counting,
    effective,
    given_points,
    grades_by_id,
    void_of,
)
from jupyter_autograde.grading.manual.rubric_changes import given_before_and_after
from jupyter_autograde.grading.regrade_jobs import UNFINISHED
from jupyter_autograde.grading.voids import Void
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.regrade import (
    ChangeCounts,
    ChangeKind,
    ChangeRow,
    ChangeState,
    Direction,
    RowState,
)
from jupyter_autograde.storage import orm

DECIDED = (ChangeState.APPLIED, ChangeState.UNDONE)


def preview(
    session: Session, change: orm.ScoreChange, users: Collection[str] | None = None
) -> tuple[ChangeCounts, list[ChangeRow]]:
    """Return the rows of a change, by student and attempt, and their counts; of `users` alone, where they are named."""
    make = {ChangeKind.REGRADE: _regraded, ChangeKind.VOID: _voided, ChangeKind.RUBRIC: _by_rubric}
    rows = list(make[ChangeKind(change.kind)](session, change))
    rows = [row for row in rows if users is None or row.user in users]
    rows.sort(key=lambda row: (row.user, row.attempt))
    return _counts(rows), rows


def _counts(rows: list[ChangeRow]) -> ChangeCounts:
    ready = [row for row in rows if row.state is RowState.READY]
    return ChangeCounts(
        total=len(rows),
        waiting=sum(row.state is RowState.WAITING for row in rows),
        failed=sum(row.state is RowState.FAILED for row in rows),
        outdated=sum(row.state is RowState.OUTDATED for row in rows),
        changed=sum(bool(row.questions) or not same(row.before, row.after) for row in ready),
        up=sum(row.direction is Direction.UP for row in ready),
        down=sum(row.direction is Direction.DOWN for row in ready),
        applied=sum(row.applied for row in rows),
    )


def _regraded(session: Session, change: orm.ScoreChange) -> Iterator[ChangeRow]:
    how = counting(session, change.assignment_id)
    found = session.execute(
        select(orm.ScoreChangeItem, orm.Submission, orm.SubmissionStatus, orm.Job.state)
        .join(orm.Submission, orm.Submission.id == orm.ScoreChangeItem.submission_id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .join(orm.Job, orm.Job.id == orm.ScoreChangeItem.job_id)
        .where(orm.ScoreChangeItem.score_change_id == change.id)
    ).all()
    ids = [one for item, _, status, _ in found for one in (item.grade_id, item.base_grade_id, status.grade_id)]
    grades = grades_by_id(session, ids)
    for item, submission, status, job_state in found:
        row = ChangeRow(
            submission_id=submission.id,
            user=submission.user,
            attempt=submission.attempt,
            state=RowState.WAITING if job_state in UNFINISHED else RowState.FAILED,
            applied=item.applied,
        )
        base = grades.get((item.base_grade_id if item.grade_id else status.grade_id) or "")
        before = effective(base, how) if base else None
        if item.grade_id is None:
            row.before = points_of(before)
        else:
            _compare(row, before, effective(grades[item.grade_id], how))
            outdated = not item.applied and status.grade_id != item.base_grade_id
            row.state = RowState.OUTDATED if outdated else RowState.READY
        yield row


def _voided(session: Session, change: orm.ScoreChange) -> Iterator[ChangeRow]:
    """Compare with and without the void: all current grades, or those it was applied to."""
    others = applied_voids(session, change.assignment_id, but=change.id)
    without = Counting(others, given_points(session, change.assignment_id))
    under = replace(without, voids=_with(others, change.versions, void_of(change)))
    query = select(orm.Submission, orm.Grade).options(defer(orm.Grade.log), defer(orm.Grade.record))
    if change.state in DECIDED:
        query = (
            query.join(orm.ScoreChangeItem, orm.ScoreChangeItem.submission_id == orm.Submission.id)
            .join(orm.Grade, orm.Grade.id == orm.ScoreChangeItem.grade_id)
            .where(orm.ScoreChangeItem.score_change_id == change.id)
        )
    else:
        query = (
            query.join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
            .join(orm.Grade, orm.Grade.id == orm.SubmissionStatus.grade_id)
            .where(orm.Submission.assignment_id == change.assignment_id, orm.Grade.version_id.in_(change.versions))
        )
    for submission, grade in session.execute(query):
        row = ChangeRow(
            submission_id=submission.id,
            user=submission.user,
            attempt=submission.attempt,
            state=RowState.READY,
            applied=change.state in DECIDED,
        )
        _compare(row, effective(grade, without), effective(grade, under))
        yield row


def _by_rubric(session: Session, change: orm.ScoreChange) -> Iterator[ChangeRow]:
    """Compare with and without the change of the item: all current scores that have it, or those it has changed."""
    how = counting(session, change.assignment_id)
    pairs = given_before_and_after(session, change)
    query = (
        select(orm.Submission, orm.Grade)
        .options(defer(orm.Grade.log), defer(orm.Grade.record))
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .join(orm.Grade, orm.Grade.id == orm.SubmissionStatus.grade_id)
        .where(orm.Submission.assignment_id == change.assignment_id)
    )
    for submission, grade in session.execute(query):
        if submission.id not in pairs:
            continue
        before, after = (
            replace(how, given={submission.id: {**how.given.get(submission.id, {}), str(change.question): one}})
            for one in pairs[submission.id]
        )
        row = ChangeRow(
            submission_id=submission.id,
            user=submission.user,
            attempt=submission.attempt,
            state=RowState.READY,
            applied=change.state in DECIDED,
        )
        _compare(row, effective(grade, before), effective(grade, after))
        yield row


def _with(voids: Voids, versions: list[str], void: Void) -> Voids:
    return {**voids, **{version_id: [*voids.get(version_id, ()), void] for version_id in versions}}


def _compare(row: ChangeRow, before: GradeResult | None, after: GradeResult) -> None:
    row.before, row.after = points_of(before), points_of(after)
    row.direction = direction(row.before, row.after)
    row.questions = changed_questions(before, after)
