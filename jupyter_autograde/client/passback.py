"""Calls about grade passback."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.passback import (
    PassbackItems,
    PassbackState,
    PassbackTarget,
    ResendRequest,
    Resent,
    TargetRequest,
)


class PassbackCalls(Calls):
    """Say where grades go, look how far they have come, send them again."""

    def list_passback(
        self, course_id: str, *, state: PassbackState | None = None, assignment_id: str | None = None
    ) -> PassbackItems:
        """Return the grades of a course that are passed back, those that wait longest first; for staff."""
        query = {"state": state and state.value, "assignment_id": assignment_id}
        return self._one(PassbackItems, "GET", f"courses/{part(course_id)}/passback", query=query)

    def send_grades_again(self, course_id: str, request: ResendRequest) -> Resent:
        """Send grades again that could not be passed back; for instructors."""
        return self._one(Resent, "POST", f"courses/{part(course_id)}/passback/retry", body=request)

    def get_passback_target(self, assignment_id: str) -> PassbackTarget:
        """Return where the grades of an assignment go; for staff."""
        return self._one(PassbackTarget, "GET", f"assignments/{part(assignment_id)}/passback")

    def set_passback_target(self, assignment_id: str, request: TargetRequest) -> PassbackTarget:
        """Let the grades of an assignment go to a platform; for instructors."""
        return self._one(PassbackTarget, "PUT", f"assignments/{part(assignment_id)}/passback", body=request)

    def end_passback(self, assignment_id: str) -> PassbackTarget:
        """Pass no grades of an assignment back any more; for instructors."""
        return self._one(PassbackTarget, "DELETE", f"assignments/{part(assignment_id)}/passback")
