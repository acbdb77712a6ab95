"""What is in the service: rows, and files that nobody should have left."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm


def counts(components: Components) -> list[int]:
    """Return how many rows there are of what a hand-in or a source brings."""
    tables = (orm.Submission, orm.Job, orm.Bundle, orm.AssignmentVersion)
    with components.database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def leftovers(components: Components) -> list[Path]:
    """Return what was begun and not taken away."""
    return [*components.upload_folder.iterdir(), *Path(components.blobs.url).rglob("*.part")]
