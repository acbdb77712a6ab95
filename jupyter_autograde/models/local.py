"""What the server extension and the lab tell each other about files of the user."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime
from jupyter_autograde.models.course import Course
from jupyter_autograde.models.feedback import Feedback
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.models.visibility import ShownResult
from jupyter_autograde.permissions import Role


class StreamState(StrEnum):
    """How events reach this server: by a stream, by asking, not at all."""

    SSE = "sse"
    POLL = "poll"
    DOWN = "down"


class LocalStatus(Reply):
    """The connection of this server to the service."""

    configured: bool
    reachable: bool
    service_url: str | None
    user: Name | None
    stream: StreamState
    pending: int
    """Submissions that are not acknowledged yet."""
    message: str = ""
    """What is wrong and the next step; empty when all is well."""


class PendingState(StrEnum):
    """`waiting`: it will be sent; `refused`: the service does not take it, see the reason."""

    WAITING = "waiting"
    REFUSED = "refused"


class PendingSubmission(Reply):
    """A submission that the service has not acknowledged."""

    id: Ulid
    assignment_id: Ulid
    assignment: Name
    notebook: str
    """Relative to the server's root."""
    clicked_at: UtcTime
    tries: int = Field(0, ge=0)
    last_error: str | None = None
    """A sentence for the user."""
    last_code: str | None = None
    """Code of that error."""
    state: PendingState = PendingState.WAITING


class LocalAssignment(Assignment):
    """An assignment, and what of it lies in the user's home."""

    folder: str | None = None
    """Relative to the server's root; None = not fetched."""
    fetched_version: int | None = None
    notebooks: list[str] = Field(default_factory=list)
    """Relative to the server's root."""
    missing: list[str] = Field(default_factory=list)
    """Those of `notebooks` that are not there any more."""
    pending: PendingSubmission | None = None
    stale: bool = False
    """The service did not answer; this is what was known last."""


class NotebookAbilities(Reply):
    """What the toolbar offers on a notebook."""

    fetch: bool = False
    submit: bool = False
    release: bool = False


class NotebookStatus(Reply):
    """Everything that the toolbar of one notebook shows."""

    path: str
    assignment: LocalAssignment | None = None
    role: Role | None = None
    teaches: list[Course] = Field(default_factory=list)
    """Courses in which the user may release."""
    can: NotebookAbilities
    pending: PendingSubmission | None = None
    submission: Submission | None = None
    grade: GradeResult | None = None
    tests: ShownResult | None = None
    """What may be read of the tests while the score, and with it `grade`, is not shown."""
    feedback: Feedback | None = None
    """Released feedback on `submission`."""


class FetchMode(StrEnum):
    """`update` keeps what the student changed; `reset` puts the released files back."""

    UPDATE = "update"
    RESET = "reset"


class FetchRequest(Request):
    """Bring the files of an assignment into the user's home."""

    assignment_id: Ulid
    mode: FetchMode = FetchMode.UPDATE


class FetchReply(Reply):
    """What fetching did; paths of files are relative to `folder`."""

    folder: str
    """Relative to the server's root."""
    notebooks: list[str]
    """Relative to the server's root."""
    version: int
    written: list[str]
    """Files that are now as released."""
    merged: list[str] = Field(default_factory=list)
    """Notebooks with the student's changes and the new text."""
    kept: list[str]
    """Files that the student changed and that were not touched."""
    backup: str | None = None
    """Folder with the files as they were, relative to the server's root."""


class FetchFeedbackRequest(Request):
    """Bring the released feedback on one's attempts at an assignment into its folder."""

    assignment_id: Ulid


class FetchedFeedback(Reply):
    """What fetching feedback did; paths are relative to the server's root."""

    folder: str
    pages: list[str]
    """The pages of the newest attempt with feedback."""
    attempts: list[int]
    """Those with feedback, newest first."""
    kept: list[str] = Field(default_factory=list)
    """Folders of earlier feedback that the student had changed."""


class FetchSolutionRequest(Request):
    """Bring the notebooks of an assignment with their solutions into a folder beside one's own work."""

    assignment_id: Ulid


class FetchedSolution(Reply):
    """What fetching a solution did; paths are relative to the server's root."""

    folder: str
    notebooks: list[str]
    kept: str | None = None
    """Folder of an earlier solution that the student had changed."""


class SubmitRequest(Request):
    """Hand in the assignment that a notebook belongs to."""

    path: str = Field(min_length=1, max_length=1024)


class SubmitState(StrEnum):
    """Whether the service has the submission."""

    ACKNOWLEDGED = "acknowledged"
    WAITING = "waiting"
    REFUSED = "refused"


class SubmitReply(Reply):
    """How far a submission came while the user waited."""

    outbox_id: Ulid
    state: SubmitState
    submission: Submission | None = None
    """With its receipt, when acknowledged."""
    message: str
    code: str | None = None
    """Code of the error, when refused."""


class LocalReleaseRequest(Request):
    """Send a source notebook and files beside it to be built."""

    path: str = Field(min_length=1, max_length=1024)
    course_id: Ulid
    name: Name
    due_at: UtcTime | None = None
    """Of a new assignment; that of one that there is changes by itself, when the version is released."""
    files: list[str] = Field(default_factory=list, max_length=500)
    """Extra files, relative to the server's root."""
    assignment_id: Ulid | None = None
    """For a new version of an assignment; None = a new assignment."""


class FileCandidate(Reply):
    """A file that could go with a release."""

    path: str
    """Relative to the server's root."""
    size: int
    """Bytes."""
    named: bool = False
    """The notebook names it in otter's `files:`."""
