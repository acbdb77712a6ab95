"""Use case: grade one submission and write the grade down."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.contract import Engine, Outcome
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import StoredFiles, load_files, store_files
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.events import append_event


def run_autograde(
    database: Database,
    blobs: BlobStore,
    engine: Engine,
    lease: jobs.Lease,
    on_progress: Callable[[str], None],
) -> None:
    """Do the job of `lease`: read, grade without holding a session, write once.

    Raises
    ------
    WorkerLost
        When the lease was lost meanwhile; nothing is written then.
    GradingError, StorageError
        When grading could not be done; the caller gives the job back.
    """
    with database.read() as session:
        job = session.get_one(orm.Job, lease.job_id)
        submission = session.get_one(orm.Submission, job.submission_id, options=[joinedload(orm.Submission.version)])
        environment = submission.version.environment
        package = load_files(session, blobs, str(submission.version.package_sha256))
        files = load_files(session, blobs, submission.bundle_sha256)
    outcome = engine.grade(package, files, environment=environment, on_progress=on_progress)
    notebooks = store_files(blobs, sorted(outcome.notebooks.items()))
    with database.write() as session:
        job = jobs.require_held(session, lease)
        _record(session, job, outcome, notebooks)
        jobs.complete(session, job)


def _record(session: Session, job: orm.Job, outcome: Outcome, notebooks: StoredFiles) -> None:
    """Write the grade, the submission's status and the event."""
    submission = session.get_one(orm.Submission, job.submission_id)
    result = outcome.result
    if submission.version.report:
        result = result.beside(ReleaseReport.model_validate(submission.version.report))
    grade = orm.Grade(
        submission_id=submission.id,
        version_id=submission.version_id,
        job_id=job.id,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        result=result.model_dump(mode="json"),
        log=outcome.log[-jobs.MAX_LOG :],
        notebooks={path: [digest, size] for path, (digest, size) in notebooks.files.items()},
    )
    session.add(grade)
    session.flush()
    status = submission.status
    # Another job of this submission may end at the same moment.
    session.refresh(status, with_for_update=True)
    if _is_newest(session, status, job):
        status.grade_id, status.score, status.max_score = grade.id, result.score, result.max_score
    if status.job_id == job.id:  # else a newer job is on its way, and its state is what people see
        status.state = SubmissionState.GRADED
    append_event(
        session,
        EventType.SUBMISSION_GRADED,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        user=submission.user,
        submission_id=submission.id,
        attempt=submission.attempt,
        state=status.state,
        score=status.score,
        max_score=status.max_score,
        job_id=job.id,
    )


def _is_newest(session: Session, status: orm.SubmissionStatus, job: orm.Job) -> bool:
    """Say whether no younger job has given the score that people see; jobs may end in any order."""
    if status.grade_id is None:
        return True
    return session.get_one(orm.Grade, status.grade_id).job_id < job.id
