"""Folders that students could write: only plain files in them are read, and none that lies elsewhere."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from jupyter_autograde.bundles.paths import MAX_DEPTH
from jupyter_autograde.moving_in.haul import UnreadableFiles


def read_folder(folder: Path, *, limit: int, without: Collection[str] = ()) -> Mapping[str, bytes]:
    """Return all files below `folder`, path with `/` -> content.

    Each is opened below its folder's own descriptor and never through a link: who could write there could else let us
    read what is nobody's business (SEC-21).

    Parameters
    ----------
    limit : int
        Bytes that all of them may have.
    without : collection of str
        Paths to leave out.

    Raises
    ------
    UnreadableFiles
    """
    found: dict[str, bytes] = {}
    size = 0

    def refuse(fault: OSError) -> None:
        raise UnreadableFiles(f"{fault.filename} can't be read: {fault.strerror}.") from fault

    for place, folders, names, descriptor in os.fwalk(folder, follow_symlinks=False, onerror=refuse):
        below = Path(place).relative_to(folder)
        if len(below.parts) > MAX_DEPTH:
            # Thousands of folders in each other would be more than the walk through them can hold.
            raise UnreadableFiles(f"It has folders in each other, more than {MAX_DEPTH} deep.")
        for name in folders:
            if stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                raise UnreadableFiles(f"{below / name} is a link.")
        for name in names:
            path = (below / name).as_posix()
            if path in without:
                continue
            try:
                content = _read(name, descriptor, path, limit - size)
            except FileNotFoundError as fault:
                raise UnreadableFiles(f"{path} has just been removed.") from fault
            size += len(content)
            found[path] = content
    return found


def read_file(folder: Path, name: str, *, limit: int) -> bytes:
    """Return one plain file of a folder; raises UnreadableFiles, FileNotFoundError where there is none."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as fault:
        raise UnreadableFiles(f"{folder} can't be read: {fault.strerror}.") from fault
    try:
        return _read(name, descriptor, name, limit)
    finally:
        os.close(descriptor)


def _read(name: str, folder: int, path: str, limit: int) -> bytes:
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        raise
    except OSError as fault:
        why = "is a link" if fault.errno == errno.ELOOP else f"can't be read: {fault.strerror}"
        raise UnreadableFiles(f"{path} {why}.") from fault
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableFiles(f"{path} is no plain file.")
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise UnreadableFiles(f"With {path} it has more bytes than the service takes (c.AutogradeService.max_bundle).")
    return content
