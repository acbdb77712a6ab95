"""What an error says without what is one student's alone: numbers, names, addresses, paths."""

from __future__ import annotations

import re
from functools import lru_cache

OTHER = "…"
"""Stands for whatever differs."""

# Each is tried where the one before has left something. All are bounded: what a notebook raises may be made to be slow.
_ADDRESS = re.compile(r"\b0[xX][0-9a-fA-F]{4,32}\b")
_WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\[^\s'\"<>|:]{1,300}")
_PATH = re.compile(r"(?<![\w.:/])~?(?:\.{1,2})?/[\w.+@-]{1,100}(?:/[\w.+@-]{1,100}){0,30}/?")
_QUOTED = re.compile(r"(?<!\w)(['\"`])(?:(?!\1).){0,200}\1(?!\w)")
"""Not the apostrophe of `can't`: a letter stands before it."""
_NUMBER = re.compile(r"(?<!\w)[-+]?+(?:\d[\d_]*+\.?+\d*+|\.\d++)(?:[eE][-+]?\d++)?+j?+(?!\w)")
_RUN_OF_NUMBERS = re.compile(r"#(?:(?:, ?| )#)+")
_ALONE = frozenset({": #", *(f": {quote}{OTHER}{quote}" for quote in "'\"`")})
_CLASS = re.compile(r"(?:[A-Za-z_]\w{0,99}\.){0,10}([A-Za-z_]\w{0,99})(?=:|$)")


@lru_cache(maxsize=4096)
def pattern_of(text: str) -> str:
    """Return what errors of one kind have in common: the exception's class, then its message.

    Parameters
    ----------
    text : str
        `Class: message`, as the last line of a traceback; the class with its module or without.

    Examples
    --------
    >>> pattern_of("NameError: name 'total' is not defined")
    "NameError: name '…' is not defined"
    >>> pattern_of("ValueError: operands could not be broadcast together with shapes (3,) (4,)")
    'ValueError: operands could not be broadcast together with shapes (#,) (#,)'
    """
    found = _CLASS.match(text)
    head, rest = (found.group(1), text[found.end() :]) if found else ("", text)
    rest = _ADDRESS.sub(f"0x{OTHER}", rest)
    rest = _QUOTED.sub(rf"\g<1>{OTHER}\g<1>", rest)
    rest = _WINDOWS_PATH.sub(f"/{OTHER}", rest)
    rest = _PATH.sub(f"/{OTHER}", rest)
    rest = _NUMBER.sub("#", rest)
    rest = _RUN_OF_NUMBERS.sub(f"#, {OTHER}", rest)
    if rest.strip() in _ALONE:
        rest = f": {OTHER}"  # of a KeyError: whatever the key was
    return " ".join(f"{head}{rest}".split())
