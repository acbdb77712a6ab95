"""What feedback tells, before it has a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jupyter_autograde.models.feedback import Comment
from jupyter_autograde.models.grade import GradeResult, QuestionResult


@dataclass(frozen=True)
class Contents:
    """The facts of one submission.

    Parameters
    ----------
    result : GradeResult
        In the student's view: of tests what the rules of the assignment show, no flag, no repair (SEC-60).
    penalty : float
        Points that lateness takes off, 0 <= penalty <= score.
    """

    course: str
    assignment: str
    user: str
    attempt: int
    submitted_at: datetime
    late: bool
    result: GradeResult
    comments: Sequence[Comment]
    penalty: float = 0.0

    @property
    def heading(self) -> str:
        """What it is about, in a line."""
        return f"{self.course} / {self.assignment}: attempt {self.attempt} of {self.user}"

    @property
    def handed_in(self) -> str:
        """When, in words."""
        return f"Handed in {self.submitted_at:%Y-%m-%d %H:%M} UTC{', late' if self.late else ''}"

    @property
    def score(self) -> str:
        """The whole score and what counts of it, in words."""
        score = f"{self.result.score:g} of {self.result.max_score:g} points"
        counts = f", less {self.penalty:g} for lateness: {self.result.score - self.penalty:g} count"
        pending = f"; {self.result.pending:g} still to be given" if self.result.pending else ""
        return f"{score}{counts if self.penalty else ''}{pending}"

    def questions(self, notebook: str | None) -> list[QuestionResult]:
        """Return the questions of one notebook; of None all."""
        return [one for one in self.result.questions if notebook is None or one.notebook == notebook]

    def about(self, question: str) -> list[Comment]:
        """Return the comments on one question."""
        return [one for one in self.comments if one.question == question]

    def general(self) -> list[Comment]:
        """Return the comments on the whole, and those on questions that the result no longer has."""
        names = {one.name for one in self.result.questions}
        return [one for one in self.comments if one.question not in names]


def points(score: float, most: float) -> str:
    """Return points of a most in words."""
    return f"{score:g} / {most:g}"


Notebook = Mapping[str, Any]
"""As `outputs.safe_notebook` makes it."""
