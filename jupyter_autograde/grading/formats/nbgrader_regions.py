"""Regions between two lines with a mark, e.g. `### BEGIN SOLUTION` and `### END SOLUTION`.

**Source:** nbgrader 0.9.6, `preprocessors.clearsolutions`, `.clearhiddentests` and `.clearmarkingscheme`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SOLUTION = "SOLUTION"
HIDDEN_TESTS = "HIDDEN TESTS"
MARK_SCHEME = "MARK SCHEME"

_INDENT = re.compile(r"\s*")


class RegionFault(Exception):
    """Marks that do not pair; the text is the end of a sentence that begins with the cell."""


@dataclass(frozen=True)
class Cleared:
    """A text without its regions.

    Parameters
    ----------
    text : str
    inside : tuple of int
        Numbers of the lines that were taken out, from 0; the marks themselves included.
    """

    text: str
    inside: tuple[int, ...]


def clear_regions(source: str, kind: str, stub: Sequence[str] = ()) -> Cleared:
    """Take the regions of a kind out of a text.

    Parameters
    ----------
    kind : str
        What stands behind BEGIN and END.
    stub : sequence of str
        Lines to put in the place of each region, indented as its first line.

    Raises
    ------
    RegionFault
        A region has no end, no beginning, or another one inside.
    """
    begin, end = f"BEGIN {kind}", f"END {kind}"
    kept: list[str] = []
    inside: list[int] = []
    opened = False
    for number, line in enumerate(source.split("\n")):
        if begin in line:
            if opened:
                raise RegionFault(f"has a second `{begin}` before the first one's `{end}`")
            opened = True
            indent = _INDENT.match(line)
            kept += [f"{indent.group() if indent else ''}{text}" for text in stub]
        elif end in line:
            if not opened:
                raise RegionFault(f"has `{end}` without `{begin}` before it")
            opened = False
        elif not opened:
            kept.append(line)
            continue
        inside.append(number)
    if opened:
        raise RegionFault(f"has `{begin}` without `{end}`")
    return Cleared("\n".join(kept), tuple(inside))
