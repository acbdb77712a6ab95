"""The demo's course with very many students, in the store of a service that may run meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jupyter_autograde.permissions import Role
from jupyter_autograde.service.config import AutogradeService, signer_of
from jupyter_autograde.testing.crowd import SUBMISSIONS, UNFINISHED, Told, make_crowd

__all__ = ["SUBMISSIONS", "UNFINISHED", "fill_store", "name_of"]


def name_of(students: int) -> str:
    """Return the name of a course of so many students."""
    return f"crowd-{students}"


def fill_store(
    data_dir: Path,
    *,
    like: str,
    course: str,
    staff: Mapping[str, Role],
    students: int,
    tell: Told = lambda what, done, of: None,
) -> str:
    """Make the course as `make_crowd`; return its id."""
    service = AutogradeService(data_dir=str(data_dir))
    database = service.open_database(upgrade=False)
    try:
        return make_crowd(
            database, signer_of(database), like=like, course=course, staff=staff, students=students, tell=tell
        )
    finally:
        database.close()
