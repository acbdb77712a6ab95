"""What may be parsed as a notebook: checked on the bytes first, then on the structure (SEC-20). Pure functions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from jupyter_autograde.errors import InvalidNotebook
from jupyter_autograde.notebook.budget import NotebookBudget
from jupyter_autograde.notebook.json_shape import JsonShape, shape_of

MIB = 1 << 20
_MAX_DIGITS = 400
_CELL_TYPES = ("code", "markdown", "raw")
"""No set: what was sent may be a list, which a set can't be asked for."""


@dataclass(frozen=True)
class NotebookLimits:
    """Limits of one notebook: `size` in bytes, `string` in characters.

    `values` are those of all lists and objects: each takes a hundred times its bytes, and other threads wait for it.
    """

    size: int = 20 * MIB
    values: int = 200_000
    cells: int = 2000
    depth: int = 50
    string: int = 10 * MIB


def read_notebook(
    content: bytes,
    *,
    name: str = "The notebook",
    limits: NotebookLimits | None = None,
    budget: NotebookBudget | None = None,
) -> dict[str, Any]:
    """Parse a notebook that somebody else made.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        How messages call it.
    budget : NotebookBudget, optional
        Of the bundle that it is one of.

    Returns
    -------
    dict
        nbformat 4; every cell has a `cell_type` of the three, and a `source` that is one string.

    Raises
    ------
    InvalidNotebook
        Not a notebook, or beyond a limit; the message names the reason.
    BundleTooLarge
        More than the budget has left.
    """
    limits = limits or NotebookLimits()
    if len(content) > limits.size:
        raise _invalid(name, f"has {len(content) / MIB:.1f} MiB; {limits.size / MIB:.0f} MiB are allowed")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _invalid(name, "is not valid UTF-8 text") from None
    shape = shape_of(content, values=limits.values, depth=limits.depth)
    fault = _fault(shape, limits)
    if fault is not None:
        raise _invalid(name, fault)
    if budget is not None:
        budget.spend(len(content), shape.values or 0)
    try:
        notebook = json.loads(
            text, parse_constant=_no_constant, parse_int=_small_int, parse_float=_finite, object_pairs_hook=_unique
        )
    except _Refused as refusal:
        raise _invalid(name, str(refusal)) from None
    except (ValueError, RecursionError):
        raise _invalid(name, "is not a notebook: it is no valid JSON") from None
    return _checked(notebook, name, limits)


def shape_fault(content: bytes, limits: NotebookLimits) -> str | None:
    """Return what is wrong with a JSON text before it is parsed: too many values, or nested too deeply; else None."""
    return _fault(shape_of(content, values=limits.values, depth=limits.depth), limits)


def _fault(shape: JsonShape, limits: NotebookLimits) -> str | None:
    if shape.values is None:
        return f"holds more than {limits.values} values; clear large outputs"
    return f"is nested deeper than {limits.depth} levels" if shape.deep else None


def _checked(notebook: Any, name: str, limits: NotebookLimits) -> dict[str, Any]:
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise _invalid(name, "is not a notebook: it has no list of cells")
    if notebook.get("nbformat") != 4:
        raise _invalid(name, "is not in notebook format 4; open it in JupyterLab and save it")
    if not isinstance(notebook.get("metadata", {}), dict):
        raise _invalid(name, "has metadata that is no object")
    cells = notebook["cells"]
    if len(cells) > limits.cells:
        raise _invalid(name, f"has {len(cells)} cells; {limits.cells} are allowed")
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in _CELL_TYPES:
            raise _invalid(name, f"has a cell of no known type (cell {number})")
        if not isinstance(cell.get("metadata", {}), dict):
            raise _invalid(name, f"has metadata that is no object (cell {number})")
        source = cell.get("source", "")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise _invalid(name, f"has a cell without text (cell {number})")
        if len(source) > limits.string:
            raise _invalid(name, f"has a cell with more than {limits.string} characters (cell {number})")
        cell["source"] = source
    return notebook


class _Refused(Exception):
    """A parser hook found something that JSON allows and we do not."""


def _no_constant(name: str) -> None:
    raise _Refused(f"holds {name}, which is no JSON number")


def _small_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise _Refused(f"holds a number of {len(digits)} digits")
    return int(digits)


def _finite(text: str) -> float:
    value = float(text) if len(text) <= _MAX_DIGITS else float("inf")
    if value in (float("inf"), float("-inf")):
        raise _Refused("holds a number that is too large")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused("names a key twice in one object")
    return made


def _invalid(name: str, reason: str) -> InvalidNotebook:
    return InvalidNotebook(f"{name} {reason}.", details={"reason": reason})
