"""Grades as the service answers them."""

from __future__ import annotations

from jupyter_autograde.models.base import Reply, Sha256, Ulid, UtcTime
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.visibility import ScoreShown, ShownResult


class Grade(Reply):
    """What one autograde found; students get the student's view of `result` and no log."""

    id: Ulid
    submission_id: Ulid
    job_id: Ulid
    version: int
    created_at: UtcTime
    current: bool = False
    """Whether it is the one that counts."""
    score_change_id: Ulid | None = None
    """The regrade that it was made for; for staff only."""
    result: GradeResult | None
    """None while the asker's score is not shown."""
    tests: ShownResult | None = None
    """What may be read of the tests in place of `result`."""
    score_awaits: ScoreShown | None = None
    """What has to happen before the score is shown."""
    log: str | None = None


class ExecutedNotebook(Reply):
    """A notebook as it was run while grading, for staff."""

    index: int
    path: str
    sha256: Sha256
    size: int
