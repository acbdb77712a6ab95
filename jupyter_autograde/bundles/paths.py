"""Which relative paths a bundle may hold."""

from __future__ import annotations

import unicodedata

from jupyter_autograde.errors import UnsafePath
from jupyter_autograde.models.base import check_name

MAX_DEPTH = 12
MAX_PATH_BYTES = 1024
MAX_SEGMENT_BYTES = 255
"""NAME_MAX of every file system a hub runs on."""


def check_path(path: str) -> str:
    """Return `path` when it is a safe relative path with `/` between its parts.

    Raises
    ------
    UnsafePath
        For absolute paths, `..`, backslashes, drive letters, control or bidirectional characters, and paths
        that are too long or too deep. The path is named in `details`, cut to 200 characters.
    """
    reason = _fault(path)
    if reason:
        raise UnsafePath(
            f"The file name {path[:200]!r} can't be used: {reason}. Rename the file and try again.",
            details={"path": path[:200]},
        )
    return path


def _fault(path: str) -> str | None:
    if not path:
        return "it is empty"
    try:
        encoded = path.encode()
    except UnicodeEncodeError:
        return "it is not valid text"
    if len(encoded) > MAX_PATH_BYTES:
        return "it is too long"
    if "\\" in path:
        return "it has a backslash"
    parts = path.split("/")
    if len(parts) > MAX_DEPTH:
        return "it lies too deep"
    if len(parts[0]) > 1 and parts[0][1] == ":":
        return "it names a drive"
    for part in parts:
        if part in {"", ".", ".."}:
            return "it leaves its folder or has an empty part"
        if len(part.encode()) > MAX_SEGMENT_BYTES:
            return "a part of it is too long"
        try:
            check_name(part[:128])
            check_name(part[-128:])
        except ValueError:
            return "it has control or bidirectional characters"
    return None


def collision_key(path: str) -> str:
    """Fold `path` so that two paths that one file system may confuse become equal."""
    return unicodedata.normalize("NFC", path).casefold()
