"""From a test cell to a question: what students see of it, and the hidden rest."""

from __future__ import annotations

import ast
from dataclasses import replace

from jupyter_autograde.grading.formats.base import Question, TestCase, TestKind
from jupyter_autograde.grading.formats.nbgrader_metadata import Role
from jupyter_autograde.grading.formats.nbgrader_regions import HIDDEN_TESTS, clear_regions


def question_of(role: Role, source: str, place: int) -> Question:
    """Return the question of a test cell.

    The statements before the first hidden region are one case, all others a second, hidden one. So the cell's
    own order is kept, and no public verdict comes after a hidden test (SEC-07). nbgrader gives the points of a
    cell together, so they hang on the last case.

    Parameters
    ----------
    source : str
        With its hidden regions.
    """
    lines = source.split("\n")
    inside = clear_regions(source, HIDDEN_TESTS).inside
    border = _border(lines, inside[0]) if inside else len(lines)
    public, rest = "\n".join(lines[:border]), "\n".join(lines[border:])
    cases = []
    if not inside or _has_code(public):
        cases.append(_case(role.grade_id, public, hidden=False))
    if inside and (_has_code(rest) or not cases):
        secret = "\n".join(lines[number] for number in inside)
        cases.append(_case(f"{role.grade_id} (hidden part)", rest, hidden=True, secret=secret))
    worth = [0.0] * (len(cases) - 1) + [role.points]
    with_points = tuple(replace(case, points=points) for case, points in zip(cases, worth, strict=True))
    return Question(role.grade_id, role.grade_id, with_points, all_or_nothing=True, place=place)


def _case(name: str, code: str, *, hidden: bool, secret: str | None = None) -> TestCase:
    return TestCase(name, TestKind.CELL, code, 0.0, hidden, secret=secret)


def _border(lines: list[str], first_hidden: int) -> int:
    """Return the line from 0 at which the first statement begins that is hidden, or that a hidden region lies in."""
    try:
        statements = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last when nested beyond the parser's stack
        # A magic, or a fault that the proof will show. A region at the margin lies in no statement.
        return first_hidden if not lines[first_hidden][:1].isspace() else 0
    border = first_hidden
    for statement in reversed(statements):
        decorators = getattr(statement, "decorator_list", [])
        begin = min(part.lineno for part in [statement, *decorators]) - 1
        if (statement.end_lineno or begin + 1) - 1 >= border:
            border = min(border, begin)
    return border


def _has_code(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n"))
