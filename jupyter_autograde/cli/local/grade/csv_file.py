"""`--csv`: one line a notebook, one column a question."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from jupyter_autograde.cli.local.grade.request import Row
from jupyter_autograde.cli.local.grade.result_files import replace
from jupyter_autograde.csv_cells import safe_cell


def write_csv(path: Path, lines: Sequence[tuple[str, Row, Mapping[str, float]]]) -> None:
    """Write the file.

    Parameters
    ----------
    lines : sequence
        The notebook's path, its row, and question -> points.
    """
    questions = list(dict.fromkeys(question for _, _, points in lines for question in points))
    text = io.StringIO()
    table = csv.writer(text)
    head = ["notebook", "status", "score", "max_score", "pending", *questions, "flags", "code", "message"]
    table.writerow([safe_cell(word) for word in head])
    for notebook, row, points in lines:
        score = ["", "", ""] if row.code else [row.score, row.max_score, row.pending]
        given = [points.get(question, "") for question in questions]
        words = [" ".join(row.flags), row.code, row.message]
        table.writerow([safe_cell(notebook), row.status, *score, *given, *map(safe_cell, words)])
    replace(path, text.getvalue().encode("utf-8", "replace"))
