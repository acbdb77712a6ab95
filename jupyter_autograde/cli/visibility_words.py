"""What students see of tests and scores, in words and from words."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.visibility import ScoreShown, Visibility

T = TypeVar("T", bound=StrEnum)


def awaiting(shown: ScoreShown) -> str:
    """Return why there is no score to be seen."""
    if shown is ScoreShown.WHEN_FINAL:
        return "The score will be shown when the grades of the course are final."
    return "The score will be shown after the feedback is released."


def visibility_in_words(rules: Visibility) -> str:
    """Return the rules in one line."""
    return f"score {rules.score}, public tests {rules.public_tests}, hidden tests {rules.hidden_tests}"


def read_choice(text: str, kinds: type[T], option: str) -> T:
    """Return the kind that somebody has named.

    Raises
    ------
    InvalidInput
        There is no such kind.
    """
    try:
        return kinds(text.strip().lower().replace("-", "_"))
    except ValueError as fault:
        raise InvalidInput(f"--{option} is one of {', '.join(kinds)}, not {text!r}.") from fault
