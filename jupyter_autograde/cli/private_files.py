"""Files with what is known of people."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.errors import InvalidInput


def require_new(path: Path, *, yes: bool) -> None:
    """Return where `path` may be written: there is nothing yet, or the person agrees; InvalidInput otherwise."""
    if os.path.lexists(path):
        require_yes(f"{path} is there already. Replace it?", f"{path} is there already, and was kept.", yes=yes)


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner alone; it is there whole or not at all.

    Raises
    ------
    InvalidInput
        It can't be written.
    """
    try:
        # Named with a random part, mode 0600.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError as fault:
        raise InvalidInput(f"{path} can't be written: {fault.strerror}.") from fault
