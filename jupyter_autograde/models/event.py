"""Events: facts that the service tells those who may know them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, FailFast, Field

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime, check_plain
from jupyter_autograde.models.live import NotebookError, SentTail

_MAX_COUNT = 2**53
"""What every JSON reader keeps exact."""
MOST_SAVES = 20
"""Saves in one request, which is one write; a save hook has few at a time."""


class EventType(StrEnum):
    """Past-tense facts. `notebook_saved` comes from save hooks, the others from use cases."""

    COURSE_CHANGED = "course_changed"
    ASSIGNMENT_RELEASED = "assignment_released"
    ASSIGNMENT_CHANGED = "assignment_changed"
    VERSION_BUILT = "version_built"
    EXTENSION_CHANGED = "extension_changed"
    SUBMISSION_RECEIVED = "submission_received"
    GRADING_JOB_QUEUED = "grading_job_queued"
    QUEUE_MOVED = "queue_moved"
    JOB_STARTED = "job_started"
    SUBMISSION_GRADED = "submission_graded"
    GRADING_FAILED = "grading_failed"
    REGRADE_READY = "regrade_ready"
    FEEDBACK_GENERATED = "feedback_generated"
    FEEDBACK_RELEASED = "feedback_released"
    GRADEBOOK_CHANGED = "gradebook_changed"
    PASSBACK_CHANGED = "passback_changed"
    REQUEST_MADE = "request_made"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_WITHDRAWN = "request_withdrawn"
    NOTEBOOK_SAVED = "notebook_saved"
    LIVE_CHANGED = "live_changed"


class Event(Reply):
    """One row of the stream; `id` grows and is what `Last-Event-ID` resumes after."""

    id: int
    type: EventType
    at: UtcTime
    course_id: Ulid | None = None
    assignment_id: Ulid | None = None
    user: Name | None = None
    """Whose submission or notebook it is about; None = the whole course."""
    data: dict[str, Any] = Field(default_factory=dict)


class EventPage(Reply):
    """Answer of the long poll."""

    events: list[Event]
    last_id: int
    """Ask for events after this id next time; one before the id that was asked with says that the log was set back."""
    more: bool = False
    """Whether to ask again at once: this page was full before what may not be shown was left out."""


class SaveEvent(Request):
    """A notebook was saved, as a save hook reports it."""

    path: Annotated[str, AfterValidator(check_plain)] = Field(max_length=1024)
    saved_at: UtcTime
    assignment_id: Ulid | None = None
    size: int = Field(0, ge=0, le=_MAX_COUNT)
    cells: int = Field(0, ge=0, le=_MAX_COUNT)
    run: int = Field(0, ge=0, le=_MAX_COUNT)
    """Code cells that were run."""
    error: NotebookError | None = None
    tail: SentTail | None = None
    """For the live classroom; where that is off, it and `error` are dropped."""


class SaveEventBatch(Request):
    """What a save hook sends at once; of several saves of one path the last counts."""

    events: Annotated[list[SaveEvent], FailFast()] = Field(max_length=MOST_SAVES)


class SavesAccepted(Reply):
    """How many save events the service took."""

    accepted: int
    live: list[Ulid] = Field(default_factory=list)
    """Assignments of these saves of which staff see error and tail: send them with the next save."""
