"""Regrades and voided tests: changes of many scores at once, looked at before they count."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime, is_plain

MAX_NAMED = 1000
"""Students or submissions that one request may name."""


def check_text(value: str) -> str:
    """Return `value` when it can be shown, and kept in any database: PostgreSQL takes no NUL."""
    if not is_plain(value.replace("\n", " ")):
        raise ValueError("a text can't have control or bidirectional characters")
    return value


Reason = Annotated[str, Field(max_length=2000), AfterValidator(check_text)]
"""Why, in a person's words."""
TestName = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(check_text)]
"""Name of a question or a test, as results have it."""


class ChangeKind(StrEnum):
    """How scores change.

    `regrade` runs submissions again; without running anything `void` takes a test out of stored results, and `rubric`
    changes an item by which people have graded.
    """

    REGRADE = "regrade"
    VOID = "void"
    RUBRIC = "rubric"


class ChangeState(StrEnum):
    """`open` → `applied` → `undone`, or `open` → `discarded`."""

    OPEN = "open"
    APPLIED = "applied"
    DISCARDED = "discarded"
    UNDONE = "undone"


class VoidPolicy(StrEnum):
    """What becomes of the points of a voided test."""

    DROP = "drop"
    """They leave the score and the maximum."""
    FULL_MARKS = "full_marks"
    """Everybody gets them."""


class Attempts(StrEnum):
    """Which attempts of each student."""

    LATEST = "latest"
    ALL = "all"


class RegradeRequest(Request):
    """Grade submissions of an assignment again, without changing a score yet.

    Without `students` and `submissions`, everybody's.
    """

    students: list[Name] = Field(default_factory=list, max_length=MAX_NAMED)
    submissions: list[Ulid] = Field(default_factory=list, max_length=MAX_NAMED)
    """Exactly these; `students` and `attempts` must not be given then."""
    attempts: Attempts = Attempts.LATEST
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    """Number of the version whose tests are used; None = for each submission the one that its score is from."""
    question: TestName | None = None
    """Take only the verdicts of this question over; the rest of each result stays."""
    test: TestName | None = None
    """Take only the verdict of this test of `question` over."""
    reason: Reason = ""

    @model_validator(mode="after")
    def _check(self) -> RegradeRequest:
        if self.submissions and (self.students or self.attempts is not Attempts.LATEST):
            raise ValueError("name submissions, or students and attempts, not both")
        if self.test is not None and self.question is None:
            raise ValueError("a test needs its question")
        return self


class VoidRequest(Request):
    """Void a question or one test of it."""

    question: TestName
    test: TestName | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    """Only in this version; None = in every version that there is now and has the test."""
    policy: VoidPolicy = VoidPolicy.DROP
    reason: Reason = Field(min_length=1)


class Which(StrEnum):
    """Which of the previewed changes are applied."""

    ALL = "all"
    UP = "up"


class ApplyRequest(Request):
    """Make previewed scores count."""

    which: Which = Which.ALL
    """`up` leaves those out that would go down; for regrades only."""
    reason: Reason = ""


class StepRequest(Request):
    """Discard or undo, and why."""

    reason: Reason = ""


class ChangeStep(Reply):
    """Who did what when; never removed."""

    action: str
    """`started`, `applied`, `discarded` or `undone`."""
    user: Name
    at: UtcTime
    reason: str


class ChangeCounts(Reply):
    """A preview in numbers of submissions."""

    total: int = 0
    waiting: int = 0
    """Queued or being graded."""
    failed: int = 0
    """Could not be graded; they keep their score."""
    changed: int = 0
    up: int = 0
    down: int = 0
    outdated: int = 0
    """Have got another score since they were graded here; they keep that."""
    applied: int = 0
    """Whose score is, or was until the undo, the one of this change."""


class RubricState(Reply):
    """What a rubric item says."""

    text: str
    points: float
    removed: bool = False


class RubricChange(Reply):
    """A change of a rubric item."""

    item_id: Ulid
    before: RubricState
    after: RubricState


class ScoreChange(Reply):
    """A regrade, a voided test or a changed rubric item."""

    id: Ulid
    assignment_id: Ulid
    kind: ChangeKind
    state: ChangeState
    version: int | None = None
    question: str | None = None
    test: str | None = None
    policy: VoidPolicy | None = None
    """Of a void."""
    rubric: RubricChange | None = None
    """Of a change of kind `rubric`."""
    created_by: Name
    created_at: UtcTime
    steps: list[ChangeStep]


class RowState(StrEnum):
    """How far one submission of a regrade has come."""

    WAITING = "waiting"
    FAILED = "failed"
    READY = "ready"
    OUTDATED = "outdated"


class Direction(StrEnum):
    """Whether a score rises: as a share of the maximum where that changes too."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


class Points(Reply):
    """A score and its maximum, in points."""

    score: float
    max_score: float


class QuestionChange(Reply):
    """A question whose points change; None = the question is not there on that side."""

    name: str
    before: Points | None
    after: Points | None


class ChangeRow(Reply):
    """What a change makes of one submission."""

    submission_id: Ulid
    user: Name
    attempt: int
    state: RowState
    applied: bool = False
    direction: Direction = Direction.SAME
    before: Points | None = None
    """None: was never graded."""
    after: Points | None = None
    """None: not known yet."""
    questions: list[QuestionChange] = Field(default_factory=list)
    """Only those that change."""


class ScoreChangePreview(ScoreChange):
    """A change with what it makes of every submission, by student and attempt."""

    counts: ChangeCounts
    rows: list[ChangeRow]
