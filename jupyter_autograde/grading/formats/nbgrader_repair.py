"""Bring a submitted notebook back to what was released, where its text is the instructor's (SEC-10).

A cell is told by its nbgrader id, or by its cell id when a tool has taken the metadata away. Nothing else of a
submission's metadata counts: role, points, lock and type are the release's.

**Source:** nbgrader 0.9.6, `preprocessors.deduplicateids` and `.overwritecells`.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_autograde.grading.formats.nbgrader_cells import SourceCell
from jupyter_autograde.grading.formats.nbgrader_metadata import KEY, Role

Cell = dict[str, Any]


@dataclass
class Repaired:
    """A notebook that can be graded.

    Parameters
    ----------
    roles : dict
        Number of a cell -> the release's cell that it is.
    repairs : list of str
        Sentences for staff.
    """

    cells: list[Cell]
    roles: dict[int, SourceCell] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)


def repair(released: Sequence[SourceCell], submitted: Sequence[Mapping[str, Any]]) -> Repaired:
    """Return the submission's cells with the release's own restored, in the submission's order."""
    known = {cell.role.grade_id: cell for cell in released if cell.role is not None}
    repairs: list[str] = []
    claims = _claims(known, submitted, repairs)
    chosen = {_choice(known[name], numbers, submitted, repairs): known[name] for name, numbers in claims.items()}
    made: list[tuple[Cell, SourceCell | None]] = []
    for number, cell in enumerate(submitted):
        source = chosen.get(number)
        made.append((_restored(source, cell, repairs) if source else _plain(cell), source))
    for lost in _missing(released, list(chosen.values()), repairs):
        made.insert(_place(released, lost, made), (copy.deepcopy(dict(lost.cell)), lost))
    roles = {number: source for number, (_, source) in enumerate(made) if source is not None}
    return Repaired([cell for cell, _ in made], roles, repairs)


def _claims(
    known: Mapping[str, SourceCell], submitted: Sequence[Mapping[str, Any]], repairs: list[str]
) -> dict[str, list[int]]:
    """Return which cells say they are a cell of the release."""
    by_cell_id = {cell.cell.get("id"): name for name, cell in known.items()}
    claims: dict[str, list[int]] = defaultdict(list)
    bare: dict[str, int] = {}
    for number, cell in enumerate(submitted):
        name = _grade_id(cell)
        if name in known:
            claims[str(name)].append(number)
        elif name is not None:
            repairs.append(f"Cell {number + 1} has the nbgrader id {name[:100]!r}, which is not of this assignment.")
        elif isinstance(own := cell.get("id"), str) and own in by_cell_id:
            bare.setdefault(by_cell_id[own], number)
    for name, number in bare.items():
        if name not in claims:
            claims[name].append(number)
            repairs.append(f"{_label(known[name])} had lost its nbgrader metadata; it was told by its cell id.")
    return claims


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    metadata = cell.get("metadata", {}).get(KEY)
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) and name else None


def _choice(
    source: SourceCell, numbers: Sequence[int], submitted: Sequence[Mapping[str, Any]], repairs: list[str]
) -> int:
    """Return the one of several copies that counts: the last, as in nbgrader; of answers the last that was changed."""
    if len(numbers) == 1:
        return numbers[0]
    changed = [number for number in numbers if submitted[number]["source"] != source.released]
    answer = _role(source).is_answer and changed
    chosen = changed[-1] if answer else numbers[-1]
    listed = ", ".join(str(number + 1) for number in numbers)
    repairs.append(f"{_label(source)} is there {len(numbers)} times (cells {listed}); cell {chosen + 1} counts.")
    return chosen


def _restored(source: SourceCell, cell: Mapping[str, Any], repairs: list[str]) -> Cell:
    role, made = _role(source), copy.deepcopy(dict(cell))
    if made["cell_type"] != source.cell["cell_type"]:
        repairs.append(f"{_label(source)} was a {made['cell_type']} cell; its type was restored.")
        _set_type(made, source.cell["cell_type"])
    if role.is_restored:
        if made["source"] != source.released:
            repairs.append(f"{_label(source)} was changed; its text was restored.")
        made["source"] = source.graded
    _report_points(source, cell, repairs)
    own = copy.deepcopy(source.cell.get("metadata", {}))
    made["metadata"] = own if role.is_restored else {**made.get("metadata", {}), **own}
    return made


def _report_points(source: SourceCell, cell: Mapping[str, Any], repairs: list[str]) -> None:
    role = _role(source)
    found = cell.get("metadata", {}).get(KEY)
    if not isinstance(found, dict) or not (role.grade or role.task):
        return
    if "points" in found and found["points"] != role.points:
        repairs.append(f"{_label(source)} named other points than {role.points:g}; they have no effect.")


def _set_type(cell: Cell, cell_type: str) -> None:
    cell["cell_type"] = cell_type
    if cell_type == "code":
        cell.update(outputs=[], execution_count=None)
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _plain(cell: Mapping[str, Any]) -> Cell:
    """Return a cell of the student's own; what it says to nbgrader has no meaning."""
    made = copy.deepcopy(dict(cell))
    if KEY in made.get("metadata", {}):
        del made["metadata"][KEY]
    return made


def _missing(released: Sequence[SourceCell], found: Sequence[SourceCell], repairs: list[str]) -> list[SourceCell]:
    """Return the cells to put back: tests, tasks and read-only cells. Who deletes an answer has none."""
    there = {id(cell) for cell in found}
    missing = [cell for cell in released if cell.role is not None and id(cell) not in there]
    for cell in missing:
        back = _role(cell).is_restored
        repairs.append(f"{_label(cell)} was missing{'; it was put back' if back else ''}.")
    return [cell for cell in missing if _role(cell).is_restored]


def _place(released: Sequence[SourceCell], cell: SourceCell, made: Sequence[tuple[Cell, SourceCell | None]]) -> int:
    """Return the place behind the nearest cell of the release that stood before it and is there."""
    places = {id(source): number for number, (_, source) in enumerate(made) if source is not None}
    before = released[: next(number for number, other in enumerate(released) if other is cell)]
    return next((places[id(other)] + 1 for other in reversed(before) if id(other) in places), 0)


def _role(source: SourceCell) -> Role:
    assert source.role is not None
    return source.role


def _label(source: SourceCell) -> str:
    role = _role(source)
    if role.is_test:
        kind = "The test cell"
    elif role.task:
        kind = "The task"
    elif role.solution:
        kind = "The answer"
    else:
        kind = "The read-only cell"
    return f"{kind} {role.grade_id!r}"
