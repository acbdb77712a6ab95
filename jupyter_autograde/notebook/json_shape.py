"""How much a JSON text holds, seen on its bytes before anything parses it (SEC-20). Pure functions.

Parsed, a value takes up to a hundred times its bytes, and all other threads wait meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPES = re.compile(rb'\\[\\"]')
_FEW = 2000
"""Escapes up to which it is faster to go from one backslash to the next; of many each would take a hundred times as
long as its two bytes."""
_BEFORE_VALUES = (b",", b"[", b"{")
_OPENING = b"[{"
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


@dataclass(frozen=True)
class JsonShape:
    """What a JSON text holds outside of its strings."""

    values: int | None
    """Of all lists and objects; None: more than were asked for."""
    deep: bool
    """Whether it is nested more deeply than was asked for; False where nobody looked, for there are too many values."""


def shape_of(content: bytes, *, values: int, depth: int) -> JsonShape:
    """Measure a JSON text in UTF-8, as far as `values` and `depth`.

    What stands in strings does not count. Where the text is no JSON, a backslash outside of strings may hide a quote
    from this; the parser goes no further than that backslash.
    """
    bare = _without_escapes(content)
    # A value is a string or has one before it, its name: with more quotes than that there are more values.
    most = 4 * values + 2
    if len(bare) <= most or bare.count(b'"') <= most:
        outside = _outside_strings(bare)
        found = sum(map(outside.count, _BEFORE_VALUES))
        if found <= values:
            return JsonShape(found, _depth(outside, depth) > depth)
    return JsonShape(None, deep=False)


def nesting_depth(content: bytes, stop: int) -> int:
    """Return how deep the brackets of `content` nest outside of strings; counting ends above `stop`."""
    return _depth(_outside_strings(_without_escapes(content)), stop)


def _without_escapes(content: bytes) -> bytes:
    bare, found = _ESCAPES.subn(b"", content, _FEW)
    return bare if found < _FEW else content.replace(rb"\\", b"").replace(rb"\"", b"")


def _outside_strings(bare: bytes) -> bytes:
    # Every other piece between quotes lies outside of strings; a string that never ends is the last piece.
    return b"".join(bare.split(b'"')[::2])


def _depth(outside: bytes, stop: int) -> int:
    depth = deepest = 0
    for bracket in outside.translate(None, _NO_BRACKETS):
        if bracket in _OPENING:
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > stop:
                    break
        else:
            depth -= 1
            if depth < 0:  # no parser goes beyond a bracket that closes nothing
                break
    return deepest
