"""A row a student and a column an assignment: for spreadsheets, and as Moodle, Canvas and Open edX have it.

Only what counts is written: after late penalties, and of nobody whose work is still being graded. What nobody has
handed in is nothing where the time is over, and an empty cell, which an import leaves alone, where it is not.

Other systems show to students what they are given: so what is not finished is an empty cell there too (decision 15).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jupyter_autograde.gradebook.exports.table import Cell, Table, distinct
from jupyter_autograde.models.gradebook import CellState, Gradebook, GradebookCell, GradebookColumn, GradebookRow

_PLACES = 4
"""Decimals of points and percentages in a file."""
_Value = Callable[[GradebookColumn, GradebookCell], float | None]


def gradebook_table(book: Gradebook) -> Table:
    """Return points, total, and the final grade, for a spreadsheet."""
    people = ["user", "name", "email", "section"]
    totals = ["total %", "final %", "final by", "final at"]
    columns = distinct([f"{one.name}{_of(one)}" for one in book.columns], [*people, *totals])
    return Table(
        [*people, *columns, *totals],
        [
            [
                row.user,
                row.name,
                row.email,
                row.section,
                *_points(book, row),
                _rounded(row.percent),
                _rounded(row.final.percent) if row.final else None,
                row.final.created_by if row.final else None,
                row.final.created_at.isoformat() if row.final else None,
            ]
            for row in book.rows
        ],
    )


def moodle_table(book: Gradebook) -> Table:
    """Return what Moodle's import of grades takes: people by username or email address, and points.

    **Source:** Moodle's documentation of its grade import: each column of a CSV file is mapped by hand to a person's
    field or to a grade item.
    """
    people = ["Username", "Email address", "First name", "Section"]
    return Table(
        [*people, *distinct([one.name for one in book.columns], [*people, "Course total"]), "Course total"],
        [
            [row.user, row.email, row.name, row.section, *_points(book, row), _rounded(percent_of(row))]
            for row in book.rows
        ],
        line_end="\n",
    )


def canvas_table(book: Gradebook) -> Table:
    """Return what Canvas' import of its gradebook takes, with the points that there are in the second line.

    **Source:** Canvas' guide for instructors on importing grades: Student, ID, SIS User ID, SIS Login ID and Section
    come first, and a line `Points Possible` follows the heads. Canvas finds people by their login where it has no id.
    """
    people = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    return Table(
        [*people, *distinct([one.name for one in book.columns], people)],
        [[row.name or row.user, None, None, row.user, row.section, *_points(book, row)] for row in book.rows],
        above=[["Points Possible", None, None, None, None, *(one.max_score for one in book.columns)]],
    )


def edx_table(book: Gradebook) -> Table:
    """Return what the grade report of Open edX has: shares of the points, 0 to 1.

    **Source:** Open edX's guide on interpreting grade reports: Student ID, Email, Username and Grade come first.
    """
    people = ["Student ID", "Email", "Username", "Grade"]

    def share(column: GradebookColumn, cell: GradebookCell) -> float | None:
        score, most = _counted(cell), cell.max_score if cell.max_score is not None else column.max_score
        return None if score is None or not most else score / most

    lines: list[list[Cell]] = []
    for row in book.rows:
        percent = percent_of(row)
        grade = None if percent is None else _rounded(percent / 100)
        lines.append([None, row.email, row.user, grade, *_values(book, row, share)])
    return Table([*people, *distinct([one.name for one in book.columns], people)], lines)


@dataclass(frozen=True)
class Unfinished:
    """How much of a gradebook may still change because somebody has to grade it."""

    scores: int
    totals: int


def unfinished_of(book: Gradebook) -> Unfinished:
    """Count what `finished` takes away."""
    pending = sum(cell.state is CellState.PENDING for _, _, cell in book.everything())
    return Unfinished(pending, sum(_is_open(row) for row in book.rows))


def finished(book: Gradebook) -> Gradebook:
    """Return the book without scores that lack points, and without totals of which something is still to be graded.

    A final grade stays: somebody has made it so.
    """
    rows = [
        row.model_copy(
            update={
                "cells": [
                    cell.model_copy(update={"state": CellState.WAITING, "score": None})
                    if cell.state is CellState.PENDING
                    else cell
                    for cell in row.cells
                ],
                "percent": None if _is_open(row) else row.percent,
            }
        )
        for row in book.rows
    ]
    return book.model_copy(update={"rows": rows})


def percent_of(row: GradebookRow) -> float | None:
    """Return what a student's total is for others: the final one where there is one."""
    return row.final.percent if row.final else row.percent


def _is_open(row: GradebookRow) -> bool:
    """Say whether there is a total that may still change, and that nobody has made final."""
    return row.percent is not None and not row.whole and row.final is None


def _of(column: GradebookColumn) -> str:
    return f" [{column.max_score:g}]" if column.max_score is not None else ""


def _points(book: Gradebook, row: GradebookRow) -> Sequence[Cell]:
    return _values(book, row, lambda _, cell: _counted(cell))


def _values(
    book: Gradebook, row: GradebookRow, of: Callable[[GradebookColumn, GradebookCell], float | None]
) -> list[Cell]:
    return [_rounded(of(column, cell)) for column, cell in zip(book.columns, row.cells, strict=True)]


def _counted(cell: GradebookCell) -> float | None:
    return 0.0 if cell.state is CellState.MISSING else cell.score


def _rounded(value: float | None) -> float | None:
    return round(value, _PLACES) if value is not None else None
