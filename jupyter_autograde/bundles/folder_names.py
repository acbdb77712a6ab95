"""Folders that are called after people and assignments, whatever those are called."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

_LONGEST = 200
"""Bytes: there is room left for what file systems take."""


def folder_name(name: str) -> str:
    """Return a name that is one part of a path on every system; different names give different ones."""
    quoted = quote(name, safe="@+ ,=")
    if quoted.startswith("."):
        quoted = f"%2E{quoted[1:]}"
    if len(quoted) > _LONGEST:
        quoted = f"{quoted[: _LONGEST - 17]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    return quoted
