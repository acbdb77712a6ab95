"""Writing that is whole or not at all, and what a full disk is called."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_autograde.errors import StorageError, StorageFull
from jupyter_autograde.folders import sync_folder
from jupyter_autograde.ulids import new_ulid

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_errors(doing: str) -> Iterator[None]:
    """Turn an OSError inside into `StorageFull` or `StorageError`; `doing` completes *could not …*."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise StorageFull(
                f"Your disk or quota is full, so the server could not {doing}. Nothing was "
                "changed: delete what you "
                "don't need and try again."
            ) from fault
        if fault.errno in _FORBIDDEN:
            raise StorageError(
                f"The server could not {doing}: it may not write there. Check the permissions of the folder."
            ) from fault
        raise StorageError(f"The server could not {doing}: {fault.strerror}. Try again.") from fault


def write_new(place: Path, content: bytes) -> None:
    """Write a file that is not there yet, its folders too, and wait until it is on the disk."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_durably(place: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace the content of a file in one step; afterwards it survives a loss of power."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name[:100]}.{new_ulid()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(place.parent)
