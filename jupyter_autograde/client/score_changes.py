"""Calls about regrades and voided tests."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    RegradeRequest,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    VoidRequest,
)


class ScoreChangeCalls(Calls):
    """Regrades and voids, previewed and applied."""

    def list_score_changes(self, assignment_id: str) -> list[ScoreChange]:
        """Return the regrades and voided tests of an assignment, newest first; for staff."""
        return self._many(ScoreChange, "GET", f"assignments/{part(assignment_id)}/score-changes")

    def start_regrade(self, assignment_id: str, request: RegradeRequest) -> ScoreChange:
        """Grade submissions again without changing a score yet; for instructors."""
        return self._one(ScoreChange, "POST", f"assignments/{part(assignment_id)}/regrades", body=request)

    def start_void(self, assignment_id: str, request: VoidRequest) -> ScoreChange:
        """Propose to void a test; for instructors."""
        return self._one(ScoreChange, "POST", f"assignments/{part(assignment_id)}/voids", body=request)

    def get_score_change(self, change_id: str) -> ScoreChangePreview:
        """Return what a change makes of each submission; for staff."""
        return self._one(ScoreChangePreview, "GET", f"score-changes/{part(change_id)}")

    def apply_score_change(self, change_id: str, request: ApplyRequest) -> ScoreChangePreview:
        """Make the previewed scores count; for instructors."""
        return self._one(ScoreChangePreview, "POST", f"score-changes/{part(change_id)}/apply", body=request)

    def discard_score_change(self, change_id: str, request: StepRequest) -> ScoreChange:
        """Close a change without applying it; for instructors."""
        return self._one(ScoreChange, "POST", f"score-changes/{part(change_id)}/discard", body=request)

    def undo_score_change(self, change_id: str, request: StepRequest) -> ScoreChangePreview:
        """Make the grades from before an applied change current again; for instructors."""
        return self._one(ScoreChangePreview, "POST", f"score-changes/{part(change_id)}/undo", body=request)
