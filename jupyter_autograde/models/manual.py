"""Manual grading: what a person gives points for, and how far that is.

Work is one student's newest hand-in at an assignment. While the assignment is graded anonymously its id and the
student's name are made up, and lead nowhere else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime
from jupyter_autograde.models.regrade import MAX_NAMED, Reason, TestName, check_text

MAX_POINTS = 1e6
MAX_ITEMS = 100
"""Rubric items of one question."""
CLAIM_SECONDS = 120.0
"""For which an answer is held for the one who grades it, from the last time that was asked for."""
MAX_CLAIMS = 10
"""Answers of an assignment that one person holds at once: a few windows. With one more the oldest is free again."""

Points = Annotated[float, Field(ge=0, le=MAX_POINTS, allow_inf_nan=False)]
"""Points of a question, 0 ≤ points ≤ its maximum."""
ShortText = Annotated[str, Field(max_length=500), AfterValidator(check_text)]


class Claim(Reply):
    """Who grades an answer at this moment."""

    question: str
    held_by: Name
    until: UtcTime


class WorkQuestion(Reply):
    """One question of somebody's work that a person grades."""

    question: str
    max_score: float
    """Points."""
    score: float = 0.0
    """What counts: after voids, 0 until somebody grades it."""
    score_id: Ulid | None = None
    """The manual score that counts; None: nobody has given one."""
    pending: bool
    """Whether points have still to be given."""
    answered: bool
    """Whether there is an answer that differs from what was handed out."""
    grader: Name | None = None
    flagged: bool = False
    claim: Claim | None = None


class ManualWork(Reply):
    """One student's work, as the list of manual grading has it."""

    id: Ulid
    """Of the submission, or a made-up one while grading is anonymous."""
    student: str
    """Name, or a code while grading is anonymous."""
    score: float | None
    """Points of the whole submission, before lateness."""
    max_score: float | None
    failing: bool
    """Whether one of the automatic tests has failed."""
    questions: list[WorkQuestion]


class QuestionProgress(Reply):
    """How far the manual grading of a question is, in answers that the asker may see."""

    question: str
    notebook: str
    max_score: float
    total: int = 0
    """Answers that somebody has graded, or has still to grade."""
    graded: int = 0
    flagged: int = 0


class GraderProgress(Reply):
    """What one person has graded of it."""

    user: Name
    graded: int
    """Answers whose score is this person's."""
    last_at: UtcTime


class ManualOverview(Reply):
    """How far the manual grading of an assignment is."""

    anonymous: bool
    ungraded: int
    """Newest hand-ins without a result yet: what a person grades in them is not known."""
    questions: list[QuestionProgress]
    graders: list[GraderProgress]
    """Who has graded most first."""


class ManualScore(Reply):
    """Points that somebody has given a question; history is kept."""

    id: Ulid
    question: str
    points: float | None
    """None: the score was taken back."""
    max_score: float
    """Of the question when it was given."""
    items: list[Ulid]
    """Rubric items that hold."""
    adjustment: float
    """Points beside those of the items."""
    author: Name
    created_at: UtcTime
    reason: str
    score_change_id: Ulid | None = None
    """The change of the rubric that made it."""
    current: bool
    """Whether it is the one that counts."""


class ManualScoreRequest(Request):
    """Give points to a question; neither points nor items: take them back."""

    question: TestName
    points: Points | None = None
    """The whole points; None: those that follow from the items."""
    items: list[Ulid] = Field(default_factory=list, max_length=MAX_ITEMS)
    """Rubric items that hold."""
    expected: Ulid | None = None
    """The score that the grader has seen; another one that counts now is not overwritten. None: there was none."""
    reason: Reason = ""


class CopyScoreRequest(Request):
    """Give the score of one answer to others, with its rubric items."""

    question: TestName
    source: Ulid
    """Work whose score is taken."""
    targets: list[Ulid] = Field(min_length=1, max_length=MAX_NAMED)
    again: bool = False
    """Also where somebody has graded already."""
    reason: Reason = ""


class CopyScoreCounts(Reply):
    """What became of the targets."""

    done: int = 0
    graded: int = 0
    """Left alone: they have a score."""
    claimed: int = 0
    """Left alone: somebody else grades them at this moment."""
    skipped: int = 0
    """Have no such question, or are no work that the asker may grade."""


class QuestionRequest(Request):
    """Which question of somebody's work is meant."""

    question: TestName


class FlagRequest(QuestionRequest):
    """Mark an answer to be looked at again, or unmark it."""

    flagged: bool
    note: ShortText = ""
    """For staff."""


class Flag(Reply):
    """A mark on an answer, for staff."""

    question: str
    flagged: bool
    note: str = ""
    created_by: Name | None = None


class AnonymousRequest(Request):
    """Switch anonymous grading of an assignment on or off."""

    anonymous: bool


class AnswerCell(Reply):
    """A cell as it was run, with what of its outputs is safe to show (SEC-50)."""

    cell_type: str
    source: str
    outputs: list[dict[str, Any]] = Field(default_factory=list)
    """nbformat 4; `text/html` holds no script and nothing that loads, and is to be shown in a sandboxed frame."""
    handed_out: bool = False
    """Whether it is as the release had it: the question, not the answer."""


class ExecutedCells(Reply):
    """A notebook as it was run while grading, to be read."""

    path: str
    cells: list[AnswerCell]


class ManualComment(Reply):
    """A comment on somebody's work."""

    id: Ulid
    question: str | None = None
    text: str
    author: Name
    created_at: UtcTime


class Answer(Reply):
    """What somebody wrote to a question, and what was said about it."""

    question: str
    found: bool
    """Whether the cells are those of the question; False: it can't be told, and they are all of the notebook."""
    cells: list[AnswerCell]
    score: ManualScore | None = None
    flag: Flag
    comments: list[ManualComment] = Field(default_factory=list)


class WorkAnswers(ManualWork):
    """Somebody's work with the answers; in the order of the questions."""

    answers: list[Answer]


class Likeness(StrEnum):
    """How much alike the answers of a cluster are."""

    IDENTICAL = "identical"
    """But for white space."""
    NEAR = "near"


class Cluster(Reply):
    """Answers that can be graded as one."""

    likeness: Likeness
    works: list[Ulid]
    excerpt: str
    """Beginning of one of the answers."""
    pending: int
    """How many of them have still to be graded."""
