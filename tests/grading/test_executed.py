from __future__ import annotations

import json
from typing import Any

import pytest

from jupyter_autograde.grading.engine.executed import executed_notebook
from jupyter_autograde.grading.formats import CellToRun
from jupyter_autograde.notebook.limits import NotebookLimits

CELL = {"cell_type": "code", "metadata": {}, "source": "plot()", "outputs": [], "execution_count": None}
SAID = {"output_type": "stream", "name": "stdout", "text": "said"}


def run(*outputs: str) -> tuple[list[list[dict[str, Any]]], bool]:
    """Return the outputs of each cell of a notebook, and whether some were left out."""
    notebook = {"cells": [CELL] * len(outputs), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    cells = [CellToRun("plot()", number) for number in range(len(outputs))]
    made = executed_notebook(notebook, cells, dict(enumerate(outputs)), 10 << 20)
    return [cell["outputs"] for cell in json.loads(made.content)["cells"]], made.cut


def plot(data: object) -> str:
    return json.dumps([{"output_type": "display_data", "data": {"application/vnd.plotly.v1+json": data}}])


@pytest.mark.parametrize(
    "text",
    [
        plot([0] * (NotebookLimits().values + 1)),
        plot(float("nan")),
        "[" * 200 + "]" * 200,
        "no JSON",
    ],
)
def test_outputs_that_can_not_be_kept_are_said_to_be_left_out(text: str) -> None:
    (lost, kept), cut = run(text, json.dumps([SAID]))
    assert "left out" in lost[0]["text"]
    assert (kept, cut) == ([SAID], True)


def test_outputs_that_can_be_kept_are() -> None:
    (shown, said), cut = run(plot([1, 2]), json.dumps([SAID]))
    assert shown[0]["data"] == {"application/vnd.plotly.v1+json": [1, 2]}
    assert (said, cut) == ([SAID], False)


def test_what_a_students_cell_raised_is_noted_and_not_what_stands_in_a_tests_place() -> None:
    error = {"output_type": "error", "ename": "NameError", "evalue": "name 'x' is not defined", "traceback": []}
    notebook = {"cells": [CELL] * 2, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    cells = [CellToRun("x", 0), CellToRun("", 1, question="q1"), CellToRun("added", None)]
    texts = dict.fromkeys(range(3), json.dumps([SAID, error]))
    made = executed_notebook(notebook, cells, texts, 10 << 20)
    assert made.errors == [(0, "NameError: name 'x' is not defined")]
