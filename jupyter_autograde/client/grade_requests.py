"""Calls about requests about grades."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.grade_request import AnswerRequest, AskRequest, GradeRequest, GradeRequestState


class GradeRequestCalls(Calls):
    """Ask, withdraw, answer."""

    def list_course_requests(
        self, course_id: str, *, state: GradeRequestState | None = None, assignment_id: str | None = None
    ) -> list[GradeRequest]:
        """Return the requests in a course, the oldest first; for staff."""
        query = {"state": state and state.value, "assignment_id": assignment_id}
        return self._many(GradeRequest, "GET", f"courses/{part(course_id)}/requests", query=query)

    def list_submission_requests(self, submission_id: str) -> list[GradeRequest]:
        """Return the requests about a submission, the newest first."""
        return self._many(GradeRequest, "GET", f"submissions/{part(submission_id)}/requests")

    def ask_about_grade(self, submission_id: str, request: AskRequest) -> GradeRequest:
        """Ask about the grade of an own submission with released feedback."""
        return self._one(GradeRequest, "POST", f"submissions/{part(submission_id)}/requests", body=request)

    def withdraw_request(self, request_id: str) -> GradeRequest:
        """Take an own request back that has no answer."""
        return self._one(GradeRequest, "POST", f"requests/{part(request_id)}/withdraw")

    def answer_request(self, request_id: str, answer: AnswerRequest) -> GradeRequest:
        """Answer a request; for staff."""
        return self._one(GradeRequest, "POST", f"requests/{part(request_id)}/answer", body=answer)
