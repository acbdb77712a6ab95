"""The signed record of a result: made by the worker that ran it, taken once, and checkable ever after (SEC-13)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from jupyter_autograde.errors import WorkerLost
from jupyter_autograde.receipts import ReceiptSigner, is_signed_by
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now


class ResultRecord(BaseModel):
    """What a worker swears about one job: what was graded, with what, and what came out."""

    job_id: str
    tries: int
    """Which try of the job; a second one is another record."""
    worker_id: str
    grade_id: str
    submission_id: str
    user: str
    attempt: int
    submission_sha256: str
    package_sha256: str
    version_id: str
    status: str
    score: float
    max_score: float
    result_sha256: str
    """Of the canonical form of the whole result: verdicts, flags, limits hit, sandbox, engine."""
    reused_from: str | None
    """Grade whose result this is."""
    graded_at: datetime


def seal(session: Session, grade: orm.Grade, job: orm.Job, signer: ReceiptSigner) -> None:
    """Sign a grade and take it in; the last thing before it is committed.

    Raises
    ------
    WorkerLost
        The signer is not the worker that has the job: nothing may be written.
    """
    submission = session.get_one(orm.Submission, job.submission_id)
    version = session.get_one(orm.AssignmentVersion, grade.version_id)
    record = ResultRecord(
        job_id=job.id,
        tries=job.tries,
        worker_id=str(job.worker_id),
        grade_id=grade.id,
        submission_id=submission.id,
        user=submission.user,
        attempt=submission.attempt,
        submission_sha256=submission.bundle_sha256,
        package_sha256=str(version.package_sha256),
        version_id=version.id,
        status=grade.status,
        score=grade.score,
        max_score=grade.max_score,
        result_sha256=_digest(grade.result),
        reused_from=grade.reused_from,
        graded_at=now(),
    )
    grade.record, grade.signature = record.model_dump(mode="json"), signer.sign(record)
    if not is_genuine(session, grade):
        raise WorkerLost("The result is not signed by the worker that has the job.", details={"job_id": job.id})


def is_genuine(session: Session, grade: orm.Grade) -> bool:
    """Say whether a grade is as the worker of its job has signed it; grades of releases before are not signed."""
    if grade.record is None or grade.signature is None:
        return False
    record = ResultRecord.model_validate(grade.record)
    worker = session.get(orm.Worker, record.worker_id)
    job = session.get_one(orm.Job, grade.job_id)
    stored = (grade.id, grade.job_id, job.worker_id, grade.submission_id, grade.version_id, grade.reused_from)
    signed = (
        record.grade_id,
        record.job_id,
        record.worker_id,
        record.submission_id,
        record.version_id,
        record.reused_from,
    )
    return (
        worker is not None
        and signed == stored
        and (record.status, record.score, record.max_score) == (grade.status, grade.score, grade.max_score)
        and record.result_sha256 == _digest(grade.result)
        and is_signed_by(record, grade.signature, worker.public_key)
    )


def _digest(result: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(_plain(result), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Write whole numbers as integers: a database may give 1e16 back as 10000000000000000."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
