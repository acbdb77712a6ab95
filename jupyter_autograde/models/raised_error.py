"""What a cell or a test raised when a submission was graded; for staff."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

MOST_ERRORS = 200
"""Of one grade that are kept."""
MOST_CHARACTERS = 500
"""Of one message that are kept."""


class RaisedError(BaseModel):
    """One exception, in one plain line. It came out of a box: nobody vouches for what it says."""

    model_config = ConfigDict(extra="ignore")

    notebook: str
    cell: int | None = None
    """Number of the student's cell that raised it, from 0; null: a test did."""
    question: str | None = None
    test: str | None = None
    text: str
    """`NameError: name 'x' is not defined`; a class of its own with its module."""
