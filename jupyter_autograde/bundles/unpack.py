"""Put the files of a bundle into a folder of their own, and never lose what somebody has changed there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jupyter_autograde.bundles.identity import identity_of
from jupyter_autograde.errors import UnsafePath
from jupyter_autograde.ulids import new_ulid

MARK = ".autograde-bundle"
"""File in such a folder: the identity of what was written. A folder with it is nobody's work."""


@dataclass(frozen=True)
class Unpacked:
    """What was done."""

    changed: bool
    """Whether anything was written."""
    kept: Path | None = None
    """Where the folder is now that somebody had changed."""


def unpack(folder: Path, files: Mapping[str, bytes]) -> Unpacked:
    """Make `folder` hold `files` (checked paths -> contents): all of them, or it stays as it was.

    What lies there already is left alone when it is the same, replaced when nobody has touched it, and else put
    beside it under another name.

    Raises
    ------
    UnsafePath
        There is a link or a file in the folder's place.
    OSError
        It could not be written.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UnsafePath(
            f"{str(folder)!r} is a link or a file. Rename it and try again.", details={"path": folder.name}
        )
    visible = {path: content for path, content in files.items() if not _is_hidden(path)}
    wanted = identity_of(visible)
    found = identity_of(dict(visible_files(folder))) if folder.exists() else None
    if found == wanted and all(_holds(folder / path, files[path]) for path in files.keys() - visible.keys() - {MARK}):
        return Unpacked(False)
    staging = folder.with_name(f".{folder.name}.{new_ulid()}.part")
    try:
        for path, content in {**files, MARK: wanted.encode()}.items():
            place = staging / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        kept = _put_aside(folder, found)
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    if kept is not None and found == _marked(kept):
        shutil.rmtree(kept)
        kept = None
    return Unpacked(True, kept)


def was_unpacked(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Say whether just these files were put into `folder`, and are there still, changed or not."""
    wanted = identity_of({path: content for path, content in files.items() if not _is_hidden(path)})
    return not folder.is_symlink() and _marked(folder) == wanted and all((folder / path).is_file() for path in files)


def _put_aside(folder: Path, found: str | None) -> Path | None:
    if found is None:
        return None
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    kept, number = folder.with_name(f"{folder.name}-kept-{stamp}"), 2
    while kept.exists():
        kept, number = folder.with_name(f"{folder.name}-kept-{stamp}-{number}"), number + 1
    folder.rename(kept)
    return kept


def _marked(folder: Path) -> str | None:
    mark = folder / MARK
    return mark.read_text() if mark.is_file() and not mark.is_symlink() else None


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _holds(place: Path, content: bytes) -> bool:
    return place.is_file() and not place.is_symlink() and place.read_bytes() == content


def visible_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the plain files of a folder; hidden ones are a front end's."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            place = Path(where, name)
            if not name.startswith(".") and not place.is_symlink():
                yield place.relative_to(folder).as_posix(), place.read_bytes()
