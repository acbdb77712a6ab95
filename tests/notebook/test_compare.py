from __future__ import annotations

import json

from jupyter_autograde.notebook.compare import LONGEST_LINE, compare_cells
from jupyter_autograde.testing.small_notebooks import small_notebook


def cells(*sources: str):
    return json.loads(small_notebook(*sources))["cells"]


def marked(cell):
    sign = {"same": " ", "added": "+", "removed": "-", "gap": "…"}
    return [sign[line.change] + line.text for line in cell.lines]


def test_a_changed_line_is_shown_with_the_lines_around_it():
    text = [f"line {n}" for n in range(12)]
    now = [*text[:6], "other", *text[7:]]
    (cell,) = compare_cells(cells("same", "\n".join(text)), cells("same", "\n".join(now)))
    assert (cell.change, cell.number) == ("changed", 2)
    assert marked(cell) == [
        "…",
        *(f" line {n}" for n in (3, 4, 5)),
        "-line 6",
        "+other",
        *(f" line {n}" for n in (7, 8, 9)),
        "…",
    ]


def test_cells_that_came_and_went_stand_where_they_are_or_were():
    before, now = cells("a", "b", "c"), cells("a", "b", "c")
    del before[2], now[1]
    found = list(compare_cells(before, now))
    assert [(cell.change, cell.number, marked(cell)) for cell in found] == [
        ("added", 2, ["+c"]),
        ("removed", 2, ["-b"]),
    ]


def test_outputs_and_moves_within_ids_are_no_difference():
    before, now = cells("a", "b"), cells("a", "b")
    now[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    assert list(compare_cells(before, now)) == []
    assert list(compare_cells(before, now[::-1])) == []


def test_a_huge_cell_costs_no_square_of_time_and_a_long_line_is_cut():
    before = "\n".join("x" for _ in range(20_000))
    (cell,) = compare_cells(cells(before), cells(f"{before}\n{'y' * 5000}"))
    assert len(cell.lines) == 40_001
    assert len(cell.lines[-1].text) == LONGEST_LINE + 1
