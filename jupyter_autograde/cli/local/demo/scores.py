"""What a demo shows of a submission: what came out, and what had to."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_autograde.models.submission import Submission, SubmissionState

TOLERANCE = 0.001
"""Points; otter rounds to five places."""


@dataclass(frozen=True)
class ScoreRow:
    """One submission.

    Parameters
    ----------
    seconds : float
        That grading took; in the journey, from the click on Submit to the score.
    late : bool
        Whether it had to be late.
    """

    submission: Submission
    expected: float
    seconds: float
    late: bool = False

    @property
    def right(self) -> bool:
        """Whether everything is as it had to be."""
        found = self.submission
        return (
            found.state is SubmissionState.GRADED
            and found.score is not None
            and abs(found.score - self.expected) <= TOLERANCE
            and found.late == self.late
        )
