"""How often and until when somebody may hand in, beside what holds for everybody."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime, check_plain

MOST_ATTEMPTS = 1000
MOST_TARGETS = 1000


class AttemptLimit(Reply):
    """How many attempts each student has."""

    attempts: int = Field(ge=1, le=MOST_ATTEMPTS)
    hours: int | None = Field(None, ge=1, le=24 * 31)
    """Within any so many hours; null = altogether."""


class AttemptLimitRequest(AttemptLimit, Request):
    """A limit as somebody sets it (SEC-42)."""


class ExtensionRequest(Request):
    """More time or attempts for some students or sections; it replaces what each of them had before."""

    users: list[Name] = Field(default_factory=list, max_length=MOST_TARGETS)
    sections: list[Name] = Field(default_factory=list, max_length=100)
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    """Where `due_at` is later than the assignment closes, it is open until then anyway."""
    extra_attempts: int = Field(0, ge=0, le=MOST_ATTEMPTS)
    reason: Annotated[str, AfterValidator(check_plain)] = Field("", max_length=500)
    """For staff."""

    @model_validator(mode="after")
    def _check(self) -> ExtensionRequest:
        if not self.users and not self.sections:
            raise ValueError("it is for nobody: name users or sections")
        if self.due_at is None and self.closes_at is None and not self.extra_attempts:
            raise ValueError("it gives nothing: name due_at, closes_at or extra_attempts")
        return self


class Extension(Reply):
    """More time or attempts of one student or one section at an assignment."""

    id: Ulid
    assignment_id: Ulid
    user: Name | None = None
    section: Name | None = None
    """One of the two is there: it is for this student, or for who is in this section."""
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    extra_attempts: int = 0
    reason: str = ""
    created_by: Name
    created_at: UtcTime
    ended_at: UtcTime | None = None
    """When it was taken back or replaced; null while it counts."""
    ended_by: Name | None = None
