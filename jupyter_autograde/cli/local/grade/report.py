"""What the terminal shows of graded notebooks: a table, and a sentence for each that could not be graded."""

from __future__ import annotations

import sys

from jupyter_autograde.cli.local.grade.request import Row

ALL_GRADED = 0
SOME_NOT = 1
WRONG_USE = 2

_HEAD = ["NOTEBOOK", "SCORE", "OF", "STATUS", "NOTES"]


def conclude(names: list[str], rows: list[Row]) -> int:
    """Print everything and return the exit code."""
    table = [_HEAD, *(_cells(name, row) for name, row in zip(names, rows, strict=True))]
    widths = [max(len(line[column]) for line in table) for column in range(len(_HEAD))]
    for name, score, maximum, status, notes in table:
        line = f"{name:{widths[0]}}  {score:>{widths[1]}}  {maximum:>{widths[2]}}  {status:{widths[3]}}  {notes}"
        print(line.rstrip())
    sys.stdout.flush()
    failed = [(name, row) for name, row in zip(names, rows, strict=True) if row.code]
    for name, row in failed:
        complain(f"{plain(name)}: {plain(row.message)} [{row.code}]")
    if failed:
        complain(f"{len(failed)} of {len(rows)} notebooks could not be graded.")
    return SOME_NOT if failed else ALL_GRADED


def complain(message: str) -> None:
    """Print one sentence to stderr, as all verbs do."""
    print(f"jupyter autograde: {message}", file=sys.stderr)


def plain(text: str) -> str:
    """Return text that can't steer the terminal: names of files come from students."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _cells(name: str, row: Row) -> list[str]:
    if row.code:
        return [plain(name), "-", "-", row.status or "not graded", row.code]
    # Tests are measured by what tests can give; a person may give the rest.
    notes = [f"{row.pending:g} more by hand"] * (row.pending > 0) + row.flags
    return [plain(name), f"{row.score:g}", f"{row.max_score - row.pending:g}", row.status, ", ".join(notes)]
