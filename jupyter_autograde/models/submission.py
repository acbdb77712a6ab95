"""Submissions and their receipts."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Request, Sha256, Ulid, UtcTime
from jupyter_autograde.models.visibility import ScoreShown


class SubmissionState(StrEnum):
    """How far a submission has come, derived from its newest job and grade."""

    QUEUED = "queued"
    RUNNING = "running"
    GRADED = "graded"
    FAILED = "failed"


class Receipt(Reply):
    """What the service swears to have received: the signed part is `payload()`.

    **Source:** RFC 8032 (Ed25519); the canonical form is JSON with sorted keys and no spaces.
    """

    submission_id: Ulid
    course: Name
    assignment: Name
    user: Name
    attempt: int = Field(ge=1)
    submitted_at: UtcTime
    late: bool
    """As it was when this was signed; an extension changes what counts, not what was received."""
    sha256: Sha256
    """Identity of the files: `bundles.identity`."""
    key_id: str
    signature: str
    """Base64url of the Ed25519 signature over `receipts.canonical`."""


class SavedReceipt(Receipt):
    """A receipt as a file, with the key that it can be checked with where nobody can be asked."""

    public_key: str | None = None
    """Base64url of the 32 raw bytes; whose it is, the file does not prove."""


class Submission(Reply):
    """One hand-in; immutable but for its state."""

    id: Ulid
    course_id: Ulid
    assignment_id: Ulid
    assignment: Name
    version: int
    user: Name
    attempt: int = Field(ge=1)
    submitted_at: UtcTime
    claimed_at: UtcTime | None = None
    """When the student clicked, by the clock of the student's server; for staff only, decides nothing."""
    submitted_by: Name | None = None
    """Who of the staff handed it in in the place of `user`; None: `user` did."""
    late: bool
    """By `submitted_at`, and the due time and extension that hold now."""
    sha256: Sha256
    size: int = Field(ge=0)
    """Bytes of all files."""
    state: SubmissionState
    job_id: Ulid | None = None
    position: int | None = Field(None, ge=1)
    """Place in the queue while it waits, 1 = the next; only where one submission is asked for."""
    eta: UtcTime | None = None
    """When the result is expected, while it waits or runs; as `position`. None while no worker takes
    jobs."""
    score: float | None = None
    max_score: float | None = None
    pending: float | None = None
    """Points of `max_score` that a person has not given or refused yet; until then the score is not the whole one."""
    penalty: float | None = None
    """Points of `score` that lateness costs, by the policy and extension that hold now; None without a score."""
    final_score: float | None = None
    """What counts: `score` after `penalty` is taken off."""
    score_awaits: ScoreShown | None = None
    """What has to happen before its student is shown the score; None: it is, where there is one, and for staff."""
    receipt: Receipt | None = None


class ReceiptKey(Reply):
    """A public key that receipts can be checked with."""

    key_id: str
    algorithm: str = "Ed25519"
    public_key: str
    """Base64url of the 32 raw bytes."""
    created_at: UtcTime


class HandInOutlook(Reply):
    """What a hand-in of staff for a student would be, were it made at this moment."""

    user: Name
    attempt: int = Field(ge=1)
    """The number that it would get."""
    version: int
    """What it would be graded against."""
    notebooks: list[str]
    """Files that must be among those that are handed in."""
    late: bool
    due_at: UtcTime | None = None
    """The student's own, extensions included; null = none."""


MAX_ARCHIVED = 500
"""Submissions whose files go into one archive."""


class ArchiveRequest(Request):
    """Submissions of a course whose files are wanted as one archive."""

    submissions: list[Ulid] = Field(min_length=1, max_length=MAX_ARCHIVED)
