"""What a runner does before a notebook comes: import the libraries that take long, and settle what it renders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
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
"""A fixed list, by the names that a notebook uses for them anyway: what a submission names chooses among `_GROUPS` of
these, which may hold more than it named, and can't add to them, for others are forked from the same process too."""

_USUAL = ("numpy", "pandas", "matplotlib.pyplot")
_STATISTICS = (*_USUAL, "scipy", "seaborn")

_GROUPS = (
    (),
    ("numpy",),
    ("numpy", "pandas"),
    ("numpy", "matplotlib.pyplot"),
    _USUAL,
    ("numpy", "matplotlib.pyplot", "sympy", "networkx"),
    _STATISTICS,
    (*_USUAL, "scipy", "datascience"),
    (*_STATISTICS, "sklearn", "statsmodels"),
    LIBRARIES,
)
"""What is loaded together, small ones first. Few, for each is a process that is kept, and whatever words a submission
holds, it must not have a new one made for itself alone."""

_COMMENT = re.compile(r"#.*")

_NAMED = {name: re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b") for name in LIBRARIES}


def usual(*, figures: bool = True) -> list[bytes]:
    """Return the kinds of runners to keep ready from the start: plain Python, and what most data science needs."""
    return [_payload([], figures), _payload(_USUAL, figures)]


def preload(notebook: Mapping[str, Any], tests: Iterable[str], *, figures: bool = True) -> bytes:
    """Return what the runner's `prepare` gets.

    Parameters
    ----------
    notebook, tests : mapping, iterable of str
        Libraries that one of them mentions outside of comments are loaded, in the first group that has them all.
    figures : bool
        Whether figures are rendered.

    Returns
    -------
    bytes
        Empty when there is nothing to prepare.
    """
    texts = [_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    texts += tests
    code = _COMMENT.sub("", "\n".join(texts))
    named = {name for name, word in _NAMED.items() if word.search(code)}
    return _payload(next(group for group in _GROUPS if named.issubset(group)), figures)


def _payload(imports: Sequence[str], figures: bool) -> bytes:
    return json.dumps({"imports": imports, "figures": figures}).encode() if imports or not figures else b""


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
