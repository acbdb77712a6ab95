"""Calls about feedback and comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from jupyter_autograde.client.calls import MAX_BODY, Calls, part
from jupyter_autograde.client.downloads import Download
from jupyter_autograde.models.feedback import (
    Comment,
    CommentRequest,
    Feedback,
    FeedbackCounts,
    FeedbackSelection,
    FeedbackStatus,
    GenerateRequest,
    OwnFeedback,
)
from jupyter_autograde.models.regrade import Attempts


class FeedbackCalls(Calls):
    """Feedback, comments."""

    def list_feedback(
        self, assignment_id: str, *, students: Sequence[str] = (), attempts: Attempts = Attempts.LATEST
    ) -> list[FeedbackStatus]:
        """Return how far the feedback of each submission is; for staff."""
        query = {"students": list(students) or None, "attempts": attempts.value}
        return self._many(FeedbackStatus, "GET", f"assignments/{part(assignment_id)}/feedback", query=query)

    def list_own_feedback(self, assignment_id: str) -> list[OwnFeedback]:
        """Return which of the asker's attempts have released feedback, newest first."""
        return self._many(OwnFeedback, "GET", f"assignments/{part(assignment_id)}/feedback/own")

    def generate_feedback(self, assignment_id: str, request: GenerateRequest) -> FeedbackCounts:
        """Have feedback made where there is none, or an outdated one; for staff."""
        return self._one(FeedbackCounts, "POST", f"assignments/{part(assignment_id)}/feedback/generate", body=request)

    def release_feedback(self, assignment_id: str, selection: FeedbackSelection) -> FeedbackCounts:
        """Let students see the newest feedback, but for an outdated one; for staff."""
        return self._one(FeedbackCounts, "POST", f"assignments/{part(assignment_id)}/feedback/release", body=selection)

    def unrelease_feedback(self, assignment_id: str, selection: FeedbackSelection) -> FeedbackCounts:
        """Hide feedback from students again; for staff."""
        path = f"assignments/{part(assignment_id)}/feedback/unrelease"
        return self._one(FeedbackCounts, "POST", path, body=selection)

    def get_feedback(self, submission_id: str) -> Feedback:
        """Return the released feedback, to staff the newest; NotFound where there is none."""
        return self._one(Feedback, "GET", f"submissions/{part(submission_id)}/feedback")

    def download_feedback(self, submission_id: str, target: IO[bytes]) -> Download:
        """Write the files of `get_feedback`, as a zip archive, to `target`."""
        return self._download(f"submissions/{part(submission_id)}/feedback/bundle", target, MAX_BODY)

    def list_comments(self, submission_id: str) -> list[Comment]:
        """Return the comments on a submission, the oldest first; for staff."""
        return self._many(Comment, "GET", f"submissions/{part(submission_id)}/comments")

    def add_comment(self, submission_id: str, request: CommentRequest) -> Comment:
        """Comment on a submission or one question of it; for staff."""
        return self._one(Comment, "POST", f"submissions/{part(submission_id)}/comments", body=request)

    def remove_comment(self, submission_id: str, comment_id: str) -> Comment:
        """Leave a comment out of the feedback that is made from now on; for staff."""
        return self._one(Comment, "DELETE", f"submissions/{part(submission_id)}/comments/{part(comment_id)}")
