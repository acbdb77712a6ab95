"""Calls about how assignments went."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.insight import AssignmentInsight, FoundWorks


class InsightCalls(Calls):
    """Scores, hand-ins, tests and errors of an assignment."""

    def get_insight(self, assignment_id: str) -> AssignmentInsight:
        """Return how an assignment went; for staff."""
        return self._one(AssignmentInsight, "GET", f"assignments/{part(assignment_id)}/insight")

    def failing_submissions(self, assignment_id: str, test: str, question: str | None = None) -> FoundWorks:
        """Return the newest attempts that fail a test, of one question or of any; for staff."""
        return self._one(
            FoundWorks,
            "GET",
            f"assignments/{part(assignment_id)}/insight/submissions",
            query={"test": test, "question": question},
        )
