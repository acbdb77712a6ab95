"""Requests about a grade: a student asks, the staff answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime
from jupyter_autograde.models.feedback import check_written
from jupyter_autograde.models.regrade import Points, TestName

MAX_REQUEST = 4000
"""Characters of a request, and of an answer."""
MOST_REQUESTS = 20
"""Requests of one student at one assignment, withdrawn ones too: each of them calls somebody."""

Written = Annotated[str, Field(max_length=MAX_REQUEST), AfterValidator(check_written)]
"""Plain text of some lines."""


class GradeRequestState(StrEnum):
    """`open` → `answered`, or `open` → `withdrawn`."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class AskRequest(Request):
    """What a student asks about the grade of a submission, or of one question of it."""

    text: Written
    question: TestName | None = None
    """As the released feedback names it; None = the whole grade."""


class AnswerRequest(Request):
    """What the staff say to it; a change of the grade is made before, so that the answer can tell of it."""

    text: Written


class GradeRequest(Reply):
    """One request, and what became of it."""

    id: Ulid
    course_id: Ulid
    assignment_id: Ulid
    assignment: Name
    submission_id: Ulid
    user: Name
    """Who asks."""
    attempt: int = Field(ge=1)
    question: str | None = None
    text: str
    state: GradeRequestState
    asked_at: UtcTime
    before: Points | None = None
    """The score when it was asked, lateness not taken off."""
    closed_at: UtcTime | None = None
    """When it was answered or withdrawn."""
    answer: str | None = None
    answered_by: Name | None = None
    after: Points | None = None
    """The score when it was answered, as `before`."""
    changed: bool | None = None
    """Whether the answer came with another score than the one that was asked about; None before there is one."""
