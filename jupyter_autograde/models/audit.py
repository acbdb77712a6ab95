"""The audit trail: every change of a grade, with who, when and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from jupyter_autograde.models.base import Name, Reply, Ulid, UtcTime


class AuditAction(StrEnum):
    """What changed a grade, or how grades are reckoned."""

    MANUAL_SCORE = "manual_score"
    """A person gave, changed or took back the points of a question."""
    RUBRIC = "rubric"
    """A rubric item of graded work was changed, or that was undone."""
    REGRADE = "regrade"
    """A regrade was applied or undone."""
    VOID = "void"
    """A test was voided, or that was undone."""
    AUTOGRADED = "autograded"
    """A submission got its first score."""
    GRADED_AGAIN = "graded_again"
    """A submission that had a score was run once more."""
    IMPORTED = "imported"
    """The score came from another system."""
    HANDED_IN = "handed_in"
    """Staff handed something in in the place of a student."""
    TERMS = "terms"
    """A due time, an extension, a late policy or a section: lateness costs something else. Or an assignment was
    released, unreleased, closed, reopened, archived or begun anew: what has not come counts as nothing, or no longer
    does."""
    GRADEBOOK = "gradebook"
    """Weights, categories, dropped or final grades."""
    PASSBACK = "passback"
    """Somebody said where grades go, or sent again what could not be passed back. No grade changes."""


class AuditEntry(Reply):
    """One change."""

    id: Ulid
    at: UtcTime
    action: AuditAction
    author: Name | None = None
    """None: nobody asked for it; a grading job ended."""
    course_id: Ulid
    assignment_id: Ulid | None = None
    submission_id: Ulid | None = None
    user: Name | None = None
    """Whose grade; None: not one person's."""
    question: str | None = None
    """None: the whole."""
    before: dict[str, Any] | None = None
    """What was, as `after`; None: nothing."""
    after: dict[str, Any] | None = None
    """E.g. `score`, `max_score` and `pending`, in points."""
    score_change_id: Ulid | None = None
    """The regrade, void or change of the rubric that it belongs to."""
    reason: str = ""
