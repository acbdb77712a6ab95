"""Assignments and their versions."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Request, Sha256, Ulid, UtcTime
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.models.limits import AssignmentLimits, AssignmentLimitsRequest


class AssignmentFormat(StrEnum):
    """How the instructor's notebook marks solutions and tests."""

    OTTER = "otter"
    NBGRADER = "nbgrader"


class AssignmentState(StrEnum):
    """Life of an assignment; only forwards, but for reopening a closed one."""

    DRAFT = "draft"
    RELEASED = "released"
    CLOSED = "closed"


class AssignmentRequest(Request):
    """An assignment to be created, as a draft."""

    name: Name
    format: AssignmentFormat = AssignmentFormat.OTTER
    """What the sources will be written in; a release's own format takes its place."""
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    limits: AssignmentLimitsRequest | None = None
    """What one grading may use; None = the service's own limits."""


class AssignmentChange(Request):
    """Changes to an assignment; a key that is absent stays as it is."""

    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    state: AssignmentState | None = None
    limits: AssignmentLimitsRequest | None = None
    """All of them at once; null takes the service's own again."""


class MySubmissionSummary(Reply):
    """The asker's newest submission to an assignment, for lists."""

    id: Ulid
    attempt: int = Field(ge=1)
    submitted_at: UtcTime
    late: bool
    state: str
    """As `SubmissionState`."""
    score: float | None = None
    max_score: float | None = None
    pending: float | None = None
    """As in `Submission`."""


class Assignment(Reply):
    """Named work in a course."""

    id: Ulid
    course_id: Ulid
    course: Name
    name: Name
    format: AssignmentFormat
    state: AssignmentState
    due_at: UtcTime | None
    closes_at: UtcTime | None
    version: int | None = None
    """Number of the newest released version; None while a draft."""
    version_id: Ulid | None = None
    max_score: float | None = None
    created_at: UtcTime
    limits: AssignmentLimits | None = None
    """What one grading may use, where it differs from the service's own."""
    live: bool = False
    """Staff of the course see its students' notebooks when they are saved."""
    my_submission: MySubmissionSummary | None = None


class VersionState(StrEnum):
    """`building` → `ready` | `refused` → `released`."""

    BUILDING = "building"
    READY = "ready"
    REFUSED = "refused"
    RELEASED = "released"


class AssignmentVersion(Reply):
    """One release version of an assignment: made from a source, proved, then released."""

    id: Ulid
    assignment_id: Ulid
    number: int = Field(ge=1)
    state: VersionState
    job_id: Ulid | None = None
    notebooks: list[str]
    """Paths of the notebooks in the bundle."""
    max_score: float | None = None
    bundle_sha256: Sha256 | None = None
    environment: str
    created_by: Name
    created_at: UtcTime
    released_at: UtcTime | None = None
    report: ReleaseReport | None = None
    """The dry run; for those who may release only."""
    refusal: str | None = None
    """Why the version was refused, a sentence for the instructor."""
