"""Use case: build a release version in the sandbox, prove it, and write the report down."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.contract import Built
from jupyter_autograde.grading.job_at_hand import JobAtHand
from jupyter_autograde.grading.limits import job_limits
from jupyter_autograde.grading.places import guess_pace
from jupyter_autograde.models.assignment import VersionState
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.notebook.solution import readable_solution
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import load_files, record_bundle, store_files


def run_build(hand: JobAtHand) -> None:
    """Do the job.

    A source that can't be made into an assignment, or whose proof fails, ends the job well: the version is
    `refused`, with the reason for the instructor.

    Raises
    ------
    WorkerLost
        When the lease was lost meanwhile; nothing is written then.
    GradingError, StorageError
        When building could not be done; the caller gives the job back.
    """
    engine, on_progress = hand.engine, hand.on_progress
    with hand.database.read() as session:
        job = session.get_one(orm.Job, hand.lease.job_id)
        version = session.get_one(orm.AssignmentVersion, job.version_id)
        source = load_files(session, hand.blobs, version.source_sha256)
        limits = job_limits(engine.limits, version.assignment.limits)
    try:
        built = engine.build(source, version.notebooks, environment=version.environment, on_progress=on_progress)
        report = engine.prove(built, source, environment=version.environment, on_progress=on_progress, limits=limits)
        readable = {path: readable_solution(content, path) for path, content in built.solution.items()}
    except InvalidInput as fault:
        with hand.database.write() as session:
            job = jobs.require_held(session, hand.lease)
            _refuse(session, job, fault.message)
            jobs.complete(session, job)
        return
    student = store_files(hand.blobs, sorted(built.student.items()))
    package = store_files(hand.blobs, sorted(built.package.items()))
    solution = store_files(hand.blobs, sorted(readable.items()))
    with hand.database.write() as session:
        job = jobs.require_held(session, hand.lease)
        version = session.get_one(orm.AssignmentVersion, job.version_id)
        version.bundle_sha256 = record_bundle(session, student).sha256
        version.package_sha256 = record_bundle(session, package).sha256
        version.solution_sha256 = record_bundle(session, solution).sha256
        _report(version, built, report)
        guess_pace(session, version.assignment_id, report.seconds)
        job.log = built.log[-jobs.MAX_LOG :]
        jobs.complete(session, job)
        jobs.tell_built(session, version)


def _report(version: orm.AssignmentVersion, built: Built, report: ReleaseReport) -> None:
    version.notebooks = list(built.notebooks)
    version.max_score = report.max_score
    version.report = report.model_dump(mode="json")
    version.refusal = report.refusal
    version.state = VersionState.REFUSED if report.refusal else VersionState.READY


def _refuse(session: Session, job: orm.Job, reason: str) -> None:
    version = session.get_one(orm.AssignmentVersion, job.version_id)
    version.state, version.refusal = VersionState.REFUSED, reason
    job.log = reason[-jobs.MAX_LOG :]
    jobs.tell_built(session, version)
