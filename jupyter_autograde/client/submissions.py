"""Calls about submissions, grades and jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO
from urllib.parse import quote

from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.client.calls import MAX_BODY, Calls, part
from jupyter_autograde.client.downloads import Download
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.grade_record import ExecutedNotebook, Grade
from jupyter_autograde.models.job import GradeOutcome, GradeSeveralRequest, Job
from jupyter_autograde.models.submission import ArchiveRequest, HandInOutlook, Submission
from jupyter_autograde.models.submission_table import SubmissionTable

_MAX_NOTEBOOK = 12 * MIB
_MAX_ARCHIVE = 320 * MIB


class SubmissionCalls(Calls):
    """Submissions, grades, jobs."""

    def submit(
        self,
        assignment_id: str,
        bundle: IO[bytes],
        *,
        key: str,
        claimed_at: datetime | None = None,
        version: int | None = None,
    ) -> Submission:
        """Hand in a bundle (a seekable zip archive); sent twice with one `key` it counts once.

        Parameters
        ----------
        key : str
            Idempotency key, 1 to 128 characters; belongs to this bundle and no other.
        claimed_at : aware datetime, optional
            When the student clicked; shown to staff, decides nothing.
        version : int, optional
            Number of the version that was fetched.
        """
        return self._one(
            Submission,
            "POST",
            f"assignments/{part(assignment_id)}/submissions",
            query={
                "claimed_at": claimed_at.isoformat() if claimed_at else None,
                "version": version,
            },
            upload=bundle,
            headers={"Idempotency-Key": key},
            keyed=True,
        )

    def submit_for(
        self, assignment_id: str, user: str, bundle: IO[bytes], *, key: str, reason: str, version: int | None = None
    ) -> Submission:
        """Hand in a bundle in the place of a student, after the deadline too; for staff. Otherwise as `submit`.

        Raises
        ------
        InvalidInput
            The reason is not Unicode, as an argument in another encoding.
        """
        try:
            why = quote(reason, safe="")
        except UnicodeEncodeError as fault:
            raise InvalidInput("The reason has characters that are no Unicode. Write it in UTF-8.") from fault
        return self._one(
            Submission,
            "POST",
            f"assignments/{part(assignment_id)}/submissions/for/{part(user)}",
            query={"version": version},
            upload=bundle,
            headers={"Idempotency-Key": key, "Autograde-Reason": why},
            keyed=True,
        )

    def hand_in_outlook(self, assignment_id: str, user: str) -> HandInOutlook:
        """Say what a hand-in for a student would be at this moment; for staff."""
        return self._one(HandInOutlook, "GET", f"assignments/{part(assignment_id)}/submissions/for/{part(user)}")

    def list_submissions(
        self,
        assignment_id: str,
        *,
        user: str | None = None,
        latest: bool = False,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Submission]:
        """Return submissions, newest first: the asker's own, for staff everybody's."""
        return self._many(
            Submission,
            "GET",
            f"assignments/{part(assignment_id)}/submissions",
            query={
                "user": user,
                "latest": "true" if latest else None,
                "after": after,
                "limit": limit,
            },
        )

    def get_submission_table(self, course_id: str, assignment_id: str | None = None) -> SubmissionTable:
        """Return the submissions of a course, or of one assignment of it, as a table; for staff."""
        return self._one(
            SubmissionTable,
            "GET",
            f"courses/{part(course_id)}/submissions",
            query={"assignment_id": assignment_id},
        )

    def get_submission(self, submission_id: str) -> Submission:
        """Return one submission."""
        return self._one(Submission, "GET", f"submissions/{part(submission_id)}")

    def download_submission(self, submission_id: str, target: IO[bytes]) -> Download:
        """Write the files of a submission, as a zip archive, to `target`."""
        return self._download(f"submissions/{part(submission_id)}/bundle", target, MAX_BODY)

    def download_submissions(self, course_id: str, submission_ids: Sequence[str], target: IO[bytes]) -> Download:
        """Write the files of many submissions of a course, as one zip archive, to `target`; for staff."""
        request = ArchiveRequest(submissions=list(submission_ids))
        return self._download(f"courses/{part(course_id)}/submissions/archive", target, _MAX_ARCHIVE, body=request)

    def list_grades(self, submission_id: str) -> list[Grade]:
        """Return the grades of a submission, newest first."""
        return self._many(Grade, "GET", f"submissions/{part(submission_id)}/grades")

    def list_executed_notebooks(self, submission_id: str) -> list[ExecutedNotebook]:
        """Return what the newest grade kept of executed notebooks; for staff."""
        return self._many(ExecutedNotebook, "GET", f"submissions/{part(submission_id)}/notebooks")

    def download_executed_notebook(self, submission_id: str, index: int, target: IO[bytes]) -> Download:
        """Write one executed notebook to `target`; for staff."""
        return self._download(f"submissions/{part(submission_id)}/notebooks/{index}", target, _MAX_NOTEBOOK)

    def grade_again(self, submission_id: str) -> Job:
        """Put a submission into the queue once more; for staff."""
        return self._one(Job, "POST", f"submissions/{part(submission_id)}/jobs")

    def grade_several(self, assignment_id: str, submission_ids: Sequence[str]) -> list[GradeOutcome]:
        """Put some submissions of an assignment into the queue once more, 200 at most; for staff."""
        request = GradeSeveralRequest(submissions=list(submission_ids))
        return self._many(GradeOutcome, "POST", f"assignments/{part(assignment_id)}/jobs", body=request)

    def get_job(self, job_id: str) -> Job:
        """Return one job."""
        return self._one(Job, "GET", f"jobs/{part(job_id)}")
