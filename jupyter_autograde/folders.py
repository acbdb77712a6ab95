"""Folders whose names survive a loss of power."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_CAN_NOT = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, with those above it; their names are on the disk afterwards."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; some systems and file systems can't, and are not waited for."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except PermissionError:  # Windows opens no folders; elsewhere one may be for writing and passing alone
        return
    try:
        os.fsync(descriptor)
    except OSError as fault:
        if fault.errno not in _CAN_NOT:
            raise
    finally:
        os.close(descriptor)
