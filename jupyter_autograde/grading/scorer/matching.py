"""Compare what came with what an example expects, by doctest's own rules."""

from __future__ import annotations

import ast
import doctest
from typing import Any

from .steps import Example

_CHECK = doctest.OutputChecker().check_output


def text_matches(example: Example, got: str) -> bool:
    """Return whether a printed text is the expected one."""
    return _CHECK(example.want, got, _flags(example))


def error_matches(example: Example, line: str) -> bool:
    """Return whether the last line of a traceback is that of the expected exception."""
    flags = _flags(example)
    if example.error is None:
        return False
    if _CHECK(example.error, line, flags):
        return True
    if not flags & doctest.IGNORE_EXCEPTION_DETAIL:
        return False
    return _CHECK(_without_detail(example.error), _without_detail(line), flags)


def content_differs(example: Example, value: Any) -> bool:
    """Return whether the expected text is a literal that a builtin's own content is not."""
    try:
        literal = ast.literal_eval(example.want.strip())
    except (ValueError, SyntaxError):
        return False
    return bool(literal != value)


def _flags(example: Example) -> int:
    flags = 0
    for option, on in example.options.items():
        flags |= option if on else 0
    return flags


def _without_detail(message: str) -> str:
    """Return the bare name of an exception, as doctest's IGNORE_EXCEPTION_DETAIL compares it."""
    return message.partition("\n")[0].partition(":")[0].rpartition(".")[2]
