"""Who was deleted when: a file beside the database, so that a backup from before can't bring anybody back unnoticed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from jupyter_autograde.errors import InvalidInput, StorageError
from jupyter_autograde.models.base import UtcTime

FILE_NAME = "removals.jsonl"


class Removal(BaseModel):
    """One deletion."""

    at: UtcTime
    user: str
    course: str | None
    """None: everything."""
    by: str
    """Name on this machine of who did it."""
    rows: dict[str, int]
    files: int


class Journal:
    """The deletions of a service, the oldest first.

    Parameters
    ----------
    folder : Path
        The service's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def add(self, removal: Removal) -> None:
        """Write one down, durably; raises StorageError."""
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(removal.model_dump_json().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise StorageError(
                f"{self.path} can't be written: {fault.strerror}. Without it a backup would bring back whom it has."
            ) from fault

    def since(self, moment: datetime) -> list[Removal]:
        """Return those after `moment`: a backup of then has the people still."""
        if not self.path.exists():
            return []
        try:
            found = [Removal.model_validate_json(line) for line in self.path.read_bytes().splitlines()]
        except (ValidationError, OSError) as fault:
            raise InvalidInput(f"{self.path} can't be read. It says who was deleted; mend it.") from fault
        return [removal for removal in found if removal.at > moment]
