"""Which cells of a released notebook belong to its questions. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jupyter_autograde.notebook.merge import match_cells

_CHECK = re.compile(r"""\s*grader\.check\(\s*["'](?P<question>[^"']+)["']\s*\)\s*;?\s*""")
"""**Source:** otter-grader 7.0, `CellFactory.create_check_cells`."""


def missing_questions(released: Sequence[Mapping[str, Any]], mine: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the questions, in their order, of which a cell is gone that was released."""
    matched = match_cells([dict(cell) for cell in released], [dict(cell) for cell in mine])
    gone = (question for position, question in question_cells(released) if position not in matched)
    return list(dict.fromkeys(gone))


def repeated_questions(released: Sequence[Mapping[str, Any]], mine: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the questions that nbgrader's marks name more often than in the release: a cell was copied.

    Otter knows cells by no name, so a copy is a cell like any other.
    """
    wanted = Counter(filter(None, map(_grade_id, released)))
    found = Counter(filter(None, map(_grade_id, mine)))
    return [question for question in found if found[question] > max(1, wanted[question])]


def question_cells(cells: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """Yield the positions of answer and test cells, each with the question it belongs to.

    Of otter these are the checks, and of each the last code cell before it, where the answer is written.
    """
    answer: int | None = None
    for position, cell in enumerate(cells):
        named = _grade_id(cell)
        if named:
            yield position, named
        if cell.get("cell_type") != "code":
            continue
        check = _CHECK.fullmatch(str(cell.get("source", "")))
        if check is None:
            answer = position
            continue
        if answer is not None:
            yield answer, check["question"]
        yield position, check["question"]
        answer = None


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    marks = cell.get("metadata", {}).get("nbgrader")
    if not isinstance(marks, dict) or not (marks.get("grade") or marks.get("solution")):
        return None
    named = marks.get("grade_id")
    return named if isinstance(named, str) else None
