"""Notebooks as a release holds them: format 4.5, the same cell ids in every version, no outputs in student cells."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from jupyter_autograde.notebook.limits import read_notebook


def normalised_notebook(content: bytes, master: Mapping[str, Any], name: str) -> bytes:
    """Return the notebook with stable cell ids.

    A newer release is merged into a student's notebook cell by cell, by id. `otter assign` draws new ids for the
    cells that it makes, so those get one that follows from what they are.

    Raises
    ------
    InvalidNotebook
        What was built is no notebook.
    """
    notebook = read_notebook(content, name=name)
    known = {cell.get("id") for cell in master["cells"]} - {None}
    used: set[str] = set()
    seen: Counter[str] = Counter()
    for cell in notebook["cells"]:
        own = cell.get("id")
        if own not in known or own in used:
            seen[_meaning(cell)] += 1
            own = _stable_id(cell, seen[_meaning(cell)])
        used.add(own)
        cell["id"] = own
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _meaning(cell: Mapping[str, Any]) -> str:
    return f"{cell['cell_type']}\0{cell['source']}"


def _stable_id(cell: Mapping[str, Any], occurrence: int) -> str:
    return hashlib.sha256(f"{_meaning(cell)}\0{occurrence}".encode()).hexdigest()[:16]
