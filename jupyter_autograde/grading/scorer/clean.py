"""Names that tests use and that are never the student's: genuine builtins and modules (SEC-08)."""

from __future__ import annotations

import builtins
import importlib
from typing import Any

BUILTIN_NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_"))

INSIDE_NAMES = frozenset(
    {"open", "exec", "eval", "compile", "input", "globals", "locals", "vars", "dir", "id", "exit", "quit", "help"}
)
"""Builtin functions that only make sense beside the notebook's names."""

BUILTINS: dict[str, Any] = {name: getattr(builtins, name) for name in BUILTIN_NAMES - INSIDE_NAMES - {"breakpoint"}}
"""For the scorer's own namespace; what is left out has no use in a test's verdict."""

# numpy's C code imports modules late, by way of the builtins of the frame that calls it; `class` needs the other.
BUILTINS |= {"__import__": builtins.__import__, "__build_class__": builtins.__build_class__, "__name__": "__main__"}

USUAL_MODULES = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "pandas": "pandas", "math": "math"}
"""Names under which a notebook has these modules; it must have bound them itself to the genuine ones."""

# fmt: off
GENUINE_MODULES = frozenset({
    "numpy", "pandas", "math", "cmath", "statistics", "re", "string", "itertools", "functools", "collections",
    "operator", "decimal", "fractions", "datetime", "hashlib", "json", "numpy.testing", "pandas.testing", "copy",
    "numbers", "collections.abc", "bisect", "heapq", "textwrap", "unittest", "pytest", "nose.tools",
})
# fmt: on
"""Modules whose functions may compute a verdict in the scorer."""

INSIDE_PARTS = frozenset({("numpy", "random"), ("unittest", "mock")})
"""Parts of them that act on the notebook's process: they are used there."""

GENERATORS = frozenset({"default_rng", "RandomState"})
"""Of `numpy.random`: they make a generator that changes nothing else."""


def genuine(spec: str) -> Any:
    """Return the module `spec`, or the attribute of `module:attribute`."""
    module, _, attribute = spec.partition(":")
    if module not in GENUINE_MODULES:
        raise LookupError(module)
    found = importlib.import_module(module)
    return getattr(found, attribute) if attribute else found
