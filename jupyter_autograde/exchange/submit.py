"""Use case: take submissions in, so that none is ever lost and none is counted twice.

A whole class hands in at the same moment. So the use case takes the hand-ins of several people at one assignment, and
asks and writes for all of them at once; each is judged alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import (
    AssignmentClosed,
    AssignmentNotOpen,
    AttemptLimitReached,
    AttemptsUsedUp,
    AutogradeError,
    DeadlinePassed,
    NotReleased,
)
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.hand_in_facts import Facts, load_facts
from jupyter_autograde.exchange.submission_rows import HandIn as HandIn
from jupyter_autograde.exchange.submission_rows import Taken, insert_statuses, insert_submissions
from jupyter_autograde.exchange.submissions import to_submission
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.models.visibility import Sight
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize_all
from jupyter_autograde.storage.events import NewEvent, append_events
from jupyter_autograde.storage.kept_state import keep_state
from jupyter_autograde.storage.restarts import of_now
from jupyter_autograde.storage.terms import Terms, attempts_left
from jupyter_autograde.storage.visibility import sight_of
from jupyter_autograde.timestamps import in_words

ATTEMPTS_A_DAY = 50
"""Default limit of attempts of one student at one assignment in 24 hours (design.md section 4)."""

_VERSION = select(orm.AssignmentVersion).where(orm.AssignmentVersion.id == bindparam("id"))

Outcome = tuple[Submission, bool] | AutogradeError
"""(submission, created), or why it was not taken. `created` is False when the same key brought the same files before:
the first submission is returned."""


@dataclass(frozen=True)
class Announced:
    """A hand-in whose files nobody has looked at yet."""

    access: Access[orm.Assignment]
    received_at: datetime
    idempotency_key: str | None = None
    version: int | None = None


def look_ahead(
    session: Session, access: Access[orm.Assignment], at: datetime, *, attempts_a_day: int = ATTEMPTS_A_DAY
) -> ExpectedFiles:
    """Look ahead at one hand-in that has no key, as `look_ahead_together` does.

    Raises
    ------
    NotReleased, AssignmentNotOpen, AssignmentClosed, DeadlinePassed, AttemptsUsedUp, AttemptLimitReached
    """
    (found,) = look_ahead_together(session, [Announced(access, at)], attempts_a_day=attempts_a_day)
    if isinstance(found, AutogradeError):
        raise found
    return found


def look_ahead_together(
    session: Session, work: Sequence[Announced], *, attempts_a_day: int = ATTEMPTS_A_DAY
) -> list[ExpectedFiles | AutogradeError]:
    """Say of each of some hand-ins at one assignment what its files must be, or why it is not taken whatever they are.

    Asked before any of it is stored, for what no row names stays for a day. `submit_together` asks all of it again, in
    the transaction that decides.
    """
    facts = _facts(session, work, attempts_a_day)
    answers: list[ExpectedFiles | AutogradeError] = []
    for one in work:
        try:
            answers.append(_look_ahead(session, facts, one, attempts_a_day))
        except AutogradeError as fault:
            answers.append(fault)
    return answers


def submit_assignment(
    session: Session,
    access: Access[orm.Assignment],
    hand_in: HandIn,
    signer: ReceiptSigner,
    *,
    attempts_a_day: int = ATTEMPTS_A_DAY,
) -> tuple[Submission, bool]:
    """Take one hand-in, as `submit_together` does.

    Raises
    ------
    NotReleased, AssignmentNotOpen, AssignmentClosed, DeadlinePassed, AttemptsUsedUp, AttemptLimitReached,
    IdempotencyKeyReused, InvalidBundle
    """
    (outcome,) = submit_together(session, [(access, hand_in)], signer, attempts_a_day=attempts_a_day)
    if isinstance(outcome, AutogradeError):
        raise outcome
    return outcome


def submit_together(
    session: Session,
    work: Sequence[tuple[Access[orm.Assignment], HandIn]],
    signer: ReceiptSigner,
    *,
    attempts_a_day: int = ATTEMPTS_A_DAY,
) -> list[Outcome]:
    """Store attempt n+1 of different people at one assignment, with jobs and receipts, in the caller's transaction.

    There is no job where the version has no grading package: it waits until staff regrade it with one that has.
    """
    people = sorted(access.asker.name for access, _ in work)
    serialize_all(session, [("submit", work[0][0].object.id, user) for user in people])
    keep_state(session, work[0][0].object)
    announced = [
        Announced(access, hand_in.received_at, hand_in.idempotency_key, hand_in.version) for access, hand_in in work
    ]
    facts = _facts(session, announced, attempts_a_day)
    outcomes: list[Outcome | Taken] = []
    for access, hand_in in work:
        try:
            outcomes.append(_judge(session, facts, access, hand_in, attempts_a_day))
        except AutogradeError as fault:
            outcomes.append(fault)
    taken = [one for one in outcomes if isinstance(one, Taken)]
    written = iter(write_taken(session, facts, taken, signer))
    return [(next(written), True) if isinstance(one, Taken) else one for one in outcomes]


def _facts(session: Session, work: Sequence[Announced], attempts_a_day: int) -> Facts:
    keys = {one.access.asker.name: one.idempotency_key for one in work}
    assert len(keys) == len(work), "two hand-ins of one person follow one another"
    at = max(one.received_at for one in work)
    return load_facts(session, work[0].access.object, keys, at, attempts_a_day)


def _look_ahead(session: Session, facts: Facts, one: Announced, attempts_a_day: int) -> ExpectedFiles:
    brought = facts.brought_before(one.access.asker.name, one.idempotency_key)
    if brought is not None:
        return brought
    _check(facts, one.access, one.received_at, attempts_a_day)
    return expected_by(version_for(session, facts, one.version))


def _judge(
    session: Session, facts: Facts, access: Access[orm.Assignment], hand_in: HandIn, attempts_a_day: int
) -> Outcome | Taken:
    """Return what is to be written, or the submission that the same key has made before."""
    user = access.asker.name
    terms = facts.terms(user)
    brought = facts.brought_before(user, hand_in.idempotency_key)
    if brought is not None:
        brought.check_identity(hand_in.files.sha256)
        replay = session.get_one(orm.Submission, facts.replays[user].submission_id)
        return to_submission(replay, terms, sight_of(session, replay)), False
    _check(facts, access, hand_in.received_at, attempts_a_day)
    version = version_for(session, facts, hand_in.version)
    expected_by(version).check_paths(hand_in.files.files)
    return Taken(user, version, hand_in, late=terms.is_late(hand_in.received_at))


def write_taken(session: Session, facts: Facts, taken: Sequence[Taken], signer: ReceiptSigner) -> list[Submission]:
    """Write what is taken, with jobs, receipts and events; the caller has serialized."""
    rows = insert_submissions(session, facts.assignment, taken, signer, facts.last)
    gradable = [row for row in rows if row.version.package_sha256 is not None]
    queued = {job.submission_id: (job, place) for job, place in jobs.enqueue_new(session, gradable)}
    insert_statuses(session, rows, {row.id: queued[row.id][0].id for row in gradable})
    kind = EventType.SUBMISSION_RECEIVED
    events = [jobs.event_of_place(kind, row, *queued[row.id]) if row.id in queued else _kept(kind, row) for row in rows]
    for row, event in zip(rows, events, strict=True):
        if row.submitted_by is not None:
            event.data["by"] = row.submitted_by
    append_events(session, events)
    # Nothing of theirs is graded yet.
    return [to_submission(row, facts.terms(row.user), Sight()) for row in rows]


def _check(facts: Facts, access: Access[orm.Assignment], at: datetime, attempts_a_day: int) -> None:
    """Raise unless something of the asker's is taken at `at`, whatever its files are."""
    user = access.asker.name
    terms = facts.terms(user)
    _check_times(access, terms, at)
    _check_limit(facts.assignment, terms, facts.moments.get(user, []), at)
    if facts.recent.get(user, 0) >= attempts_a_day:
        raise AttemptLimitReached(
            f"You have submitted {attempts_a_day} times within a day. Wait some hours and submit again.",
            details={"limit": attempts_a_day, "retry_after": 3600},
        )


