"""Which files of a folder go into a bundle, and reading them."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_autograde.bundles import BundleLimits, check_path
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.bundles.unpack import MARK
from jupyter_autograde.errors import BundleTooLarge, InvalidInput
from jupyter_autograde.server.workspace.record import BACKUP_PREFIX, RECORD

_SCAN_LIMIT = 20_000
"""Entries looked at before giving up: somebody's home is no assignment."""


@dataclass(frozen=True)
class FoundFile:
    """A plain file; `path` is relative to the folder searched, with `/`."""

    path: str
    place: Path
    size: int


def find_files(folder: Path, *, depth: int = 12) -> Iterator[FoundFile]:
    """Yield the plain files of a folder that belong to somebody's work, in order of paths.

    Hidden files, checkpoints, caches, backups of ours, folders of other assignments, fetched feedback and links are
    left out.
    """
    left = [_SCAN_LIMIT]
    found = list(_walk(folder, "", depth, left))
    yield from sorted(found, key=lambda file: file.path)


def _walk(folder: Path, prefix: str, depth: int, left: list[int]) -> Iterator[FoundFile]:
    with os.scandir(folder) as entries:
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                raise BundleTooLarge(
                    "There are too many files in this folder. Move the notebook and its data into "
                    "a folder of their "
                    "own.",
                    details={"limit": _SCAN_LIMIT},
                )
            if _ignored(entry.name):
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if depth > 1 and not _is_of_others(entry.path):
                    yield from _walk(Path(entry.path), f"{path}/", depth - 1, left)
            elif entry.is_file(follow_symlinks=False):
                yield FoundFile(path, Path(entry.path), entry.stat(follow_symlinks=False).st_size)


def _is_of_others(folder: str) -> bool:
    """Say whether another assignment, or a bundle of feedback, lies in a folder."""
    return any(os.path.lexists(os.path.join(folder, name)) for name in (RECORD, MARK))


def _ignored(name: str) -> bool:
    return name.startswith((".", BACKUP_PREFIX)) or name in {"__pycache__", "node_modules"} or name.endswith("~")


def check_sizes(files: list[FoundFile], limits: BundleLimits) -> None:
    """Raise `BundleTooLarge`, naming the file or folder to blame, when `files` are beyond the limits."""
    for file in files:
        check_path(file.path)
        limit = limits.notebook if file.path.endswith(".ipynb") else limits.file
        if file.size > limit:
            raise BundleTooLarge(
                f"The file {file.path!r} has {file.size / MIB:.1f} MiB; {limit / MIB:.0f} MiB are "
                "allowed. Clear its "
                "outputs, make it smaller, or move it out of the folder.",
                details={"path": file.path, "size": file.size, "limit": limit},
            )
    if len(files) > limits.files:
        most, count = Counter(file.path.rpartition("/")[0] for file in files).most_common(1)[0]
        where = f"the folder {most!r}" if most else "the assignment's folder itself"
        raise BundleTooLarge(
            f"There are {len(files)} files; {limits.files} are allowed. Most lie in {where} "
            f"({count}): move what is "
            "not part of your work out of it.",
            details={"path": most, "files": len(files), "limit": limits.files},
        )
    total = sum(file.size for file in files)
    if total > limits.total:
        largest = max(files, key=lambda file: file.size)
        raise BundleTooLarge(
            f"The files have {total / MIB:.1f} MiB together; {limits.total / MIB:.0f} MiB are "
            "allowed. The largest is "
            f"{largest.path!r}.",
            details={"path": largest.path, "size": total, "limit": limits.total},
        )


def read_file(file: FoundFile, limits: BundleLimits) -> bytes:
    """Return the content of a file, which may have changed since it was found."""
    limit = limits.notebook if file.path.endswith(".ipynb") else limits.file
    descriptor = os.open(file.place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise InvalidInput(f"{file.path!r} is not a plain file.", details={"path": file.path})
        content = stream.read(limit + 1)
    if len(content) > limit:
        check_sizes([FoundFile(file.path, file.place, len(content))], limits)
    return content
