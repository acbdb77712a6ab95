"""Which files an instructor's notebook names in otter's `files:`. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_HEAD = re.compile(r"\s*#\s*ASSIGNMENT\s+CONFIG\s*$", re.IGNORECASE)
"""**Source:** otter-grader 7.0, `otter.assign.blocks`."""
_KEY = re.compile(r"files\s*:\s*(?P<rest>.*)$")
_ITEM = re.compile(r"\s*-\s+(?P<path>.+)$")
_COMMENT = re.compile(r"(^|\s)#.*$")


def named_files(notebook: dict[str, Any]) -> list[str]:
    """Return what `files:` of the notebook's assignment configuration lists, relative to the notebook.

    Only a hint for a form: YAML that says it in another way than as a list of plain names gives nothing.
    """
    for cell in notebook.get("cells", []):
        lines = cell["source"].splitlines()
        if cell["cell_type"] == "raw" and lines and _HEAD.match(lines[0]):
            return [path for path in _listed(lines[1:]) if path]
    return []


def _listed(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        bare = _COMMENT.sub("", line).rstrip()
        key, item = _KEY.match(bare), _ITEM.match(bare)
        if key:
            rest = key["rest"].strip()
            inside = not rest
            if rest.startswith("[") and rest.endswith("]"):
                yield from (_plain(path) for path in rest[1:-1].split(","))
        elif inside and item:
            yield _plain(item["path"])
        elif bare:
            inside = False


def _plain(path: str) -> str:
    return path.strip().strip("'\"").removeprefix("./")
