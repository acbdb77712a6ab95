"""Ids: random, ordered by time of making (ULID)."""

from __future__ import annotations

from datetime import datetime

from ulid import ULID


def new_ulid(at: datetime | None = None) -> str:
    """Return a fresh id of 26 characters, of this moment or of another."""
    return str(ULID() if at is None else ULID.from_datetime(at))
