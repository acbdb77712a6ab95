"""Rubrics: why an answer has its points, in words that are written once; and the bank of comments."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime
from jupyter_autograde.models.feedback import CommentText
from jupyter_autograde.models.manual import MAX_POINTS
from jupyter_autograde.models.regrade import Reason, TestName, check_text

ItemPoints = Annotated[float, Field(ge=-MAX_POINTS, le=MAX_POINTS, allow_inf_nan=False)]
"""What an item adds, or takes off where it is below 0."""
ItemText = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
"""For students too: it stands in their feedback."""


class RubricItemRequest(Request):
    """A new rubric item of a question."""

    question: TestName
    text: ItemText
    points: ItemPoints


class RubricItemSeen(Request):
    """An item as somebody has it before the eyes who changes it."""

    text: ItemText
    points: ItemPoints


class RubricItemEdit(Request):
    """Change an item that no graded work uses, or the text of any; what is not named stays."""

    text: ItemText | None = None
    points: ItemPoints | None = None
    removed: bool = False
    seen: RubricItemSeen | None = None
    """What it was for the one who changes it: refused when somebody else has changed it since."""


class RubricChangeRequest(RubricItemEdit):
    """Change an item with all work that was graded by it, after a look at what that makes of scores."""

    reason: Reason = ""

    @model_validator(mode="after")
    def _check(self) -> RubricChangeRequest:
        if self.text is None and self.points is None and not self.removed:
            raise ValueError("name what changes: text, points or removed")
        return self


class RubricItem(Reply):
    """An item; its points are added to a question's score where it holds."""

    id: Ulid
    question: str
    text: str
    points: float
    created_by: Name
    created_at: UtcTime
    uses: int = 0
    """Answers whose score has it."""


class SavedCommentRequest(Request):
    """A comment to be used again."""

    text: CommentText


class SavedComment(Reply):
    """A comment in the bank of a course."""

    id: Ulid
    text: str
    created_by: Name
    created_at: UtcTime
