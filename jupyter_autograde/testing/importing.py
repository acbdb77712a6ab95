"""A service that things are imported into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database

Bring = Callable[..., tuple[int, dict[str, Any]]]
"""Runs `jupyter autograde import`; gives its exit code and its report, or what it said."""


def new(report: dict[str, Any]) -> dict[str, int]:
    """Return how many things of each kind a report says are new."""
    return dict(Counter(change["kind"] for change in report["changes"]))


@dataclass
class Here:
    """The service's own data."""

    service: AutogradeService
    database: Database
    blobs: BlobStore

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return everything, to compare."""
        with self.database.read() as session:
            return {
                table.name: [dict(row) for row in session.execute(select(table)).mappings()]
                for table in orm.Base.metadata.sorted_tables
            }

    def submissions(self) -> list[orm.Submission]:
        """Return all submissions in the order of their ids, with what is beside them."""
        with self.database.read() as session:
            found = list(session.scalars(select(orm.Submission).order_by(orm.Submission.id)))
            for one in found:
                _ = one.status, one.assignment.course, one.version  # loaded now
            return found
