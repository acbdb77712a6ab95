"""A table on its way into a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jupyter_autograde.csv_cells import safe_cell

Cell = str | float | bool | None


@dataclass
class Table:
    """Heads and lines; None is an empty cell."""

    head: list[str]
    lines: list[list[Cell]] = field(default_factory=list)
    above: list[list[Cell]] = field(default_factory=list)
    """Lines between head and people, such as the points that there are."""
    line_end: str = "\r\n"
    """**Source:** RFC 4180, section 2."""

    def as_csv(self) -> str:
        """Return the table as CSV; no text in it is a formula (SEC-52)."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=self.line_end)
        writer.writerow([safe_cell(name) for name in self.head])
        writer.writerows([_safe(value) for value in line] for line in [*self.above, *self.lines])
        return text.getvalue()

    def as_json(self) -> str:
        """Return the lines as JSON objects, for programs."""
        rows = [dict(zip(self.head, line, strict=True)) for line in self.lines]
        return json.dumps(rows, indent=1, ensure_ascii=False)


def distinct(names: Iterable[str], taken: Sequence[str] = ()) -> list[str]:
    """Return names so that no two heads are the same: a second `hw1` is `hw1 (2)`."""
    used = set(taken)
    found = []
    for name in names:
        number, own = 1, name
        while own in used:
            number += 1
            own = f"{name} ({number})"
        used.add(own)
        found.append(own)
    return found


def _safe(value: Cell) -> Cell:
    return safe_cell(value) if isinstance(value, str) else value
