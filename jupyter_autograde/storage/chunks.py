"""Long lists for queries."""

from __future__ import annotations

from collections.abc import Iterable

_CHUNK = 500
"""Values in one query; SQLite takes some thousands of parameters."""


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    """Yield `values`, sorted, in parts that fit into a query."""
    ordered = sorted(values)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
