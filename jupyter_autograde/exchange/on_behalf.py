"""Use case: staff hand something in in the place of a student.

It is marked as theirs, is on the audit trail with their reason, and uses up none of the student's attempts. The clock
is the service's as ever: after the due time it is late. A closed assignment takes it.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import AssignmentClosed, NotFound
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.hand_in_facts import Facts, load_facts
from jupyter_autograde.exchange.submission_rows import HandIn, Taken
from jupyter_autograde.exchange.submissions import to_submission
from jupyter_autograde.exchange.submit import ATTEMPTS_A_DAY, expected_by, require_released, version_for, write_taken
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.submission import HandInOutlook, Submission
from jupyter_autograde.models.visibility import EVERYTHING
from jupyter_autograde.permissions import Role
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, points_in, record_grade_change
from jupyter_autograde.storage.database import serialize_all
from jupyter_autograde.storage.kept_state import keep_state


def look_ahead_for(
    session: Session, access: Access[orm.Assignment], user: str, key: str, at: datetime, version: int | None = None
) -> ExpectedFiles:
    """Say what the files must be, before any of them is stored; raises what `submit_for` does.

    Parameters
    ----------
    key : str
        As `key_of` makes it.
    """
    _check(session, access, user)
    facts = load_facts(session, access.object, {user: key}, at, ATTEMPTS_A_DAY)
    return facts.brought_before(user, key) or expected_by(version_for(session, facts, version))


def outlook_for(session: Session, access: Access[orm.Assignment], user: str, at: datetime) -> HandInOutlook:
    """Say what a hand-in at `at` would be; raises what `submit_for` does."""
    _check(session, access, user)
    facts = load_facts(session, access.object, {user: None}, at, ATTEMPTS_A_DAY)
    version, terms = version_for(session, facts, None), facts.terms(user)
    return HandInOutlook(
        user=user,
        attempt=facts.last.get(user, 0) + 1,
        version=version.number,
        notebooks=list(expected_by(version).notebooks),
        late=terms.is_late(at),
        due_at=terms.due_at,
    )


def submit_for(
    session: Session, access: Access[orm.Assignment], user: str, hand_in: HandIn, reason: str, signer: ReceiptSigner
) -> tuple[Submission, bool]:
    """Store attempt n+1 of a student, handed in by the asker, with its job, receipt and entry of the trail.

    Returns
    -------
    submission, created
        As `exchange.submit.submit_assignment`.

    Raises
    ------
    NotFound
        No such student is in the course, or in the sections that the asker sees.
    NotReleased, AssignmentClosed, IdempotencyKeyReused, InvalidBundle
    """
    assignment = access.object
    serialize_all(session, [("submit", assignment.id, user)])
    keep_state(session, assignment)
    _check(session, access, user)
    facts = load_facts(session, assignment, {user: hand_in.idempotency_key}, hand_in.received_at, ATTEMPTS_A_DAY)
    brought = facts.brought_before(user, hand_in.idempotency_key)
    if brought is not None:
        brought.check_identity(hand_in.files.sha256)
        replay = session.get_one(orm.Submission, facts.replays[user].submission_id)
        return to_submission(replay, facts.terms(user), EVERYTHING), False
    before = _counted(session, assignment, user)
    made = _take(session, access, facts, user, hand_in, signer)
    record_grade_change(
        session,
        Why(AuditAction.HANDED_IN, access.asker.name, reason),
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        submission_id=made.id,
        user=user,
        before=before,
        after={"attempt": made.attempt, "late": made.late},
    )
    return made, True


def key_of(staff: str, key: str) -> str:
    """Return the idempotency key of what somebody of the staff sends: none of the student's own is like it."""
    # Hashed, not cut: two that differ only at their ends, or a long name, would make one key.
    return f"for/{sha256(f'{staff}/{key}'.encode()).hexdigest()}"


def _counted(session: Session, assignment: orm.Assignment, user: str) -> dict[str, float | None] | None:
    """Return of the attempt that counts until now what the trail shall tell: it counts no more."""
    latest = session.get(orm.LatestSubmission, (assignment.id, user))
    if latest is None:
        return None
    return {"attempt": latest.attempt, **(points_in(latest.submission.status) or {})}


def _take(
    session: Session,
    access: Access[orm.Assignment],
    facts: Facts,
    user: str,
    hand_in: HandIn,
    signer: ReceiptSigner,
) -> Submission:
    version = version_for(session, facts, hand_in.version)
    expected_by(version).check_paths(hand_in.files.files)
    late = facts.terms(user).is_late(hand_in.received_at)
    taken = Taken(user, version, hand_in, late=late, by=access.asker.name)
    (made,) = write_taken(session, facts, [taken], signer)
    return made


def _check(session: Session, access: Access[orm.Assignment], user: str) -> None:
    assignment, table = access.object, orm.Enrollment
    student = select(table.id).where(
        table.course_id == assignment.course_id,
        table.user == user,
        table.role == Role.STUDENT,
        access.sees(assignment.course_id, table.user),
    )
    if session.scalar(student) is None:
        raise NotFound("There is no such student in this course, or in your sections.", details={"kind": "student"})
    require_released(assignment)
    if assignment.archived_at is not None:
        raise AssignmentClosed("This assignment was taken away, so it takes no more submissions.")
