"""Assignments and their versions."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Request, Sha256, Ulid, UtcTime
from jupyter_autograde.models.deadlines import AttemptLimit, AttemptLimitRequest
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.models.late_policy import LatePenalty, LatePolicy, LatePolicyRequest
from jupyter_autograde.models.limits import AssignmentLimits, AssignmentLimitsRequest
from jupyter_autograde.models.visibility import ScoreShown, Visibility, VisibilityRequest


class AssignmentFormat(StrEnum):
    """How the instructor's notebook marks solutions and tests."""

    OTTER = "otter"
    NBGRADER = "nbgrader"


class AssignmentState(StrEnum):
    """Life of an assignment; back again while nobody has handed in, and a closed one can be reopened."""

    DRAFT = "draft"
    RELEASED = "released"
    CLOSED = "closed"


class AssignmentRequest(Request):
    """An assignment to be created, as a draft."""

    name: Name
    format: AssignmentFormat = AssignmentFormat.OTTER
    """What the sources will be written in; a release's own format takes its place."""
    opens_at: UtcTime | None = None
    """Students see nothing of it before."""
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    late_policy: LatePolicyRequest | None = None
    """None = the course's."""
    attempt_limit: AttemptLimitRequest | None = None
    limits: AssignmentLimitsRequest | None = None
    """What one grading may use; None = the service's own limits."""
    visibility: VisibilityRequest | None = None
    """None = public tests with their messages, nothing of hidden ones, the score at once."""


class AssignmentChange(Request):
    """Changes to an assignment; a key that is absent stays as it is."""

    opens_at: UtcTime | None = None
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    late_policy: LatePolicyRequest | None = None
    """All of it at once; null takes the course's again."""
    attempt_limit: AttemptLimitRequest | None = None
    state: AssignmentState | None = None
    limits: AssignmentLimitsRequest | None = None
    """All of them at once; null takes the service's own again."""
    visibility: VisibilityRequest | None = None
    """All of it at once; null as in `AssignmentRequest`."""
    solution_shown: bool | None = None
    """Whether students read the solution once nobody can hand in any more, with an extension either; null = no."""


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
    penalty: float | None = None
    """As in `Submission`."""
    final_score: float | None = None
    """As in `Submission`."""
    score_awaits: ScoreShown | None = None
    """What has to happen before the score is shown; None: it is, where there is one."""
    feedback_attempt: int | None = None
    """The newest attempt with released feedback: this one or an earlier one."""


class Assignment(Reply):
    """Named work in a course."""

    id: Ulid
    course_id: Ulid
    course: Name
    name: Name
    format: AssignmentFormat
    state: AssignmentState
    opens_at: UtcTime | None = None
    """Students see nothing of it before."""
    due_at: UtcTime | None
    """For students their own: with their extension."""
    closes_at: UtcTime | None
    """As `due_at`."""
    extended: bool = False
    """Whether the asker has an extension."""
    late_policy: LatePolicy | None = None
    """What holds: its own, else the course's; None = nothing is taken off."""
    late_policy_of_course: bool = True
    """Whether it has none of its own."""
    late_now: LatePenalty | None = None
    """What would be taken off were it handed in now; None while that would not be late."""
    attempt_limit: AttemptLimit | None = None
    attempts_left: int | None = None
    """Of the asker, extra ones included; None = no limit."""
    attempts_again_at: UtcTime | None = None
    """When there is another attempt, where none is left now and the limit is for some hours."""
    timezone: str | None = None
    """Of the course."""
    version: int | None = None
    """Number of the newest released version; None while a draft."""
    version_id: Ulid | None = None
    max_score: float | None = None
    created_at: UtcTime
    limits: AssignmentLimits | None = None
    """What one grading may use, where it differs from the service's own."""
    visibility: Visibility = Field(default_factory=Visibility)
    solution_shown: bool = False
    """Whether students read the solution once nobody can hand in any more."""
    solution_readable: bool = False
    """Whether that is now."""
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
