"""Names that tests use and that are never the student's: genuine builtins and modules (SEC-08)."""

from __future__ import annotations

import builtins
import importlib
from typing import Any

BUILTIN_NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_"))

_LEFT_OUT = {"open", "exec", "eval", "compile", "input", "exit", "quit", "breakpoint", "help"}

BUILTINS: dict[str, Any] = {name: getattr(builtins, name) for name in BUILTIN_NAMES - _LEFT_OUT}
"""For the scorer's own namespace; what is left out has no use in a test's verdict."""

USUAL_MODULES = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "pandas": "pandas", "math": "math"}
"""Names under which a notebook has these modules; it must have bound them itself to the genuine ones."""

# fmt: off
GENUINE_MODULES = frozenset({
    "numpy", "pandas", "math", "cmath", "statistics", "re", "string", "itertools", "functools", "collections",
    "operator", "decimal", "fractions", "datetime", "hashlib", "json", "numpy.testing", "pandas.testing",
})
# fmt: on
"""Modules whose functions may compute a verdict in the scorer."""


def genuine(spec: str) -> Any:
    """Return the module `spec`, or the attribute of `module:attribute`."""
    module, _, attribute = spec.partition(":")
    if module not in GENUINE_MODULES:
        raise LookupError(module)
    found = importlib.import_module(module)
    return getattr(found, attribute) if attribute else found
