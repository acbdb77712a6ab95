"""Grade passback: where grades of an assignment go, and how far each has come."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime, check_plain

USER = "{user}"
"""What stands for the student in the template of a sourcedId."""
MOST_ITEMS = 500
"""In one answer, and in one request."""


class PassbackState(StrEnum):
    """How far a score has come."""

    PENDING = "pending"
    """It is to be sent: for the first time, or once more after the platform did not answer."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """It is not tried again by itself."""


class PassbackProblem(StrEnum):
    """Why a score did not arrive."""

    UNREACHABLE = "unreachable"
    """No answer, or one that says that the platform can't answer now; tried again by itself."""
    REFUSED = "refused"
    """The platform took the message and says no: it does not know the student or the line item."""
    NOT_AUTHORIZED = "not_authorized"
    """It does not take key and signature."""
    REDIRECTED = "redirected"
    """It names another address; scores are sent to none that nobody has allowed."""
    NOT_UNDERSTOOD = "not_understood"
    """What answers there speaks no Basic Outcomes."""
    NOT_ALLOWED = "not_allowed"
    """The service's settings do not know the platform, or not this address of it."""


class PassbackItem(Reply):
    """A student's score on its way to the platform."""

    id: Ulid
    assignment_id: Ulid
    assignment: Name
    user: Name
    score: float = Field(ge=0, le=1)
    """Part of the points, as the student sees them after the late penalty."""
    state: PassbackState
    attempts: int = Field(ge=0)
    """At sending this score."""
    since: UtcTime
    """When this score became what is to be sent."""
    next_at: UtcTime | None = None
    """When it is tried next; None: not by itself."""
    problem: PassbackProblem | None = None
    """Of the last attempt."""
    detail: str = ""
    """What the platform said, in its words."""
    sent_score: float | None = None
    """What the platform has."""
    sent_at: UtcTime | None = None


class PassbackItems(Reply):
    """Scores of a course that are passed back, those that wait longest first."""

    count: int = Field(ge=0)
    """All of them; `items` are the first."""
    items: list[PassbackItem]


class PassbackTarget(Reply):
    """Where the grades of an assignment go."""

    assignment_id: Ulid
    platform: Name | None = None
    """One of `platforms`; None: nowhere."""
    outcome_url: str | None = None
    sourced_id: str | None = None
    """Template: `{user}` stands for the student."""
    platforms: list[Name]
    """That the service's settings name."""


Plain = Annotated[str, AfterValidator(check_plain)]


class TargetRequest(Request):
    """Say where the grades of an assignment go."""

    platform: Name
    outcome_url: Plain = Field(min_length=1, max_length=1024)
    sourced_id: Plain = Field(min_length=1, max_length=1024)


class ResendRequest(Request):
    """Send scores again that could not be passed back."""

    items: Annotated[list[Ulid], Field(max_length=MOST_ITEMS)] | None = None
    """None: all that failed."""
    assignment_id: Ulid | None = None
    """Only those of this assignment."""


class Resent(Reply):
    """What became of a `ResendRequest`."""

    count: int
    """Scores that are sent again; those that are on their way already are not counted."""
