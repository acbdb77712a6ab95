"""One leased job under way: with what it is done, and what it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.contract import Engine
from jupyter_autograde.grading.limits import job_limits
from jupyter_autograde.grading.regrade_jobs import version_to_grade
from jupyter_autograde.grading.reuse import content_key, content_of
from jupyter_autograde.sandbox.base import Limits
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import load_files
from jupyter_autograde.storage.database import Database


@dataclass(frozen=True)
class JobAtHand:
    """A job that this process holds, and where its parts are.

    Parameters
    ----------
    on_progress : callable
        Is told in a few words what is being done.
    """

    database: Database
    blobs: BlobStore
    engine: Engine
    lease: jobs.Lease
    on_progress: Callable[[str], None]


@dataclass(frozen=True)
class SubmissionRun:
    """What a job about a submission runs: the submission, by the tests of a version.

    Parameters
    ----------
    key : str
        `reuse.content_key`: with the same one the same would come out.
    """

    job: orm.Job
    submission: orm.Submission
    version: orm.AssignmentVersion
    limits: Limits
    key: str

    def load(self, hand: JobAtHand) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Return the files of the grading package, and those that were handed in."""
        with hand.database.read() as session:
            package = load_files(session, hand.blobs, str(self.version.package_sha256))
            return package, load_files(session, hand.blobs, self.submission.bundle_sha256)


def submission_run(session: Session, hand: JobAtHand) -> SubmissionRun:
    """Return what the job runs; ReleaseNotReady where no version has tests."""
    job = session.get_one(orm.Job, hand.lease.job_id)
    submission = session.get_one(orm.Submission, job.submission_id)
    version = version_to_grade(session, job, submission)
    limits = job_limits(hand.engine.limits, submission.assignment.limits)
    key = content_key(content_of(submission, version), hand.engine.identity(version.environment, limits))
    return SubmissionRun(job, submission, version, limits, key)
