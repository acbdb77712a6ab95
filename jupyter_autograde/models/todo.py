"""What the staff of a course have to do: its work queue."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Ulid, UtcTime

MOST_USERS = 100
"""Names in one item; `count` has all of them."""


class TodoKind(StrEnum):
    """Kinds of this release; a newer one may have more, so readers count with names that they do not know."""

    NEEDS_MANUAL_GRADE = "needs_manual_grade"
    GRADE_REQUESTS = "grade_requests"
    FAILED = "failed"
    PASSBACK = "passback"
    """Grades that did not reach the platform, and are not sent again by themselves."""
    NOT_STARTED = "not_started"
    NOT_SUBMITTED = "not_submitted"
    WORKERS_AWAY = "workers_away"
    QUEUE_STUCK = "queue_stuck"


class SubmissionsShown(StrEnum):
    """Which of an assignment's submissions the Submissions page shows."""

    QUEUED = "queued"
    RUNNING = "running"
    GRADED = "graded"
    FAILED = "failed"
    NOT_GRADED = "not_graded"
    """Any but `graded`."""
    NEEDS_MANUAL_GRADE = "needs_manual_grade"
    ASKED = "asked"
    """With an open request about the grade."""


class SubmissionFilter(Reply):
    """What the Submissions page is to show."""

    assignment_id: Ulid
    state: SubmissionsShown | None = None
    """None: all."""


class TodoItem(Reply):
    """One thing to be done, or to be known."""

    kind: str
    """`TodoKind`."""
    count: int = Field(ge=0)
    """Submissions, requests, students, grades or jobs."""
    assignment_id: Ulid | None = None
    assignment: Name | None = None
    oldest_at: UtcTime | None = None
    """Since when the one waits that waits longest."""
    due_at: UtcTime | None = None
    """Of those that are due: the next time."""
    users: list[Name] = Field(default_factory=list)
    """Who has not started or not submitted, the first of them by name."""
    reason: str | None = None
    """Why no jobs are done, for who runs the hub."""
    filter: SubmissionFilter | None = None
    """Where it is done; None: nowhere in the course."""


class Todo(Reply):
    """The work queue of a course."""

    course_id: Ulid
    at: UtcTime
    """When it was so, by the service's clock."""
    tonight: UtcTime
    """Until when something counts as due tonight: the end of the day in the course's time zone."""
    items: list[TodoItem]
    """The most pressing first."""
