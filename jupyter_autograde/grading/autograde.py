"""Use case: grade one submission and write the grade down."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.contract import Outcome
from jupyter_autograde.grading.current import counting, give_score, lock_scores, tell_score
from jupyter_autograde.grading.job_at_hand import JobAtHand, submission_run
from jupyter_autograde.grading.places import note_pace
from jupyter_autograde.grading.records import seal
from jupyter_autograde.grading.regrade_jobs import take_grade
from jupyter_autograde.grading.reuse import find_reusable
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files
from jupyter_autograde.timestamps import now


def run_autograde(hand: JobAtHand, signer: ReceiptSigner) -> None:
    """Do the job: read, grade without holding a session, write once.

    Where the same content was graded before, its result is written down again and nothing is run
    (`grading.reuse`), unless the job asks for a fresh one.

    Parameters
    ----------
    signer : ReceiptSigner
        Of the worker that holds the lease.

    Raises
    ------
    WorkerLost
        When the lease was lost meanwhile; nothing is written then.
    GradingError, StorageError
        When grading could not be done; the caller gives the job back.
    """
    with hand.database.read() as session:
        run = submission_run(session, hand)
        known = None if run.job.fresh else find_reusable(session, run.key)
    if known is not None:
        with hand.database.write() as session:
            job = jobs.require_held(session, hand.lease)
            _record(session, job, _again(known, job), signer)
            jobs.complete(session, job)
        return
    package, files = run.load(hand)
    environment = run.version.environment
    outcome = hand.engine.grade(
        package, files, environment=environment, on_progress=hand.on_progress, limits=run.limits
    )
    notebooks = store_files(hand.blobs, sorted(outcome.notebooks.items()))
    with hand.database.write() as session:
        job = jobs.require_held(session, hand.lease)
        if job.started_at is not None:
            note_pace(session, job.assignment_id, (now() - job.started_at).total_seconds())
        _record(session, job, _new(job, run.version, outcome, notebooks, run.key), signer)
        jobs.complete(session, job)


def _new(job: orm.Job, version: orm.AssignmentVersion, outcome: Outcome, notebooks: StoredFiles, key: str) -> orm.Grade:
    result = outcome.result
    if version.report:
        result = result.beside(ReleaseReport.model_validate(version.report))
    return orm.Grade(
        submission_id=job.submission_id,
        version_id=version.id,
        job_id=job.id,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        result=result.model_dump(mode="json"),
        log=outcome.log[-jobs.MAX_LOG :],
        errors=[error.model_dump(exclude_none=True) for error in outcome.errors],
        notebooks={path: [digest, size] for path, (digest, size) in notebooks.files.items()},
        content_key=key,
    )


def _again(known: orm.Grade, job: orm.Job) -> orm.Grade:
    """Return the grade of another submission with the same content as that of this job."""
    return orm.Grade(
        submission_id=job.submission_id,
        version_id=known.version_id,
        job_id=job.id,
        status=known.status,
        score=known.score,
        max_score=known.max_score,
        result=known.result,
        log=f"The same files were graded before, as grade {known.id}; nothing was run for this one.\n{known.log}",
        errors=known.errors,
        notebooks=known.notebooks,
        content_key=known.content_key,
        reused_from=known.id,
    )


def _record(session: Session, job: orm.Job, grade: orm.Grade, signer: ReceiptSigner) -> None:
    """Write the grade, the submission's status and the event."""
    submission = session.get_one(orm.Submission, job.submission_id)
    lock_scores(session, submission.assignment_id)
    status = submission.status
    # Another job of this submission may end at the same moment.
    session.refresh(status, with_for_update=True)
    session.add(grade)
    session.flush()
    if job.score_change_id is not None:
        take_grade(session, job.score_change_id, grade, status)
        seal(session, grade, job, signer)
        return
    seal(session, grade, job, signer)
    if _is_newest(session, status, job):
        action = AuditAction.AUTOGRADED if status.score is None else AuditAction.GRADED_AGAIN
        how = counting(session, submission.assignment_id, [submission.id])
        give_score(session, submission, grade, how, Why(action, job.asked_by))
    if status.job_id == job.id:  # else a newer job is on its way, and its state is what people see
        status.state = SubmissionState.GRADED
    tell_score(session, submission, job.id)


def _is_newest(session: Session, status: orm.SubmissionStatus, job: orm.Job) -> bool:
    """Say whether no younger job has given the score that people see; jobs may end in any order."""
    if status.grade_id is None:
        return True
    return session.get_one(orm.Grade, status.grade_id).job_id < job.id
