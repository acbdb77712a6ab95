"""Calls about assignments and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from jupyter_autograde.client.calls import MAX_BODY, Calls, part
from jupyter_autograde.client.downloads import Download
from jupyter_autograde.models.assignment import (
    Assignment,
    AssignmentChange,
    AssignmentRequest,
    AssignmentState,
    AssignmentVersion,
)
from jupyter_autograde.models.assignment_state import AssignmentProgress, StateOutlook, VersionHolder
from jupyter_autograde.models.copying import CopyPlan, CopyRequest
from jupyter_autograde.models.limits import ServiceLimits
from jupyter_autograde.models.version_preview import VersionPreview


class AssignmentCalls(Calls):
    """Assignments, versions, packages."""

    def list_assignments(self, course_id: str | None = None) -> list[Assignment]:
        """Return the assignments of one course, or of all of the asker's."""
        path = "assignments" if course_id is None else f"courses/{part(course_id)}/assignments"
        return self._many(Assignment, "GET", path)

    def create_assignment(self, course_id: str, request: AssignmentRequest) -> Assignment:
        """Create an assignment, as a draft."""
        return self._one(Assignment, "POST", f"courses/{part(course_id)}/assignments", body=request)

    def get_assignment(self, assignment_id: str) -> Assignment:
        """Return one assignment."""
        return self._one(Assignment, "GET", f"assignments/{part(assignment_id)}")

    def change_assignment(self, assignment_id: str, change: AssignmentChange) -> Assignment:
        """Change the fields that were set in `change`."""
        return self._one(Assignment, "PATCH", f"assignments/{part(assignment_id)}", body=change)

    def preview_copies(self, course_id: str, request: CopyRequest) -> CopyPlan:
        """Return what copying assignments of a course would do; for instructors."""
        return self._one(CopyPlan, "POST", f"courses/{part(course_id)}/copies/preview", body=request)

    def copy_assignments(self, course_id: str, request: CopyRequest) -> CopyPlan:
        """Copy assignments of a course into another, or into itself; for instructors of both."""
        return self._one(CopyPlan, "POST", f"courses/{part(course_id)}/copies", body=request)

    def preview_version(self, version_id: str) -> VersionPreview:
        """Return the notebooks of a version as students get them; for staff."""
        return self._one(VersionPreview, "GET", f"versions/{part(version_id)}/preview")

    def list_progress(self, course_id: str) -> list[AssignmentProgress]:
        """Return how many students are how far at each assignment of a course; for staff."""
        return self._many(AssignmentProgress, "GET", f"courses/{part(course_id)}/progress")

    def list_holders(self, assignment_id: str) -> list[VersionHolder]:
        """Return which student has fetched which version; for staff."""
        return self._many(VersionHolder, "GET", f"assignments/{part(assignment_id)}/holders")

    def look_out(self, assignment_id: str, becomes: AssignmentState, *, version: int | None = None) -> StateOutlook:
        """Return what another state, or the release of a version, would do."""
        query = {"becomes": becomes, "version": version}
        return self._one(StateOutlook, "GET", f"assignments/{part(assignment_id)}/outlook", query=query)

    def download_solution(self, assignment_id: str, target: IO[bytes]) -> Download:
        """Write the notebooks with their solutions to `target`."""
        return self._download(f"assignments/{part(assignment_id)}/solution", target, MAX_BODY)

    def get_limits(self) -> ServiceLimits:
        """Return the limits of a grading where an assignment sets none, and the most that it may set."""
        return self._one(ServiceLimits, "GET", "limits")

    def list_versions(self, assignment_id: str) -> list[AssignmentVersion]:
        """Return the versions of an assignment; for staff."""
        return self._many(AssignmentVersion, "GET", f"assignments/{part(assignment_id)}/versions")

    def start_version(
        self,
        assignment_id: str,
        source: IO[bytes],
        *,
        notebooks: Sequence[str] = (),
        environment: str | None = None,
    ) -> AssignmentVersion:
        """Send a source (a seekable zip archive) to be built and proved; the answer is `building`.

        `notebooks` are paths in the archive; by default all notebooks in its root. `environment` is by default the
        course's, else the service's first.
        """
        return self._one(
            AssignmentVersion,
            "POST",
            f"assignments/{part(assignment_id)}/versions",
            query={"notebooks": list(notebooks) or None, "environment": environment},
            upload=source,
        )

    def release_package(self, assignment_id: str, archive: IO[bytes], *, notebook: str) -> AssignmentVersion:
        """Release otter's autograder.zip (seekable) as it is; the answer is the version that has it.

        `notebook` is the path of what is graded in submissions.
        """
        return self._one(
            AssignmentVersion,
            "POST",
            f"assignments/{part(assignment_id)}/packages",
            query={"notebook": notebook},
            upload=archive,
        )

    def get_version(self, version_id: str) -> AssignmentVersion:
        """Return one version."""
        return self._one(AssignmentVersion, "GET", f"versions/{part(version_id)}")

    def release_version(self, version_id: str) -> AssignmentVersion:
        """Release a version that is ready."""
        return self._one(AssignmentVersion, "POST", f"versions/{part(version_id)}/release")

    def download_version(self, version_id: str, target: IO[bytes]) -> Download:
        """Write the student's bundle of a version to `target`."""
        return self._download(f"versions/{part(version_id)}/bundle", target, MAX_BODY)
