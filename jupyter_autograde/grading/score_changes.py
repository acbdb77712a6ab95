"""Use cases for regrades and voided tests alike: list, apply, discard, undo.

A change is looked at while it is `open`; nothing it does before it is applied can be seen in a score, and nothing
it does afterwards removes what was there: an undo makes the grades before it current again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, InvalidInput
from jupyter_autograde.grading.change_preview import preview
from jupyter_autograde.grading.comparison import direction, points_of
from jupyter_autograde.grading.current import (
    applied_voids,
    effective,
    grades_by_id,
    lock_scores,
    make_current,
    tell_score,
)
from jupyter_autograde.grading.regrade_jobs import waiting, withdraw
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    ChangeKind,
    ChangeState,
    ChangeStep,
    Direction,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    VoidPolicy,
    Which,
)
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.storage.sections import students_of


def list_changes(session: Session, access: Access[orm.Assignment]) -> list[ScoreChange]:
    """Return the regrades and voids of an assignment, newest first."""
    rows = session.scalars(
        select(orm.ScoreChange)
        .options(joinedload(orm.ScoreChange.version), selectinload(orm.ScoreChange.steps))
        .where(orm.ScoreChange.assignment_id == access.object.id)
        .order_by(orm.ScoreChange.id.desc())
    )
    return [to_change(row) for row in rows]


def describe_change(session: Session, access: Access[orm.ScoreChange]) -> ScoreChangePreview:
    """Return a change with what it makes, would make or made of each submission."""
    users = None
    if access.sections is not None:
        students = students_of(access.object.assignment.course_id, access.sections)
        users = {access.asker.name, *session.scalars(students)}
    counts, rows = preview(session, access.object, users)
    return ScoreChangePreview(**dict(to_change(access.object)), counts=counts, rows=rows)


def apply_change(session: Session, access: Access[orm.ScoreChange], request: ApplyRequest) -> ScoreChangePreview:
    """Make the previewed scores count; students whose score becomes another one are told.

    Submissions that could not be graded, or have got another score since, keep theirs.

    Raises
    ------
    Conflict
        Somebody else has decided already, jobs are still under way, or nothing is left to apply.
    """
    change = _locked(session, access)
    _require(change, ChangeState.OPEN, "applied")
    if change.kind == ChangeKind.VOID:
        if request.which is not Which.ALL:
            raise InvalidInput("A voided test is voided for everybody. Apply all of it.")
        _step(session, access, ChangeState.APPLIED, request.reason)
        _note_voided(session, change)
        _follow_void(session, change)
    else:
        if count := waiting(session, change.id):
            raise Conflict(
                f"{count} submissions are still being graded. Wait for them, or discard the regrade.",
                details={"waiting": count},
            )
        _step(session, access, ChangeState.APPLIED, request.reason)
        _publish(session, change, request.which)
    session.flush()
    return describe_change(session, access)


def discard_change(session: Session, access: Access[orm.ScoreChange], request: StepRequest) -> ScoreChange:
    """Close a change without applying it; what was not yet graded for it is not graded any more.

    Raises
    ------
    Conflict
        Somebody else has decided already.
    """
    change = _locked(session, access)
    _require(change, ChangeState.OPEN, "discarded")
    _step(session, access, ChangeState.DISCARDED, request.reason)
    withdraw(session, change.id)
    session.flush()
    return to_change(change)


def undo_change(session: Session, access: Access[orm.ScoreChange], request: StepRequest) -> ScoreChangePreview:
    """Make the grades from before an applied change current again.

    A submission that has got another score since keeps that.

    Raises
    ------
    Conflict
        The change is not applied.
    """
    change = _locked(session, access)
    _require(change, ChangeState.APPLIED, "undone")
    _step(session, access, ChangeState.UNDONE, request.reason)
    if change.kind == ChangeKind.VOID:
        _follow_void(session, change)
    else:
        _take_back(session, change)
    session.flush()
    return describe_change(session, access)


def note_step(session: Session, change: orm.ScoreChange, user: str, action: str, reason: str) -> None:
    """Write down who did what to a change."""
    change.steps.append(
        orm.ScoreChangeStep(
            score_change_id=change.id, number=len(change.steps) + 1, action=action, user=user, reason=reason
        )
    )


def to_change(row: orm.ScoreChange) -> ScoreChange:
    """Return the model of a change."""
    return ScoreChange(
        id=row.id,
        assignment_id=row.assignment_id,
        kind=ChangeKind(row.kind),
        state=ChangeState(row.state),
        version=row.version.number if row.version else None,
        question=row.question,
        test=row.test,
        policy=VoidPolicy(row.policy) if row.policy else None,
        created_by=row.created_by,
        created_at=row.created_at,
        steps=[ChangeStep.model_validate(step) for step in row.steps],
    )


def _locked(session: Session, access: Access[orm.ScoreChange]) -> orm.ScoreChange:
    """Return the change as it is when all others who change scores of the assignment are done."""
    lock_scores(session, access.object.assignment_id)
    session.refresh(access.object)
    return access.object


def _require(change: orm.ScoreChange, state: ChangeState, wanted: str) -> None:
    if change.state == state:
        return
    if change.state == ChangeState.OPEN:
        raise Conflict("This was not applied, so there is nothing to undo.")
    last = change.steps[-1]
    raise Conflict(
        f"This was {last.action} already by {last.user}, so it can't be {wanted} now.",
        details={"state": change.state, "user": last.user},
    )


def _step(session: Session, access: Access[orm.ScoreChange], state: ChangeState, reason: str) -> None:
    access.object.state = state
    note_step(session, access.object, access.asker.name, state, reason)
    session.flush()


def _publish(session: Session, change: orm.ScoreChange, which: Which) -> None:
    """Make the grades of a regrade current, where nothing else became current meanwhile."""
    voids = applied_voids(session, change.assignment_id)
    items = {item.submission_id: item for item in _items(session, change) if item.grade_id is not None}
    grades = _grades_of(session, items.values())
    fresh = 0

    def publish(submission: orm.Submission) -> bool:
        nonlocal fresh
        item, status = items[submission.id], submission.status
        if status.grade_id != item.base_grade_id:
            return False
        fresh += 1
        base, grade = grades.get(item.base_grade_id or ""), grades[item.grade_id or ""]
        before = points_of(effective(base, voids)) if base else None
        if which is Which.UP and direction(before, points_of(effective(grade, voids))) is Direction.DOWN:
            return False
        item.applied, item.base_state = True, status.state
        if status.state == SubmissionState.FAILED or _has_waited_for_tests(status):
            status.state = SubmissionState.GRADED
        return make_current(status, grade, voids)

    _change_scores(session, items, publish)
    if not fresh:
        raise Conflict("There is nothing left to apply: all of it failed or got another score since. Regrade anew.")


def _take_back(session: Session, change: orm.ScoreChange) -> None:
    voids = applied_voids(session, change.assignment_id)
    items = {item.submission_id: item for item in _items(session, change) if item.applied}

    def take_back(submission: orm.Submission) -> bool:
        item, status = items[submission.id], submission.status
        if status.grade_id != item.grade_id:
            return False
        first, base = _last_that_counts(session, item)
        had_none = first.base_state == SubmissionState.FAILED or status.job_id is None
        if had_none and first.base_state is not None and status.state == SubmissionState.GRADED:
            status.state = first.base_state
        return make_current(status, base, voids)

    _change_scores(session, items, take_back)


def _last_that_counts(session: Session, item: orm.ScoreChangeItem) -> tuple[orm.ScoreChangeItem, orm.Grade | None]:
    """Return the grade from before an item, and before all those below it that were undone meanwhile.

    The item that the grade lies directly below comes with it.
    """
    while True:
        base = session.get(orm.Grade, item.base_grade_id) if item.base_grade_id else None
        if base is None or base.score_change_id is None:
            return item, base
        if session.get_one(orm.ScoreChange, base.score_change_id).state == ChangeState.APPLIED:
            return item, base
        item = session.get_one(orm.ScoreChangeItem, (base.score_change_id, base.submission_id))


def _has_waited_for_tests(status: orm.SubmissionStatus) -> bool:
    """Say whether it was handed in to a version that came without its tests: no job is on its way."""
    return status.state == SubmissionState.QUEUED and status.job_id is None


def _note_voided(session: Session, change: orm.ScoreChange) -> None:
    for submission_id, grade_id in _concerned(session, change):
        session.add(
            orm.ScoreChangeItem(
                score_change_id=change.id,
                submission_id=submission_id,
                grade_id=grade_id,
                base_grade_id=grade_id,
                applied=True,
            )
        )


def _follow_void(session: Session, change: orm.ScoreChange) -> None:
    """Compute the scores anew that a void changes, or has changed."""
    voids = applied_voids(session, change.assignment_id)
    concerned = dict(_concerned(session, change))
    grades = grades_by_id(session, concerned.values())

    def follow(submission: orm.Submission) -> bool:
        return make_current(submission.status, grades[submission.status.grade_id or ""], voids)

    _change_scores(session, concerned, follow)


def _concerned(session: Session, change: orm.ScoreChange) -> Sequence[tuple[str, str]]:
    """Return (submission id, grade id) where the current grade is of a version that a void concerns."""
    rows = session.execute(
        select(orm.SubmissionStatus.submission_id, orm.Grade.id)
        .join(orm.Grade, orm.Grade.id == orm.SubmissionStatus.grade_id)
        .join(orm.Submission, orm.Submission.id == orm.SubmissionStatus.submission_id)
        .where(orm.Submission.assignment_id == change.assignment_id, orm.Grade.version_id.in_(change.versions))
        .order_by(orm.SubmissionStatus.submission_id)
    )
    return [(row[0], row[1]) for row in rows]


def _items(session: Session, change: orm.ScoreChange) -> Sequence[orm.ScoreChangeItem]:
    return session.scalars(select(orm.ScoreChangeItem).where(orm.ScoreChangeItem.score_change_id == change.id)).all()


def _grades_of(session: Session, items: Collection[orm.ScoreChangeItem]) -> dict[str, orm.Grade]:
    """Return what the items have found, and what they were compared with."""
    ids = [grade_id for item in items for grade_id in (item.grade_id, item.base_grade_id)]
    return grades_by_id(session, ids)


def _change_scores(session: Session, ids: Iterable[str], change: Callable[[orm.Submission], bool]) -> None:
    """Call `change` for each submission with its status locked; tell those for whom it returns True."""
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
        changed += [row for row in rows if change(row)]
    session.flush()
    for submission in changed:
        tell_score(session, submission, submission.status.job_id)
