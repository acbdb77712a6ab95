"""What is remembered in a fetched folder: whose it is, and what was fetched."""

from __future__ import annotations

from pathlib import Path

import pydantic
from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Sha256, Ulid

RECORD = ".autograde.json"
PRIVATE = ".autograde"
"""Folder beside the record: receipts, and the notebooks as they were fetched."""
BACKUP_PREFIX = "autograde-backup-"
MAX_RECORD_BYTES = 1 << 20


class FolderRecord(Reply):
    """Content of `.autograde.json`; a hint for this server only, the service decides."""

    assignment_id: Ulid
    course_id: Ulid
    course: Name
    assignment: Name
    version: int = Field(ge=1)
    notebooks: list[str] = Field(default_factory=list)
    """Paths of the assignment's notebooks in the folder."""
    files: dict[str, Sha256]
    """Path -> SHA-256 as fetched."""


def read_record(folder: Path) -> FolderRecord | None:
    """Return the record of a folder; None when there is none, or one that can't be read."""
    place = folder / RECORD
    try:
        if place.is_symlink() or place.stat().st_size > MAX_RECORD_BYTES:
            return None
        return FolderRecord.model_validate_json(place.read_bytes())
    except (OSError, pydantic.ValidationError):
        return None


def base_path(folder: Path, path: str) -> Path:
    """Return where a notebook is kept as it was fetched."""
    return folder / PRIVATE / "base" / path


def receipt_path(folder: Path, attempt: int) -> Path:
    """Return where the receipt of an attempt is kept."""
    return folder / PRIVATE / "receipts" / f"{attempt}.json"
