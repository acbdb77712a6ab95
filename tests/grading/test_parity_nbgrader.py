"""Honest work scores as `nbgrader autograde` scores it, cell for cell; recorded by `make parity`, see fidelity.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

NOTEBOOKS = Path(__file__).parents[1] / "notebooks" / "grading"
sys.path.insert(0, str(NOTEBOOKS))

import nbgrader_corpus  # noqa: E402
from parity_differences import NBGRADER_DIFFERENCES  # noqa: E402

RECORD = json.loads((NOTEBOOKS / "nbgrader_scores.json").read_text())
CASES = nbgrader_corpus.submissions()

pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")


@pytest.fixture(scope="module")
def releases(engine: GradingEngine) -> dict[str, BuiltRelease]:
    """All assignments, built."""
    return {
        name: engine.build({f"{name}.ipynb": nbgrader_corpus.source(name)}, [f"{name}.ipynb"], environment="default")
        for name in nbgrader_corpus.topics()
    }


def test_every_submission_is_recorded(sandbox):
    assert set(RECORD["scores"]) == {f"{name}: {case}" for name, case in CASES}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case}" for name, case in CASES])
def test_score_is_nbgraders_cell_for_cell(engine, releases, name, case):
    files = {f"{name}.ipynb": nbgrader_corpus.submitted(name, case)}
    result = engine.grade(releases[name].package, files, environment="default").result
    ours = {question.name: question.score for question in result.questions}
    expected = RECORD["scores"][f"{name}: {case}"]
    if (name, case) in NBGRADER_DIFFERENCES:
        difference = NBGRADER_DIFFERENCES[name, case]
        assert ours != pytest.approx(expected), "the difference is gone: take it out of the list and the docs"
        expected = {**expected, **difference.scores}
    assert ours == pytest.approx(expected)
    assert not result.flags


def test_differences_are_documented(sandbox):
    page = (Path(__file__).parents[2] / "docs" / "contributors" / "fidelity.md").read_text()
    for (name, case), difference in NBGRADER_DIFFERENCES.items():
        assert f"{name}: {case}" in page
        assert difference.reason in page
