"""Folders of the service's own files."""

from __future__ import annotations

from pathlib import Path

from jupyter_autograde.errors import InvalidInput


def make_private(folder: Path) -> Path:
    """Return a folder for this user alone, made where there is none.

    Raises
    ------
    InvalidInput
        It can't be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise InvalidInput(
            f"The folder {folder} can't be made: {fault.strerror}. Name another with --data-dir or "
            "c.AutogradeService.data_dir, one that the service's user may write to."
        ) from fault
    return folder
