"""A notebook with its solution as students may read it: nothing of tests that they never receive."""

from __future__ import annotations

import json
from typing import Any

from jupyter_autograde.notebook.limits import read_notebook

_KEY = "otter"
_SECRET = ("HIDDEN TESTS", "MARK SCHEME")
_MARKS = ("BEGIN SOLUTION", "END SOLUTION")


def readable_solution(content: bytes, name: str) -> bytes:
    """Return the notebook without hidden tests, marking schemes, marks of regions, outputs and otter's metadata.

    A region without an end goes to the end of its cell: too little is shown rather than too much. otter keeps the
    tests of a notebook in its metadata.

    Raises
    ------
    InvalidNotebook
    """
    notebook = read_notebook(content, name=name)
    notebook.get("metadata", {}).pop(_KEY, None)
    for cell in notebook["cells"]:
        cell.get("metadata", {}).pop(_KEY, None)
        cell["source"] = _readable(cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _readable(source: Any) -> str:
    kept: list[str] = []
    within: str | None = None
    for line in ("".join(source) if isinstance(source, list) else str(source)).split("\n"):
        begun = next((kind for kind in _SECRET if f"BEGIN {kind}" in line), None)
        if within is None and begun is None:
            if not any(mark in line for mark in _MARKS):
                kept.append(line)
        elif within is None:
            within = begun
        elif f"END {within}" in line:
            within = None
    return "\n".join(kept)
