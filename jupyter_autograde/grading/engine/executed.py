"""The notebook as it was run, for staff. Outputs come out of a box: only known shapes are kept (SEC-23)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from jupyter_autograde.grading.formats import CellToRun
from jupyter_autograde.notebook.limits import NotebookLimits, shape_fault

_LIMITS = NotebookLimits()

_CUT: dict[str, Any] = {
    "output_type": "stream",
    "name": "stderr",
    "text": "[The outputs of this notebook were longer than allowed; the rest is left out.]\n",
}
_LEFT_OUT: dict[str, Any] = {
    "output_type": "stream",
    "name": "stderr",
    "text": "[The outputs of this cell are left out: they hold too many values, or can't be read.]\n",
}


@dataclass(frozen=True)
class Executed:
    """A notebook as it was run.

    Parameters
    ----------
    cut : bool
        Some outputs were left out.
    errors : list of tuple
        Number of a cell of the student's, and `Name: message` of what it raised.
    """

    content: bytes
    cut: bool
    errors: list[tuple[int, str]]


def executed_notebook(
    notebook: Mapping[str, Any], cells: Sequence[CellToRun], outputs: Mapping[int, str], limit: int
) -> Executed:
    """Return the notebook with the outputs of this run.

    Parameters
    ----------
    outputs : mapping
        Place in `cells` -> outputs as JSON text.
    limit : int
        Bytes of all outputs.
    """
    by_cell: dict[int, list[dict[str, Any]]] = {}
    count = {cell.number: place for place, cell in enumerate(cells, start=1) if place - 1 in outputs}
    used, cut = 0, False
    for place, cell in enumerate(cells):
        text = outputs.get(place)
        if cell.number is None or text is None:
            continue
        used += len(text)
        if used > limit:
            by_cell[cell.number], cut = [_CUT], True
        else:
            found = _outputs(text)
            by_cell[cell.number], cut = ([_LEFT_OUT], True) if found is None else (found, cut)
    made = []
    for number, cell_content in enumerate(notebook["cells"]):
        cell_copy = dict(cell_content)
        if cell_copy["cell_type"] == "code":
            cell_copy.update(outputs=by_cell.get(number, []), execution_count=count.get(number))
        made.append(cell_copy)
    # Not indented: that would take Python's slow encoder.
    # What stands in a test's place is the scorer's; its verdict tells of it.
    own = [cell.number for cell in cells if cell.number is not None and cell.question is None]
    errors = [(number, line) for number in own for line in _errors(by_cell.get(number, []))]
    return Executed(json.dumps({**notebook, "cells": made}).encode(), cut, errors)


def _errors(outputs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what a cell raised: one exception ends it, so more are made up."""
    found = [one for one in outputs if one["output_type"] == "error"][-1:]
    return [": ".join(filter(None, (one["ename"], one["evalue"]))) for one in found]


def _outputs(text: str) -> list[dict[str, Any]] | None:
    """Return the outputs of a cell that have a known shape; None where what came can't be read."""
    if shape_fault(text.encode("utf-8", "replace"), _LIMITS) is not None:
        return None
    try:
        outputs = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except ValueError:
        return None
    return [made for output in outputs if (made := _output(output))] if isinstance(outputs, list) else None


def _output(output: Any) -> dict[str, Any] | None:
    """Return the output if it has the shape that nbformat 4 gives it."""
    if not isinstance(output, dict):
        return None
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": _string(output.get("text"))}
        case "error":
            lines = output.get("traceback")
            return {
                "output_type": "error",
                "ename": _string(output.get("ename")),
                "evalue": _string(output.get("evalue")),
                "traceback": [_string(line) for line in lines] if isinstance(lines, list) else [],
            }
        case "display_data" | "execute_result" as kind:
            data = output.get("data")
            made: dict[str, Any] = {"output_type": kind, "data": _data(data), "metadata": {}}
            if kind == "execute_result":
                number = output.get("execution_count")
                made["execution_count"] = number if type(number) is int else None
            return made
    return None


def _data(data: Any) -> dict[str, Any]:
    """Keep texts; of other values only those whose type is JSON by name."""
    if not isinstance(data, dict):
        return {}
    return {kind: value for kind, value in data.items() if isinstance(value, str) or kind.endswith("json")}


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON: browsers could not read the notebook")


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
