"""Bring a newer release into a notebook that the student has worked on.

Cells are matched by their id; where a tool gave new ids to old text (the release tools do so for
the cells they make), by type and source. What the student changed stays, what they did not touch
takes the new text. All functions are pure: notebooks are plain data of nbformat 4 and are not
modified.
"""

from __future__ import annotations

import copy
import uuid
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_autograde.errors import InvalidNotebook

Cell = dict[str, Any]
Notebook = dict[str, Any]


@dataclass(frozen=True)
class Merge:
    """A merged notebook and how it came about; cells are counted by their ids in `notebook`."""

    notebook: Notebook
    conflicts: list[str] = field(default_factory=list)
    """Changed by the student and in the new release: the student's text stands."""
    taken: list[str] = field(default_factory=list)
    """New or changed text that came in."""


def merge_notebooks(base: Notebook | None, mine: Notebook, theirs: Notebook) -> Merge:
    """Merge a newer release into the student's notebook.

    Parameters
    ----------
    base : notebook or None
        As it was fetched; None when that is lost, then every difference counts as the student's.
    mine : notebook
        The student's.
    theirs : notebook
        The newer release.

    Raises
    ------
    InvalidNotebook
        One of them is not of nbformat 4.
    """
    for notebook in (base, mine, theirs):
        if notebook is not None and not _is_notebook(notebook):
            raise InvalidNotebook("The file is not a notebook of format 4, so it can't be merged.")
    base_cells: list[Cell] = base["cells"] if base is not None else []
    merger = _Merger(base_cells, mine["cells"], theirs["cells"])
    cells = merger.run()
    merged = _frame(mine, theirs)
    merged["cells"] = _with_unique_ids(cells, merged)
    return Merge(merged, merger.conflicts, merger.taken)


def _is_notebook(notebook: Any) -> bool:
    return (
        isinstance(notebook, dict)
        and notebook.get("nbformat") == 4
        and isinstance(notebook.get("cells"), list)
        and all(isinstance(cell, dict) and "cell_type" in cell for cell in notebook["cells"])
    )


class _Merger:
    """One merge; positions in the three lists of cells are what links them."""

    def __init__(self, base: list[Cell], mine: list[Cell], theirs: list[Cell]) -> None:
        self._base, self._mine, self._theirs = base, mine, theirs
        self._ids_of_theirs = {_id(cell) for cell in theirs if _id(cell)}
        self._base_of_mine = match_cells(mine, base)
        base_of_theirs = match_cells(theirs, base)
        self._theirs_of_base = {b: t for t, b in base_of_theirs.items()}
        self._base_of_theirs = base_of_theirs
        self.conflicts: list[str] = []
        self.taken: list[str] = []

    def run(self) -> list[Cell]:
        mine_of_theirs = self._pair()
        placed: dict[int, int] = {m: t for t, m in mine_of_theirs.items()}
        behind = self._behind(placed)
        result: list[Cell] = [self._own(m) for m in behind[None]]
        for t, cell in enumerate(self._theirs):
            m = mine_of_theirs.get(t)
            if m is not None:
                result.append(self._join(m, t))
            elif not self._deleted_by_student(t):
                self.taken.append(_id(cell))
                result.append(copy.deepcopy(cell))
            result.extend(self._own(n) for n in behind[t])
        return result

    def _own(self, m: int) -> Cell:
        """Return a cell that is the student's alone; an id that the release has for another cell is not its id."""
        own = copy.deepcopy(self._mine[m])
        if _id(own) in self._ids_of_theirs:
            del own["id"]
        return own

    def _pair(self) -> dict[int, int]:
        """Return theirs -> mine: through the base, else directly."""
        pairs: dict[int, int] = {}
        for m, b in self._base_of_mine.items():
            t = self._theirs_of_base.get(b)
            if t is not None:
                pairs[t] = m
        used = set(pairs.values())
        free_mine = [m for m in range(len(self._mine)) if m not in used]
        free_theirs = [t for t in range(len(self._theirs)) if t not in pairs]
        direct = match_cells([self._mine[m] for m in free_mine], [self._theirs[t] for t in free_theirs])
        for i, j in direct.items():
            # Two cells that have different ancestors only look alike.
            if free_mine[i] not in self._base_of_mine or free_theirs[j] not in self._base_of_theirs:
                pairs[free_theirs[j]] = free_mine[i]
        return pairs

    def _behind(self, placed: dict[int, int]) -> dict[int | None, list[int]]:
        """Return the student's cells that theirs has not, by the cell of theirs they follow (None = the top)."""
        behind: dict[int | None, list[int]] = defaultdict(list)
        anchor: int | None = None
        for m, cell in enumerate(self._mine):
            if m in placed:
                anchor = placed[m]
                continue
            b = self._base_of_mine.get(m)
            if b is not None and not _differs(cell, self._base[b]):
                continue  # the release took it away, and the student did not touch it
            behind[anchor].append(m)
        return behind

    def _deleted_by_student(self, t: int) -> bool:
        b = self._base_of_theirs.get(t)
        if b is None or b in self._base_of_mine.values():
            return False
        return not _differs(self._theirs[t], self._base[b])

    def _join(self, m: int, t: int) -> Cell:
        mine, theirs = self._mine[m], self._theirs[t]
        b = self._base_of_mine.get(m)
        base = self._base[b] if b is not None else None
        result: Cell
        if not _differs(mine, theirs):
            result = copy.deepcopy(theirs)
            _keep_outputs(result, mine)
        elif base is not None and not _differs(mine, base):
            result = copy.deepcopy(theirs)
            self.taken.append(_id(theirs))
        else:
            result = copy.deepcopy(mine)
            if base is None or _differs(theirs, base):
                self.conflicts.append(_id(theirs))
        result["metadata"] = copy.deepcopy({**mine.get("metadata", {}), **theirs.get("metadata", {})})
        if "id" in theirs:
            result["id"] = theirs["id"]
        return result


