"""Ids: random, ordered by time of making (ULID)."""

from __future__ import annotations

from ulid import ULID


def new_ulid() -> str:
    """Return a fresh id of 26 characters."""
    return str(ULID())
