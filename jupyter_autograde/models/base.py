"""What all models share: strictness, names, ids, times."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator

MAX_NAME_LENGTH = 128
"""Characters in the name of a course, assignment or user (design.md section 4)."""

_MOST_KEYS = 100
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_name(value: str) -> str:
    """Return `value` when it can name a course, an assignment or a user.

    Names are compared exactly, so nothing is trimmed or folded. Raises ValueError (pydantic's way) for an
    empty or overlong name, and for `/`, control and bidirectional characters.
    """
    if not 1 <= len(value) <= MAX_NAME_LENGTH:
        raise ValueError(f"a name has 1 to {MAX_NAME_LENGTH} characters")
    if value in {".", ".."}:
        raise ValueError("a name can't be '.' or '..'")
    if "/" in value or not is_plain(value):
        raise ValueError("a name can't have '/', control or bidirectional characters")
    return value


def check_plain(value: str) -> str:
    """Return `value` when it can be shown, and kept in any database: PostgreSQL's JSON takes no NUL."""
    if not is_plain(value):
        raise ValueError("this text can't have control or bidirectional characters")
    return value


def is_plain(value: str) -> bool:
    """Say whether `value` has no control or bidirectional character."""
    if value.isascii() and value.isprintable():  # nearly all are, and this asks each character a hundred times as fast
        return True
    return not any(char in _BIDIRECTIONAL or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in value)


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("this moment lies before the year 1 or after the year 9999") from fault


Name = Annotated[str, AfterValidator(check_name)]
"""Name of a course, an assignment or a user."""

Ulid = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
"""A random, time-ordered id."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Lower-case hexadecimal SHA-256."""

UtcTime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A moment, always aware and in UTC."""


class Request(BaseModel):
    """A body that somebody sends to the service, or a part of it: unknown keys are refused (SEC-42)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    @model_validator(mode="before")
    @classmethod
    def _check_number_of_keys(cls, data: Any) -> Any:
        # Each unknown key would be a fault of its own, of which somebody made up thousands.
        if isinstance(data, dict) and len(data) > _MOST_KEYS:
            raise ValueError(f"it has more than {_MOST_KEYS} keys")
        return data


class Reply(BaseModel):
    """Something the service answers: a newer service may add fields that an older client ignores."""

    model_config = ConfigDict(extra="ignore", from_attributes=True)
