"""The rows of submissions, written for many at once: one statement a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.receipts import ReceiptFacts, ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, name_bundles
from jupyter_autograde.storage.row_inserts import insert_or_change, insert_rows, new_row
from jupyter_autograde.ulids import new_ulid


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
class Taken:
    """A hand-in that is taken: nobody asks any more whether it may be."""

    user: str
    version: orm.AssignmentVersion
    hand_in: HandIn
    late: bool
    submission_id: str = ""
    """Empty: a new one."""
    by: str | None = None
    """Who of the staff hands it in in the place of `user`."""


def insert_submissions(
    session: Session,
    assignment: orm.Assignment,
    taken: Sequence[Taken],
    signer: ReceiptSigner,
    last: Mapping[str, int],
) -> list[orm.Submission]:
    """Write attempt n+1 of each of some people with its receipt; the caller has serialized, and writes the statuses.

    What is returned is not the session's.

    Parameters
    ----------
    last : mapping
        What `last_attempts` says, in this transaction.
    """
    if not taken:
        return []
    bundles = name_bundles(session, [one.hand_in.files for one in taken])
    rows = [
        _row(assignment, one, last.get(one.user, 0) + 1, sha256, signer)
        for one, sha256 in zip(taken, bundles, strict=True)
    ]
    insert_rows(session, rows)
    for row, one in zip(rows, taken, strict=True):
        set_committed_value(row, "assignment", assignment)
        set_committed_value(row, "version", one.version)
    return rows


def insert_statuses(session: Session, rows: Sequence[orm.Submission], jobs: Mapping[str, str]) -> None:
    """Write how far new submissions have come, and that they are the newest of their people.

    Parameters
    ----------
    jobs : mapping
        Submission -> the job that grades it.
    """
    if not rows:
        return
    for row in rows:
        status = new_row(
            orm.SubmissionStatus,
            submission_id=row.id,
            state=SubmissionState.QUEUED,
            job_id=jobs.get(row.id),
            grade_id=None,
            score=None,
            max_score=None,
            pending=None,
        )
        set_committed_value(row, "status", status)
    insert_rows(session, [row.status for row in rows])
    session.execute(
        insert_or_change(orm.LatestSubmission, session.get_bind().dialect.name, ("submission_id", "attempt")),
        [
            {"assignment_id": row.assignment_id, "user": row.user, "submission_id": row.id, "attempt": row.attempt}
            for row in rows
        ],
    )


def _row(
    assignment: orm.Assignment, taken: Taken, attempt: int, bundle_sha256: str, signer: ReceiptSigner
) -> orm.Submission:
    hand_in, submission_id = taken.hand_in, taken.submission_id or new_ulid()
    facts = ReceiptFacts(
        submission_id=submission_id,
        course=assignment.course.name,
        assignment=assignment.name,
        user=taken.user,
        attempt=attempt,
        submitted_at=hand_in.received_at,
        late=taken.late,
        sha256=bundle_sha256,
        key_id=signer.key_id,
    )
    return new_row(
        orm.Submission,
        id=submission_id,
        assignment_id=assignment.id,
        version_id=taken.version.id,
        user=taken.user,
        attempt=attempt,
        submitted_at=hand_in.received_at,
        claimed_at=hand_in.claimed_at,
        late=taken.late,
        bundle_sha256=bundle_sha256,
        size=hand_in.files.size,
        idempotency_key=hand_in.idempotency_key,
        receipt_key_id=signer.key_id,
        receipt_signature=signer.sign(facts),
        submitted_by=taken.by,
    )
