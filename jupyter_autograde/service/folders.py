"""Folders of the service's own files."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_autograde.errors import Conflict, InvalidInput

_LOCK = "serving.lock"


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


@contextmanager
def sole_service(folder: Path) -> Iterator[None]:
    """Hold a folder of data for one service, until the end of the block or of the process, however it ends.

    Raises
    ------
    Conflict
        Another process holds it.
    """
    path = make_private(folder) / _LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
            raise Conflict(
                f"Another service uses the folder {folder} (process {holder or 'unknown'}). Stop it, or give this one "
                "a folder, a database and a store of its own: --data-dir=FOLDER"
            ) from fault
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
