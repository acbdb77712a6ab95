"""Feedback: what the student may read about a submission, and the comments of the staff in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime, is_plain
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.regrade import MAX_NAMED, Attempts, TestName

MAX_COMMENT = 10_000
"""Characters of one comment."""
MAX_LEFT_OUT = 100
"""Submissions that are named in one answer."""
MAX_COMMENTS = 100
"""Comments of one submission: with `MAX_COMMENT` below the 2 MiB of SEC-23."""


def check_written(value: str) -> str:
    """Return `value` when it is a text of some lines that says something, and any database takes it."""
    if not is_plain(value.replace("\n", " ").replace("\t", " ")):
        raise ValueError("this text can't have control or bidirectional characters")
    if not value.strip():
        raise ValueError("this text can't be empty")
    return value


CommentText = Annotated[str, Field(max_length=MAX_COMMENT), AfterValidator(check_written)]
"""Markdown."""


class CommentRequest(Request):
    """What staff write about a submission, or about one question of it."""

    text: CommentText
    question: TestName | None = None
    """As the result names it; None = the whole submission."""


class Comment(Reply):
    """One comment; it reaches the student with the feedback that is generated and released after it."""

    id: Ulid
    submission_id: Ulid
    question: str | None = None
    text: str
    author: Name
    created_at: UtcTime


class FeedbackState(StrEnum):
    """`none` → `generating` → `generated` → `released`."""

    NONE = "none"
    GENERATING = "generating"
    GENERATED = "generated"
    RELEASED = "released"


class FeedbackStatus(Reply):
    """How far the feedback of one submission is; for staff."""

    submission_id: Ulid
    user: Name
    attempt: int = Field(ge=1)
    graded: bool
    """Whether there is a score to tell of."""
    state: FeedbackState
    outdated: bool = False
    """Whether score, lateness or comments are others now than the newest feedback tells of."""
    failed: bool = False
    """Whether it could not be generated when that was asked last."""
    comments: int = 0
    generated_at: UtcTime | None = None
    released_at: UtcTime | None = None
    """Since when the student sees some: perhaps an older one than the newest."""


class Feedback(Reply):
    """What is told about one submission: of students the released one, of staff the newest."""

    submission_id: Ulid
    state: FeedbackState
    outdated: bool = False
    """Whether the score, its lateness, and as staff see it the comments, are others now."""
    generated_at: UtcTime
    released_at: UtcTime | None = None
    result: GradeResult | None = None
    """In the student's view, as it was then; None: staff gave files of their own."""
    comments: list[Comment] = Field(default_factory=list)
    files: list[str] = Field(default_factory=list)
    """Paths in the bundle."""


class OwnFeedback(Reply):
    """An attempt of the asker with released feedback that may be read by now."""

    submission_id: Ulid
    attempt: int = Field(ge=1)
    released_at: UtcTime


class FeedbackSelection(Request):
    """Whose feedback of an assignment is meant; without `students` and `submissions`, everybody's."""

    students: list[Name] = Field(default_factory=list, max_length=MAX_NAMED)
    submissions: list[Ulid] = Field(default_factory=list, max_length=MAX_NAMED)
    """Exactly these; `students` and `attempts` must not be given then."""
    attempts: Attempts = Attempts.LATEST

    @model_validator(mode="after")
    def _check_names(self) -> FeedbackSelection:
        if self.submissions and (self.students or self.attempts is not Attempts.LATEST):
            raise ValueError("name submissions, or students and attempts, not both")
        return self


class GenerateRequest(FeedbackSelection):
    """Make feedback where there is none, or an outdated one."""

    again: bool = False
    """Also where it is up to date."""


class LeftOut(Reply):
    """A submission with which nothing was done."""

    user: Name
    attempt: int


class FeedbackCounts(Reply):
    """What a step did with the submissions that were meant."""

    done: int = 0
    """Queued, released, or taken back."""
    unchanged: int = 0
    """Were so already."""
    skipped: int = 0
    """Have no grade, no feedback yet, or an outdated one."""
    left_out: list[LeftOut] = Field(default_factory=list)
    """The first `MAX_LEFT_OUT` of those that were skipped, by student and attempt."""
    total: int = 0

    def leave_out(self, user: str, attempt: int) -> None:
        """Count a submission with which nothing is done."""
        self.skipped += 1
        if len(self.left_out) < MAX_LEFT_OUT:
            self.left_out.append(LeftOut(user=user, attempt=attempt))
