"""Which libraries a runner should have loaded before a notebook comes: those that take long to import."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

LIBRARIES = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "scipy",
    "sklearn",
    "seaborn",
    "statsmodels",
    "sympy",
    "networkx",
    "datascience",
)
"""A fixed list, by the names that a notebook uses for them anyway: a submission chooses among these and can't add to
them, for what it names is loaded in a process that others are forked from too."""

USUAL = json.dumps({"imports": ["numpy", "pandas", "matplotlib.pyplot"]}).encode()
"""What most data science notebooks need: kept ready from the start."""

_NAMED = {name: re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b") for name in LIBRARIES}


def preload(notebook: Mapping[str, Any], tests: Iterable[str]) -> bytes:
    """Return what the runner's `prepare` gets: the libraries that a notebook or its tests mention; empty for none."""
    texts = [_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    texts += tests
    named = [name for name, word in _NAMED.items() if any(word.search(text) for text in texts)]
    return json.dumps({"imports": named}).encode() if named else b""


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
