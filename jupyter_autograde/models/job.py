"""Jobs: a grading of one submission, the making of its feedback, or the build of one release version."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Reply, Request, Ulid, UtcTime

MAX_AT_ONCE = 200
"""Submissions that one request has graded: the database's write lock is held for all of them."""


class JobKind(StrEnum):
    """What a job does."""

    AUTOGRADE = "autograde"
    BUILD = "build"
    FEEDBACK = "feedback"


class JobState(StrEnum):
    """`queued` → `running` → `done` | `failed`; a lost lease, and a stop of the service, go back to `queued`."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class GradeSeveralRequest(Request):
    """Grade some submissions of an assignment."""

    submissions: list[Ulid] = Field(min_length=1, max_length=MAX_AT_ONCE)


class GradeOutcome(Reply):
    """What became of one of them."""

    submission_id: Ulid
    job_id: Ulid | None = None
    """None: none was queued."""
    code: str | None = None
    """Why, as errors have it."""
    message: str | None = None


class Job(Reply):
    """One piece of work for the queue; the row in the database is the truth."""

    id: Ulid
    kind: JobKind
    state: JobState
    tries: int
    """Failures, lost leases and the run under way; a planned stop of the service takes its own back."""
    submission_id: Ulid | None = None
    version_id: Ulid | None = None
    position: int | None = Field(None, ge=1)
    """Place in the queue while it waits, 1 = the next."""
    eta: UtcTime | None = None
    """When its result is expected, while it waits or runs: from what gradings of the assignment took lately.
    None while no worker takes jobs."""
    progress: str = ""
    """What it does now, a few words."""
    log: str = ""
    """For staff: why it failed."""
    created_at: UtcTime
    started_at: UtcTime | None = None
    finished_at: UtcTime | None = None
