"""Tags of cells that change how a notebook runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SKIP_EXECUTION = "skip-execution"
"""**Source:** nbclient 0.10, `NotebookClient.skip_cells_with_tag`."""


def tags_of(cell: Mapping[str, Any]) -> list[Any]:
    """Return the tags of a cell, none when they have another shape."""
    tags = cell.get("metadata", {}).get("tags")
    return tags if isinstance(tags, list) else []


def skips_execution(cell: Mapping[str, Any]) -> bool:
    """Return whether a notebook's cell asks not to be run."""
    return SKIP_EXECUTION in tags_of(cell)