def match_cells(cells: Sequence[Cell], others: Sequence[Cell]) -> dict[int, int]:
    """Return which of `others` each of `cells` is, by position: the same id, else the same text in order."""
    by_id = {_id(other): j for j, other in enumerate(others) if _id(other)}
    found: dict[int, int] = {}
    taken: set[int] = set()
    for i, cell in enumerate(cells):
        j = by_id.get(_id(cell))
        if j is not None and j not in taken:
            found[i] = j
            taken.add(j)
    by_text: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for j, other in enumerate(others):
        if j not in taken:
            by_text[_text(other)].append(j)
    for i, cell in enumerate(cells):
        if i not in found and by_text[_text(cell)]:
            found[i] = by_text[_text(cell)].popleft()
    return found


def _id(cell: Cell) -> str:
    return str(cell.get("id", ""))


def _text(cell: Cell) -> tuple[str, str]:
    source = cell.get("source", "")
    return str(cell["cell_type"]), source if isinstance(source, str) else "".join(map(str, source))


def _differs(cell: Cell, other: Cell) -> bool:
    return _text(cell) != _text(other) or cell.get("attachments") != other.get("attachments")


def _keep_outputs(result: Cell, mine: Cell) -> None:
    for key in ("outputs", "execution_count"):
        if key in mine:
            result[key] = copy.deepcopy(mine[key])


def _frame(mine: Notebook, theirs: Notebook) -> Notebook:
    """Return the merged notebook without its cells: the release's metadata, the student's kernel."""
    merged = {key: copy.deepcopy(value) for key, value in theirs.items() if key != "cells"}
    merged["nbformat_minor"] = max(theirs.get("nbformat_minor", 0), mine.get("nbformat_minor", 0))
    metadata = {**mine.get("metadata", {}), **theirs.get("metadata", {})}
    for key in ("kernelspec", "language_info"):
        if key in mine.get("metadata", {}):
            metadata[key] = mine["metadata"][key]
    merged["metadata"] = copy.deepcopy(metadata)
    return merged


def _with_unique_ids(cells: list[Cell], notebook: Notebook) -> list[Cell]:
    """Give every cell an id of its own where the format has ids, and none where it has not."""
    if notebook["nbformat_minor"] < 5:
        for cell in cells:
            cell.pop("id", None)
        return cells
    seen: set[str] = set()
    for cell in cells:
        if not cell.get("id") or cell["id"] in seen:
            cell["id"] = uuid.uuid4().hex[:8]
        seen.add(cell["id"])
    return cells
