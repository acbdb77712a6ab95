"""Which workers there are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement

from jupyter_autograde.storage.orm import Worker
from jupyter_autograde.timestamps import now

GONE = timedelta(seconds=35)
"""Silence after which nobody counts on a worker any more; its jobs have their own lease."""


def is_there() -> ColumnElement[bool]:
    """Return the condition of workers that look for jobs, and have neither ended nor fallen silent."""
    return Worker.ended_at.is_(None) & (Worker.seen_at > now() - GONE) & (Worker.slots > 0)
