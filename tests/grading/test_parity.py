"""Honest work scores as `otter run` scores it, test for test; what otter gave is recorded by `make parity`.

docs/contributors/fidelity.md says what the corpus is and why some submissions differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.models.grade import Assurance, GradeResult
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

NOTEBOOKS = Path(__file__).parents[1] / "notebooks" / "grading"
sys.path.insert(0, str(NOTEBOOKS))

import corpus  # noqa: E402
import parity_cases  # noqa: E402
from parity_differences import DIFFERENCES  # noqa: E402

RECORD = json.loads((NOTEBOOKS / "parity_scores.json").read_text())
CASES = [*parity_cases.CASES, *corpus.submissions()]

# Cold boxes run the same programs; test_engine.py has them.
pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")

Release = Callable[[str], BuiltRelease]


@pytest.fixture(scope="module")
def release(engine: GradingEngine) -> Release:
    """Build an assignment of the corpus once."""

    @cache
    def build(name: str) -> BuiltRelease:
        files = corpus.files(name) if name in corpus.topics() else parity_cases.files(name)
        return engine.build(files, [path for path in files if path.endswith(".ipynb")], environment="default")

    return build


@pytest.fixture(scope="module")
def grade(engine: GradingEngine, release: Release) -> Callable[[str, str], GradeResult]:
    """Grade a submission of the corpus once."""

    @cache
    def grade(name: str, case: str) -> GradeResult:
        built = release(name)
        (path,) = built.notebooks
        versions = built.student[path], built.solution[path]
        if (name, case) in parity_cases.CASES:
            notebook = parity_cases.submitted(name, case, *versions)
        else:
            notebook = corpus.submitted(corpus.topic(name), case, *versions)
        return engine.grade(built.package, {path: notebook}, environment="default").result

    return grade


def otters(name: str, case: str, result: GradeResult) -> dict[str, tuple[float, str]]:
    """Return question -> score and a `+` or `-` for each test, as otter gave them."""
    recorded = RECORD["scores"][f"{name}: {case}"]
    found = {}
    for question in result.questions:
        # No result at all: we say the zeros.
        score, vector = recorded[question.name] if recorded else (0, "-" * len(question.cases))
        found[question.name] = (score, "+" * len(question.cases) if vector == "all" else vector)
    return found


def ours(result: GradeResult) -> dict[str, tuple[float, str]]:
    return {
        question.name: (
            pytest.approx(question.score, abs=1e-5),
            "".join("+" if case.passed else "-" for case in question.cases),
        )
        for question in result.questions
    }


def test_every_submission_is_recorded(sandbox):
    assert set(RECORD["scores"]) == {f"{name}: {case}" for name, case in CASES}
    assert len(CASES) >= 120


def test_the_record_comes_from_this_environment(sandbox, environment):
    """Scores depend on versions: another numpy prints another text."""
    code = "import importlib.metadata as m, json; print(json.dumps({n: m.version(n) for n in %r}))"
    names = ["numpy", "pandas", "matplotlib", "otter-grader", "ipython", "ipykernel"]
    done = subprocess.run([str(environment.python), "-c", code % names], capture_output=True, check=True)
    here = json.loads(done.stdout)
    assert {name: RECORD["lock"][name] for name in names} == here, "run `make parity` and look at the differences"


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case}" for name, case in CASES])
def test_score_is_otters_test_for_test(grade, name, case):
    result = grade(name, case)
    expected = otters(name, case, result)
    if (name, case) in DIFFERENCES:
        assert ours(result) != expected, "the difference is gone: take it out of the list and the docs"
        for question, vector in DIFFERENCES[name, case].questions.items():
            assert ours(result)[question][1] == vector
            del expected[question]
    assert {question: verdict for question, verdict in ours(result).items() if question in expected} == expected
    assert not result.flags


def test_differences_are_documented(sandbox):
    page = (Path(__file__).parents[2] / "docs" / "contributors" / "fidelity.md").read_text()
    for (name, case), difference in DIFFERENCES.items():
        assert f"{name}: {case}" in page
        assert difference.reason in page


def test_most_tests_are_scored_outside(grade):
    """Wanted on real material: nine of ten tests not opaque."""
    count = Counter[Assurance]()
    for name in corpus.topics():
        count.update(case.assurance for question in grade(name, "solution").questions for case in question.cases)
    share = count[Assurance.BLIND] / count.total()
    assert count[Assurance.OPAQUE] / count.total() <= 0.10, f"{count}, blind {share:.0%}"
