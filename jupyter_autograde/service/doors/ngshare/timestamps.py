"""Times of submissions as text: UTC with microseconds and no zone. Clients give back what they were given."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from jupyter_autograde.errors import InvalidInput

_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_LONGEST = 64
"""Characters: longer texts are no times, and what reads them is slow on long ones."""
_ZONE = re.compile(r"\s+(UTC|GMT)\s*$", re.IGNORECASE)


def written(moment: datetime) -> str:
    """Return the text of a moment."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def exact(text: str) -> datetime | None:
    """Return the moment whose text this is; None when it is that of none, however it could be read."""
    if len(text) > _LONGEST:
        return None
    try:
        moment = datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if written(moment) == text else None


def parsed(text: str | None) -> datetime:
    """Return the moment, with or without a zone's name.

    Raises
    ------
    InvalidInput
        In ngshare's words: there is no text, or it is no time.
    """
    if text is None:
        raise InvalidInput("Please supply timestamp")
    if len(text) > _LONGEST:
        raise InvalidInput("Time format incorrect")
    try:
        return datetime.strptime(_ZONE.sub("", text).strip(), _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput("Time format incorrect") from None
