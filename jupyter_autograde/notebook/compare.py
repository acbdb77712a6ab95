"""What differs between two notebooks, cell by cell. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from jupyter_autograde.models.own_work import Change, ComparedCell, ComparedLine, LineChange
from jupyter_autograde.notebook.merge import match_cells

CONTEXT = 3
"""Lines that are shown around a difference."""
LONGEST_LINE = 1000
"""Characters; what is behind them says little to somebody who reads."""
MOST_COMPARED = 1500
"""Lines of a cell that are looked at one by one: comparing takes the square of them."""


def compare_cells(before: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> Iterator[ComparedCell]:
    """Yield the cells whose text or type differs, in the order of `now`, with those that are gone where they were.

    Outputs and metadata don't count: they are no answer of a student.
    """
    before_of_now = match_cells(now, before)
    gone = sorted(set(range(len(before))) - set(before_of_now.values()))
    for position, cell in enumerate(now):
        old = before_of_now.get(position)
        if old is not None:
            while gone and gone[0] < old:
                yield _whole(before[gone[0]], gone.pop(0), Change.REMOVED)
        yield from _cell(before[old] if old is not None else None, cell, position)
    for position in gone:
        yield _whole(before[position], position, Change.REMOVED)


def _cell(old: dict[str, Any] | None, cell: dict[str, Any], position: int) -> Iterator[ComparedCell]:
    if old is None:
        yield _whole(cell, position, Change.ADDED)
    elif (old["cell_type"], old["source"]) != (cell["cell_type"], cell["source"]):
        lines = list(_lines(old["source"].splitlines(), cell["source"].splitlines()))
        yield ComparedCell(change=Change.CHANGED, cell_type=cell["cell_type"], number=position + 1, lines=lines)


def _whole(cell: dict[str, Any], position: int, change: Change) -> ComparedCell:
    kind = LineChange.ADDED if change is Change.ADDED else LineChange.REMOVED
    lines = [_line(kind, text) for text in cell["source"].splitlines()]
    return ComparedCell(change=change, cell_type=cell["cell_type"], number=position + 1, lines=lines)


def _lines(before: list[str], now: list[str]) -> Iterator[ComparedLine]:
    if max(len(before), len(now)) > MOST_COMPARED:
        yield from (_line(LineChange.REMOVED, text) for text in before)
        yield from (_line(LineChange.ADDED, text) for text in now)
        return
    shown_to = 0
    for group in SequenceMatcher(None, before, now, autojunk=False).get_grouped_opcodes(CONTEXT):
        if group[0][1] > shown_to:
            yield ComparedLine(change=LineChange.GAP)
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                yield from (_line(LineChange.SAME, text) for text in now[j1:j2])
                continue
            yield from (_line(LineChange.REMOVED, text) for text in before[i1:i2])
            yield from (_line(LineChange.ADDED, text) for text in now[j1:j2])
        shown_to = group[-1][2]
    if shown_to < len(before):
        yield ComparedLine(change=LineChange.GAP)


def _line(change: LineChange, text: str) -> ComparedLine:
    return ComparedLine(change=change, text=text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…")
