"""Where a score is meant to differ from otter's: (assignment, submission) -> why, and what we give.

The reasons stand in docs/contributors/fidelity.md, word for word.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """`questions` are those that differ, with a `+` or `-` for each test as we score it."""

    reason: str
    questions: dict[str, str]


_SHADOWED = (
    "A function of the notebook's under the name of a builtin is not called by a test: with it, a student could judge."
)
_DISPLAY = (
    "Display options that the notebook sets do not change how a right value compares: values are compared outside."
)

DIFFERENCES: dict[tuple[str, str], Difference] = {
    ("behaviour", "names of builtins used for functions"): Difference(_SHADOWED, {"fibonacci": "++++"}),
    ("numbers", "everything to the power of numpy"): Difference(_SHADOWED, {"root": "++++", "third": "+++-+"}),
    ("arrays", "printing options changed"): Difference(
        _DISPLAY,
        {"grid": "++++++++", "halves": "++++++++", "draw": "+++++", "names": "++++++", "gaps": "+++++"},
    ),
}


@dataclass(frozen=True)
class CellDifference:
    """`scores`: test cells that differ, with the points that we give."""

    reason: str
    scores: dict[str, float]


NBGRADER_DIFFERENCES: dict[tuple[str, str], CellDifference] = {}
