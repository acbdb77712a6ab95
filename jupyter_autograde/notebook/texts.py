"""Texts of a notebook."""

from __future__ import annotations

from typing import Any


def text_of(value: Any) -> str:
    """Return a text of nbformat, which may be a list of its lines; empty for anything else."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
