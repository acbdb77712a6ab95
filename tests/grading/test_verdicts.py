"""What the worker keeps of a scorer's events; they come out of a box."""

from __future__ import annotations

import json

from jupyter_autograde.grading.engine.verdicts import NotebookRun
from jupyter_autograde.grading.formats import NotebookPlan


def test_outputs_of_many_cells_do_not_fill_the_worker():
    run = NotebookRun(NotebookPlan("hw.ipynb", ()))
    for number in range(40):
        run.take({"event": "cell", "number": number, "outputs": json.dumps(["x" * (4 << 20)])})
    assert sum(map(len, run.outputs.values())) < 33 << 20
    assert set(run.outputs) == set(range(40))
    assert run.limits_hit == {"output"}


def test_outputs_of_one_cell_are_bounded():
    run = NotebookRun(NotebookPlan("hw.ipynb", ()))
    run.take({"event": "cell", "number": 0, "outputs": json.dumps(["x" * (6 << 20)])})
    assert run.outputs == {0: "[]"}
    assert run.limits_hit == {"output"}
