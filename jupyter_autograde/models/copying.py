"""Assignments copied into a course: the next term's, or the same."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime

MAX_SHIFT_DAYS = 3660
"""Ten years either way."""
MAX_NAMED = 1000
"""Assignments that a request may name."""


class CopyRequest(Request):
    """What is copied where, and by how much its dates move."""

    course_id: Ulid
    """The course that gets the copies."""
    shift_days: int = Field(0, ge=-MAX_SHIFT_DAYS, le=MAX_SHIFT_DAYS)
    """Added to every date. The time of day stays, also where the clocks have changed in between."""
    assignments: list[Ulid] | None = Field(None, min_length=1, max_length=MAX_NAMED)
    """Those to be copied; null: all of the course."""
    name: Name | None = None
    """Of the copy, where one assignment is copied; null: as the original."""


class CopySkip(StrEnum):
    """Why an assignment is not copied."""

    NAME_TAKEN = "name_taken"
    """The course has one of this name; it stays as it is."""
    LIMITS_TOO_HIGH = "limits_too_high"
    """Its limits of grading are above what the service allows by now."""


class AssignmentDates(Reply):
    """The dates of an assignment."""

    opens_at: UtcTime | None = None
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None


class AssignmentCopy(Reply):
    """An assignment, and the copy that is made of it."""

    assignment_id: Ulid
    """Of the original."""
    name: Name
    """Of the copy."""
    version: int | None = None
    """Which version goes along, ready to be released; None: it has none yet."""
    dates: AssignmentDates
    """Of the original."""
    new_dates: AssignmentDates
    """Of the copy."""
    skipped: CopySkip | None = None
    """Why it is not copied; None: it is."""
    copy_id: Ulid | None = None
    """Of the copy, once it is made."""


class CopyPlan(Reply):
    """What copying does, or has done."""

    course_id: Ulid
    """The course that gets the copies."""
    course: Name
    timezone: str
    """In which the time of day stays: the course's own, else the original's, else UTC."""
    takes_settings: bool
    """Whether the course, which has no assignments yet, takes time zone, late policy and grading environment too."""
    assignments: list[AssignmentCopy]
    """By name."""
