"""Use case: take a submission in, so that it is never lost and never counted twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from jupyter_autograde.access import Access
from jupyter_autograde.errors import (
    AssignmentClosed,
    AssignmentNotOpen,
    AttemptLimitReached,
    AttemptsUsedUp,
    DeadlinePassed,
    IdempotencyKeyReused,
    InvalidBundle,
    NotReleased,
)
from jupyter_autograde.exchange.submissions import to_submission
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import ReceiptFacts, ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, name_bundle
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.storage.restarts import of_now
from jupyter_autograde.storage.row_inserts import insert_or_change, insert_row
from jupyter_autograde.storage.terms import Terms, attempts_left, hand_in_moments, load_terms
from jupyter_autograde.timestamps import in_words
from jupyter_autograde.ulids import new_ulid

ATTEMPTS_A_DAY = 50
"""Default limit of attempts of one student at one assignment in 24 hours (design.md section 4)."""
_REUSED = "This submission key was used for other files before. Submit again."


@dataclass(frozen=True)
class HandIn:
    """What came with the request.

    `received_at` is the service's clock when the body was complete and the only time that decides
    (SEC-43); `claimed_at` is stored for staff.
    """

    files: StoredFiles
    idempotency_key: str
    received_at: datetime
    claimed_at: datetime | None = None
    version: int | None = None


@dataclass(frozen=True)
class Expected:
    """What the files of a hand-in must be, known before any of them is stored."""

    notebooks: Collection[str] = ()
    """Paths that must be among them."""
    sha256: str | None = None
    """Identity of the files that its key brought before."""

    def check_paths(self, paths: Collection[str]) -> None:
        """Raise InvalidBundle when a notebook is missing."""
        missing = [path for path in self.notebooks if path not in paths]
        if missing:
            raise InvalidBundle(
                f"The notebook {missing[0]!r} is missing from the submission. Fetch the assignment again; "
                "your changed files are kept.",
                details={"missing": missing},
            )

    def check_identity(self, sha256: str) -> None:
        """Raise IdempotencyKeyReused when the key brought other files before."""
        if self.sha256 is not None and sha256 != self.sha256:
            raise IdempotencyKeyReused(_REUSED)


_REPLAY = select(orm.Submission).where(
    orm.Submission.user == bindparam("user"), orm.Submission.idempotency_key == bindparam("key")
)
_RECENT = (
    select(func.count())
    .select_from(orm.Submission)
    .where(
        orm.Submission.assignment_id == bindparam("assignment_id"),
        orm.Submission.user == bindparam("user"),
        orm.Submission.submitted_at > bindparam("after"),
    )
)
_BROUGHT = select(orm.Submission.assignment_id, orm.Submission.bundle_sha256).where(
    orm.Submission.user == bindparam("user"), orm.Submission.idempotency_key == bindparam("key")
)
_LATEST = select(orm.LatestSubmission.attempt).where(
    orm.LatestSubmission.assignment_id == bindparam("assignment_id"), orm.LatestSubmission.user == bindparam("user")
)
_LAST = select(func.max(orm.Submission.attempt)).where(
    orm.Submission.assignment_id == bindparam("assignment_id"), orm.Submission.user == bindparam("user")
)
# Made once: making such a query takes longer than asking it, and a whole class hands in at the same moment.


def find_replay(session: Session, access: Access[orm.Assignment], key: str) -> orm.Submission | None:
    """Return the submission that this key made before."""
    return session.scalar(_REPLAY, {"user": access.asker.name, "key": key})


def submit_assignment(
    session: Session,
    access: Access[orm.Assignment],
    hand_in: HandIn,
    signer: ReceiptSigner,
    *,
    attempts_a_day: int = ATTEMPTS_A_DAY,
) -> tuple[Submission, bool]:
    """Store attempt n+1 with its job and its receipt, in the caller's one transaction.

    There is no job where the version has no grading package: it waits until staff regrade it with one that has.

    Returns
    -------
    (submission, created)
        `created` is False when the same key brought the same files before: the first one is returned.

    Raises
    ------
    NotReleased, AssignmentNotOpen, AssignmentClosed, DeadlinePassed, AttemptsUsedUp, AttemptLimitReached,
    IdempotencyKeyReused, InvalidBundle
    """
    assignment, user = access.object, access.asker.name
    serialize(session, "submit", assignment.id, user)
    terms = load_terms(session, [assignment], user).of(assignment, user)
    replay = find_replay(session, access, hand_in.idempotency_key)
    if replay is not None:
        if replay.assignment_id != assignment.id or replay.bundle_sha256 != hand_in.files.sha256:
            raise IdempotencyKeyReused(_REUSED)
        return to_submission(replay, terms), False
    _check_times(access, terms, hand_in.received_at)
    version = _version_for(session, assignment, hand_in.version)
    _expected_by(version).check_paths(hand_in.files.files)
    _check_limit(session, assignment, user, terms, hand_in.received_at)
    _check_attempts(session, assignment.id, user, hand_in.received_at, attempts_a_day)
    late = terms.is_late(hand_in.received_at)
    row = insert_submission(session, assignment, version, user, hand_in, signer, late=late)
    if version.package_sha256 is not None:
        jobs.tell_queued(session, EventType.SUBMISSION_RECEIVED, jobs.enqueue_autograde(session, row))
    else:
        _tell_kept(session, row)
    return to_submission(row, terms), True


def look_ahead(
    session: Session,
    access: Access[orm.Assignment],
    at: datetime,
    *,
    key: str | None = None,
    version: int | None = None,
    attempts_a_day: int = ATTEMPTS_A_DAY,
) -> Expected:
    """Refuse what would be refused whatever is in it, before any of it is stored: what no row names stays for a day.

    `submit_assignment` asks all of this again, in the transaction that decides.

    Raises
    ------
    NotReleased, AssignmentNotOpen, AssignmentClosed, DeadlinePassed, AttemptsUsedUp, AttemptLimitReached,
    IdempotencyKeyReused
    """
    assignment, user = access.object, access.asker.name
    brought = session.execute(_BROUGHT, {"user": user, "key": key}).first() if key is not None else None
    if brought is not None:
        if brought.assignment_id != assignment.id:
            raise IdempotencyKeyReused(_REUSED)
        return Expected(sha256=brought.bundle_sha256)
    terms = load_terms(session, [assignment], user).of(assignment, user)
    _check_times(access, terms, at)
    _check_limit(session, assignment, user, terms, at)
    _check_attempts(session, assignment.id, user, at, attempts_a_day)
    return _expected_by(_version_for(session, assignment, version))


def _expected_by(version: orm.AssignmentVersion) -> Expected:
    # Without a grading package nothing here reads the notebooks; whoever does may want other files.
    return Expected(version.notebooks if version.package_sha256 is not None else ())


def _check_times(access: Access[orm.Assignment], terms: Terms, at: datetime) -> None:
    """Raise unless the assignment takes something in from the asker at `at`; staff may try it before it opens."""
    assignment, zone = access.object, access.object.course.timezone
    if assignment.released_version_id is None:
        raise NotReleased("This assignment has not been released yet.")
    if assignment.opens_at is not None and not assignment.is_open(at) and not access.may(Permission.SEE_DRAFTS):
        raise AssignmentNotOpen(
            f"This assignment opens {in_words(assignment.opens_at, zone)}.",
            details={"opens_at": assignment.opens_at.isoformat()},
        )
    if assignment.state == AssignmentState.CLOSED:
        raise AssignmentClosed("This assignment is closed, so it takes no more submissions. Ask your instructor.")
    if terms.closes_at is not None and at > terms.closes_at:
        raise DeadlinePassed(
            f"The last moment to hand in was {in_words(terms.closes_at, zone)}. Ask your instructor for an extension.",
            details={"closes_at": terms.closes_at.isoformat()},
        )


def _version_for(session: Session, assignment: orm.Assignment, number: int | None) -> orm.AssignmentVersion:
    """Return the version to grade against: the one that was fetched, else the newest released.

    The solution of a version from before the assignment began anew may be known, so it is none.
    """
    if number is not None:
        fetched = session.scalar(
            select(orm.AssignmentVersion).where(
                orm.AssignmentVersion.assignment_id == assignment.id,
                orm.AssignmentVersion.number == number,
                orm.AssignmentVersion.released_at.is_not(None),
                of_now(assignment, orm.AssignmentVersion.released_at),
            )
        )
        if fetched is not None:
            return fetched
    return session.get_one(orm.AssignmentVersion, assignment.released_version_id)


def _check_limit(session: Session, assignment: orm.Assignment, user: str, terms: Terms, at: datetime) -> None:
    """Raise when the attempts that the assignment gives are used up."""
    if terms.limit is None:
        return
    moments = hand_in_moments(session, [assignment], user).get(assignment.id, [])
    now_left = attempts_left(terms.limit, moments, at)
    if now_left.left > 0:
        return
    had = f"{terms.limit.attempts} attempt{'s' if terms.limit.attempts > 1 else ''}"
    details = {"attempts": terms.limit.attempts, "hours": terms.limit.hours, "again_at": None}
    if now_left.again_at is None:
        raise AttemptsUsedUp(
            f"You have used all {had} at this assignment. What you submitted last counts.", details=details
        )
    again = in_words(now_left.again_at, assignment.course.timezone)
    raise AttemptsUsedUp(
        f"You have used all {had} of {terms.limit.hours} hours. The next one is possible from {again}.",
        details=details | {"again_at": now_left.again_at.isoformat()},
    )


def _check_attempts(session: Session, assignment_id: str, user: str, at: datetime, limit: int) -> None:
    recent = session.scalar(_RECENT, {"assignment_id": assignment_id, "user": user, "after": at - timedelta(days=1)})
    if (recent or 0) >= limit:
        raise AttemptLimitReached(
            f"You have submitted {limit} times within a day. Wait some hours and submit again.",
            details={"limit": limit, "retry_after": 3600},
        )


def insert_submission(
    session: Session,
    assignment: orm.Assignment,
    version: orm.AssignmentVersion,
    user: str,
    hand_in: HandIn,
    signer: ReceiptSigner,
    *,
    late: bool,
    submission_id: str | None = None,
) -> orm.Submission:
    """Write attempt n+1 with its receipt, without asking whether it may be; the caller has serialized."""
    submission_id, attempt = submission_id or new_ulid(), _last_attempt(session, assignment, user) + 1
    facts = ReceiptFacts(
        submission_id=submission_id,
        course=assignment.course.name,
        assignment=assignment.name,
        user=user,
        attempt=attempt,
        submitted_at=hand_in.received_at,
        late=late,
        sha256=hand_in.files.sha256,
        key_id=signer.key_id,
    )
    row = insert_row(
        session,
        orm.Submission(
            id=submission_id,
            assignment_id=assignment.id,
            version_id=version.id,
            user=user,
            attempt=attempt,
            submitted_at=hand_in.received_at,
            claimed_at=hand_in.claimed_at,
            late=late,
            bundle_sha256=name_bundle(session, hand_in.files),
            size=hand_in.files.size,
            idempotency_key=hand_in.idempotency_key,
            receipt_key_id=signer.key_id,
            receipt_signature=signer.sign(facts),
        ),
    )
    status = insert_row(
        session,
        orm.SubmissionStatus(
            submission_id=submission_id,
            state=SubmissionState.QUEUED,
            job_id=None,
            grade_id=None,
            score=None,
            max_score=None,
            pending=None,
        ),
    )
    for name, value in {"assignment": assignment, "version": version, "status": status}.items():
        set_committed_value(row, name, value)
    session.execute(
        insert_or_change(orm.LatestSubmission, session.get_bind().dialect.name, ("submission_id", "attempt")),
        {"assignment_id": assignment.id, "user": user, "submission_id": submission_id, "attempt": attempt},
    )
    return row


def _last_attempt(session: Session, assignment: orm.Assignment, user: str) -> int:
    """Return the number of somebody's newest attempt, 0 without one; where it begins anew numbers go on."""
    of = {"assignment_id": assignment.id, "user": user}
    found = session.scalar(_LATEST, of)
    if found is None and assignment.restarted_at is not None:
        found = session.scalar(_LAST, of)
    return found or 0


def _tell_kept(session: Session, row: orm.Submission) -> None:
    append_event(
        session,
        EventType.SUBMISSION_RECEIVED,
        course_id=row.assignment.course_id,
        assignment_id=row.assignment_id,
        user=row.user,
        submission_id=row.id,
        attempt=row.attempt,
        state=row.status.state,
    )
