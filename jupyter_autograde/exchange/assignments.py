"""Use cases: create, change and list assignments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access, Asker
from jupyter_autograde.errors import AlreadyExists, InvalidInput, NotReleased
from jupyter_autograde.exchange.announcements import announce_change, announce_release
from jupyter_autograde.exchange.begin import MOST_ASSIGNMENTS, require_room
from jupyter_autograde.exchange.outlook import require_no_submissions
from jupyter_autograde.models.assignment import (
    Assignment,
    AssignmentChange,
    AssignmentFormat,
    AssignmentRequest,
    AssignmentState,
    MySubmissionSummary,
)
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.limits import AssignmentLimits, MaxLimits, check_limits
from jupyter_autograde.permissions import Permission, Role, allows
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.kept_state import take_state
from jupyter_autograde.storage.restarts import of_its_assignments_now
from jupyter_autograde.storage.terms import (
    AttemptsLeft,
    Terms,
    attempts_left,
    hand_in_moments,
    limit_of,
    load_terms,
    policy_of,
)
from jupyter_autograde.storage.terms_trail import terms_on_trail
from jupyter_autograde.storage.visibility import TOLD, Sights, load_sights, may_be_read, rules_of, solutions_shown
from jupyter_autograde.timestamps import now

_COUNTS = {"closes_at": "closing time", "due_at": "due time", "late_policy": "late policy", "state": "state"}
"""What of a change decides what lateness costs, and until when work is taken: in words of the audit trail."""


def create_assignment(
    session: Session,
    access: Access[orm.Course],
    request: AssignmentRequest,
    max_limits: MaxLimits | None = None,
    *,
    most: int = MOST_ASSIGNMENTS,
) -> Assignment:
    """Create a draft.

    Parameters
    ----------
    max_limits : MaxLimits, optional
        The most that its limits may be.
    most : int, optional
        Assignments that the course may have.

    Raises
    ------
    TooManyAssignments
        The course has `most`.
    AlreadyExists
        The course has an assignment of this name.
    InvalidInput
        Its times or limits can't be.
    """
    _check_times(request.opens_at, request.due_at, request.closes_at)
    check_limits(request.limits, max_limits or MaxLimits())
    require_room(session, access.object, 1, most)
    row = orm.Assignment(
        course_id=access.object.id,
        course=access.object,
        name=request.name,
        format=request.format,
        state=AssignmentState.DRAFT,
        opens_at=request.opens_at,
        due_at=request.due_at,
        closes_at=request.closes_at,
        late_policy=_stored(request.late_policy),
        attempt_limit=_stored(request.attempt_limit),
        limits=_stored(request.limits),
        visibility=_stored(request.visibility),
        created_by=access.asker.name,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as fault:
        raise AlreadyExists(
            f"This course has an assignment named {request.name!r} already. "
            "Choose another name, or release a new version of it.",
            details={"name": request.name},
        ) from fault
    return describe(session, access.asker, [row])[0]


def change_assignment(
    session: Session,
    access: Access[orm.Assignment],
    change: AssignmentChange,
    max_limits: MaxLimits | None = None,
) -> Assignment:
    """Change times, limits and what lateness costs, or close, reopen and unrelease; what is not named stays.

    What is unreleased is a draft again: nothing is lost, and opening it releases it as it was.

    Parameters
    ----------
    max_limits : MaxLimits, optional
        The most that its limits may be.

    Raises
    ------
    InvalidInput
        Its times or limits can't be.
    NotReleased
        When a draft that was never released shall be closed or opened: releasing a version does that.
    HasSubmissions
        When it shall be a draft again, and somebody has handed in.
    """
    row = access.object
    was_open, was = row.is_open(now()), row.state
    counts = sorted(word for field, word in _COUNTS.items() if _is_other(row, change, field))
    why = Why(AuditAction.TERMS, access.asker.name, f"Changed: {', '.join(counts)}.")
    with terms_on_trail(session, [row] if counts else [], why):
        _write(session, row, change, max_limits or MaxLimits())
    if was == AssignmentState.DRAFT and row.state == AssignmentState.RELEASED and row.released_version is not None:
        announce_release(session, row, row.released_version)
    elif AssignmentState.DRAFT not in (was, row.state) or was != row.state:
        announce_change(session, row, was_open=was_open)
    return describe(session, access.asker, [row])[0]


def _is_other(row: orm.Assignment, change: AssignmentChange, field: str) -> bool:
    """Say whether a change names a field, and another value than it has."""
    wanted = getattr(change, field)
    return field in change.model_fields_set and getattr(row, field) != (
        _stored(wanted) if isinstance(wanted, BaseModel) else wanted
    )


def _write(session: Session, row: orm.Assignment, change: AssignmentChange, max_limits: MaxLimits) -> None:
    if "opens_at" in change.model_fields_set and change.opens_at != row.opens_at:
        row.opens_at, row.opening_told_at = change.opens_at, None
    if "due_at" in change.model_fields_set:
        row.due_at = change.due_at
    if "closes_at" in change.model_fields_set:
        row.closes_at = change.closes_at
    _check_times(row.opens_at, row.due_at, row.closes_at)
    if "late_policy" in change.model_fields_set:
        row.late_policy = _stored(change.late_policy)
    if "attempt_limit" in change.model_fields_set:
        row.attempt_limit = _stored(change.attempt_limit)
    if "limits" in change.model_fields_set:
        check_limits(change.limits, max_limits)
        row.limits = _stored(change.limits)
    if "visibility" in change.model_fields_set:
        row.visibility = _stored(change.visibility)
    if "solution_shown" in change.model_fields_set:
        row.solution_shown = bool(change.solution_shown)
    if change.state is not None and change.state != row.state:
        if row.released_version_id is None:
            raise NotReleased("This assignment has no released version yet. Release it from its notebook.")
        if change.state is AssignmentState.DRAFT:
            take_state(session, row)
            require_no_submissions(session, row)
        row.state = change.state
        if change.state is AssignmentState.RELEASED:
            row.archived_at = None


def list_assignments(session: Session, access: Access[orm.Course]) -> list[Assignment]:
    """Return the assignments of one course by name; drafts only for those who may see them."""
    query = (
        select(orm.Assignment)
        .options(joinedload(orm.Assignment.course), joinedload(orm.Assignment.released_version))
        .where(orm.Assignment.course_id == access.object.id)
        .order_by(orm.Assignment.name)
    )
    if not access.may(Permission.SEE_DRAFTS):
        opened = or_(orm.Assignment.opens_at.is_(None), orm.Assignment.opens_at <= now())
        query = query.where(orm.Assignment.state != AssignmentState.DRAFT, opened)
    return describe(session, access.asker, session.scalars(query))


def list_own_assignments(session: Session, asker: Asker) -> list[Assignment]:
    """Return the assignments of all courses that the asker is enrolled in, by course and name."""
    roles = {
        course_id: Role(role)
        for course_id, role in session.execute(
            select(orm.Enrollment.course_id, orm.Enrollment.role).where(orm.Enrollment.user == asker.name)
        )
    }
    rows = session.scalars(
        select(orm.Assignment)
        .join(orm.Assignment.course)
        .options(joinedload(orm.Assignment.course), joinedload(orm.Assignment.released_version))
        .where(orm.Assignment.course_id.in_(roles))
        .order_by(orm.Course.name, orm.Assignment.name)
    )
    at = now()
    seen = [
        row
        for row in rows
        if (row.state != AssignmentState.DRAFT and row.is_open(at))
        or allows(roles[row.course_id], Permission.SEE_DRAFTS)
    ]
    return describe(session, asker, seen)


def describe(session: Session, asker: Asker, rows: Iterable[orm.Assignment]) -> list[Assignment]:
    """Return the models of `rows`, each with what holds for the asker, and the asker's own newest submission."""
    listed = list(rows)
    own = {
        latest.assignment_id: latest.submission
        for latest in session.scalars(
            select(orm.LatestSubmission)
            .options(joinedload(orm.LatestSubmission.submission).joinedload(orm.Submission.status))
            .where(
                orm.LatestSubmission.user == asker.name,
                orm.LatestSubmission.assignment_id.in_([row.id for row in listed]),
            )
        )
    }
    told = session.execute(
        select(orm.Submission.assignment_id, orm.Submission.id, orm.Submission.attempt, orm.Feedback.basis, TOLD)
        .join(orm.FeedbackRelease, orm.FeedbackRelease.submission_id == orm.Submission.id)
        .join(orm.FeedbackRelease.feedback)
        .join(orm.Assignment, orm.Assignment.id == orm.Submission.assignment_id)
        .where(
            orm.Submission.user == asker.name,
            orm.Submission.assignment_id.in_(own),
            of_its_assignments_now(orm.Submission.submitted_at),
        )
        .order_by(orm.Submission.attempt)
    )
    book, at = load_terms(session, listed, asker.name), now()
    sights = load_sights(session, listed, asker.name)
    of = {row.id: row for row in listed}
    newest_told = {
        row.assignment_id: row.attempt
        for row in told
        if may_be_read(sights.of(of[row.assignment_id], row.id), row.basis, row.told)
    }
    readable = solutions_shown(session, listed)
    moments = hand_in_moments(session, [row for row in listed if row.attempt_limit is not None], asker.name)
    found = []
    for row in listed:
        terms = book.of(row, asker.name)
        left = attempts_left(terms.limit, moments.get(row.id, ()), at) if terms.limit is not None else None
        mine = own.get(row.id)
        summary = _summary(mine, row, terms, sights, newest_told.get(row.id)) if mine else None
        found.append(_to_assignment(row, summary, terms, left, readable=row.id in readable, at=at))
    return found