def _check_times(access: Access[orm.Assignment], terms: Terms, at: datetime) -> None:
    """Raise unless the assignment takes something in from the asker at `at`; staff may try it before it opens."""
    assignment, zone = access.object, access.object.course.timezone
    require_released(assignment)
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


def require_released(assignment: orm.Assignment) -> None:
    """Raise NotReleased for a draft: what never was released, or whose release was undone."""
    if assignment.released_version_id is None or assignment.state == AssignmentState.DRAFT:
        raise NotReleased("This assignment has not been released yet.")


def expected_by(version: orm.AssignmentVersion) -> ExpectedFiles:
    """Return what the files must be that are graded against a version."""
    # Without a grading package nothing here reads the notebooks; whoever does may want other files.
    return ExpectedFiles(version.notebooks if version.package_sha256 is not None else ())


def version_for(session: Session, facts: Facts, number: int | None) -> orm.AssignmentVersion:
    """Return the version to grade against: the one that was fetched, else the newest released."""
    if number not in facts.versions:
        facts.versions[number] = _find_version(session, facts.assignment, number)
    return facts.versions[number]


def _find_version(session: Session, assignment: orm.Assignment, number: int | None) -> orm.AssignmentVersion:
    """Return the version of this number, if it is one that counts; else the newest released.

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
    return session.scalars(_VERSION, {"id": assignment.released_version_id}).one()


def _check_limit(assignment: orm.Assignment, terms: Terms, moments: Sequence[datetime], at: datetime) -> None:
    """Raise when the attempts that the assignment gives are used up."""
    if terms.limit is None:
        return
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


def _kept(kind: EventType, row: orm.Submission) -> NewEvent:
    """Return the event about a submission that nothing grades."""
    data = {"submission_id": row.id, "attempt": row.attempt, "state": row.status.state}
    return NewEvent(kind, row.assignment.course_id, row.assignment_id, row.user, data)
