"""Calls about the gradebook of a course."""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.audit import AuditEntry
from jupyter_autograde.models.gradebook import (
    CourseWeights,
    ExportedFile,
    ExportFormat,
    FinalPreview,
    FinalPreviewRequest,
    FinalRequest,
    Gradebook,
    Unfinal,
    UnfinalRequest,
    WeightsRequest,
)


class GradebookCalls(Calls):
    """Weights, totals, final grades, files of grades."""

    def get_gradebook(self, course_id: str) -> Gradebook:
        """Return students and assignments with what counts; for staff."""
        return self._one(Gradebook, "GET", _path(course_id))

    def get_weights(self, course_id: str) -> CourseWeights:
        """Return what the assignments of a course count; for staff."""
        return self._one(CourseWeights, "GET", f"{_path(course_id)}/weights")

    def set_weights(self, course_id: str, request: WeightsRequest) -> CourseWeights:
        """Set what the assignments count, all of it at once; for instructors."""
        return self._one(CourseWeights, "PUT", f"{_path(course_id)}/weights", body=request)

    def preview_final(self, course_id: str, request: FinalPreviewRequest) -> FinalPreview:
        """Return what making totals final would do; for instructors."""
        return self._one(FinalPreview, "POST", f"{_path(course_id)}/final/preview", body=request)

    def make_final(self, course_id: str, request: FinalRequest) -> FinalPreview:
        """Make totals final as the preview has shown; for instructors."""
        return self._one(FinalPreview, "POST", f"{_path(course_id)}/final", body=request)

    def take_back_final(self, course_id: str, request: UnfinalRequest) -> Unfinal:
        """Take final grades back; for instructors."""
        return self._one(Unfinal, "POST", f"{_path(course_id)}/final/end", body=request)

    def export_grades(
        self,
        course_id: str,
        wanted: ExportFormat,
        *,
        assignment_id: str | None = None,
        rows: bool = False,
        unfinished: bool = False,
    ) -> ExportedFile:
        """Return a file of grades; with `rows` its lines as JSON. For staff."""
        query = {
            "format": wanted,
            "assignment_id": assignment_id,
            "rows": "true" if rows else None,
            "unfinished": "true" if unfinished else None,
        }
        return self._one(ExportedFile, "GET", f"{_path(course_id)}/export", query=query)

    def list_audit(
        self,
        course_id: str,
        wanted: Mapping[str, str | None] | None = None,
        *,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[AuditEntry]:
        """Return changes of grades, the newest first; for staff.

        Parameters
        ----------
        wanted : mapping, optional
            `assignment_id`, `submission_id`, `user`, `author`, `action`, `since`, `until`.
        after : str, optional
            Id of the last entry of the page before.
        """
        query = {"after": after, "limit": limit, **(wanted or {})}
        return self._many(AuditEntry, "GET", f"courses/{part(course_id)}/audit", query=query)

    def export_audit(self, course_id: str, wanted: Mapping[str, str | None] | None = None) -> ExportedFile:
        """Return the same as a CSV file; for staff."""
        return self._one(ExportedFile, "GET", f"courses/{part(course_id)}/audit/export", query=wanted)


def _path(course_id: str) -> str:
    return f"courses/{part(course_id)}/gradebook"