def _to_assignment(
    row: orm.Assignment,
    own: MySubmissionSummary | None,
    terms: Terms,
    left: AttemptsLeft | None,
    *,
    readable: bool,
    at: datetime,
) -> Assignment:
    version = row.released_version
    return Assignment(
        id=row.id,
        course_id=row.course_id,
        course=row.course.name,
        name=row.name,
        format=AssignmentFormat(row.format),
        state=AssignmentState(row.state),
        opens_at=row.opens_at,
        due_at=terms.due_at,
        closes_at=terms.closes_at,
        extended=terms.extended,
        late_policy=policy_of(row),
        late_policy_of_course=row.late_policy is None,
        late_now=terms.late_now(at),
        attempt_limit=limit_of(row),
        attempts_left=left.left if left else None,
        attempts_again_at=left.again_at if left else None,
        timezone=row.course.timezone,
        version=version.number if version else None,
        version_id=version.id if version else None,
        max_score=version.max_score if version else None,
        created_at=row.created_at,
        limits=AssignmentLimits.model_validate(row.limits) if row.limits else None,
        visibility=rules_of(row),
        solution_shown=row.solution_shown,
        solution_readable=readable and version is not None and version.solution_sha256 is not None,
        live=row.course.live_days is not None,
        my_submission=own,
    )


def _summary(
    row: orm.Submission, assignment: orm.Assignment, terms: Terms, sights: Sights, told: int | None
) -> MySubmissionSummary:
    sight = sights.of(assignment, row.id)
    status = sight.status(row.status)
    return MySubmissionSummary(
        id=row.id,
        attempt=row.attempt,
        submitted_at=row.submitted_at,
        late=terms.is_late(row.submitted_at),
        state=row.status.state,
        score=status.score,
        max_score=status.max_score,
        pending=status.pending,
        **terms.final(row.submitted_at, status.score, status.max_score),
        score_awaits=sight.score_awaits,
        feedback_attempt=told,
    )


def _stored(settings: BaseModel | None) -> dict[str, Any] | None:
    return settings.model_dump(mode="json", exclude_none=True) if settings is not None else None


def _check_times(opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None) -> None:
    if due_at is not None and closes_at is not None and closes_at < due_at:
        raise InvalidInput("The assignment would close before it is due. Move one of the two times.")
    ends = [end for end in (due_at, closes_at) if end is not None]
    if opens_at is not None and ends and opens_at >= min(ends):
        raise InvalidInput("The assignment would be due, or closed, before it opens. Move one of its times.")
