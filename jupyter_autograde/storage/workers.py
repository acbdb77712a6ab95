"""Which workers there are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import Conflict
from jupyter_autograde.storage.orm import Worker
from jupyter_autograde.timestamps import now

GONE = timedelta(seconds=35)
"""Silence after which nobody counts on a worker any more; its jobs have their own lease."""


def is_there() -> ColumnElement[bool]:
    """Return the condition of workers that look for jobs, and have neither ended nor fallen silent."""
    return _lives() & (Worker.slots > 0)


def require_stopped(place: Session | Connection) -> None:
    """Raise Conflict while a service or worker uses the database; a service whose workers are elsewhere has 0 slots."""
    name = place.scalar(select(Worker.name).where(_lives()).limit(1))
    if name is not None:
        raise Conflict(
            f"A service or worker ({name}) uses this database. Stop the service and all workers; one that was killed "
            f"is taken for gone after {GONE.seconds} seconds."
        )


def _lives() -> ColumnElement[bool]:
    return Worker.ended_at.is_(None) & (Worker.seen_at > now() - GONE)
