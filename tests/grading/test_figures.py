"""Scores without pictures: figures are not rendered, and nothing else is another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Limits

HARD_TO_MISS = """
%matplotlib inline
from IPython.display import display
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
display(plt.figure())
%config InlineBackend.figure_formats = ["svg", "png"]
figure, axes = plt.subplots()
figure
"""


@pytest.fixture
def scores_only(sandbox: BubblewrapSandbox, environment: Environment) -> Iterator[GradingEngine]:
    limits = Limits(wall_seconds=120, cell_seconds=30, question_seconds=20, memory=1 << 30)
    engine = GradingEngine(sandbox, {"default": environment}, limits=limits, render_figures=False)
    yield engine
    engine.close()


def outputs_of(notebook: bytes) -> list[dict[str, str]]:
    cells = json.loads(notebook)["cells"]
    return [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]


def test_figures_are_text_and_the_score_is_the_same(
    scores_only: GradingEngine,
    engine: GradingEngine,
    tables: BuiltRelease,
    submit: Callable[..., dict[str, bytes]],
) -> None:
    work = submit(tables, first=HARD_TO_MISS)
    without = scores_only.grade(tables.package, work, environment="default")
    drawn = engine.grade(tables.package, work, environment="default")
    assert without.result.score == drawn.result.score == 6
    shown, pictures = outputs_of(without.notebooks["tables.ipynb"]), outputs_of(drawn.notebooks["tables.ipynb"])
    assert [data.get("text/plain") for data in shown] == [data.get("text/plain") for data in pictures]
    kinds = {kind for data in pictures for kind in data} - {kind for data in shown for kind in data}
    assert kinds == {"image/png", "image/svg+xml"}


def test_a_result_without_pictures_does_not_stand_for_one_with_them(
    scores_only: GradingEngine, engine: GradingEngine
) -> None:
    assert scores_only.identity("default", engine.limits) != engine.identity("default", engine.limits)
