"""Small packages written by hand, so that an attack costs no `otter assign`; and an honest job after each attack."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from jupyter_autograde.grading.engine import GradingEngine, GradingOutcome
from jupyter_autograde.models.grade import Assurance, GradeResult, GradeStatus
from jupyter_autograde.sandbox import Limits

Test = tuple[str, str] | str
"""Code and what it prints, or the body of a test function with its parameter `x`."""

LIMITS = Limits(wall_seconds=60, cell_seconds=20, question_seconds=10, memory=1 << 30)

_MANIFEST = {"format": "otter", "version": 1, "notebooks": [{"path": "a.ipynb", "folder": "notebooks/1"}]}

HONEST = "def f(n):\n    return n * n\nx = [1, 2.5, 'three']"
HONEST_TESTS: dict[str, list[Test]] = {
    "f": [("f(3)", "9"), ("f(4) == 16", "True"), ("all(f(n) == n * n for n in range(5))", "True")],
    "x": [("x == [1, 2.5, 'three']", "True"), ("len(x)", "3")],
}


def package(**questions: list[Test]) -> dict[str, bytes]:
    """Return a grading package with a point for each test, all of them hidden."""
    made = {"package.json": json.dumps(_MANIFEST).encode()}
    for name, tests in questions.items():
        bodies = [test for test in tests if isinstance(test, str)]
        text = _functions(name, bodies) if bodies else _doctests(name, [t for t in tests if isinstance(t, tuple)])
        made[f"notebooks/1/tests/{name}.py"] = text.encode()
    return made


def _doctests(name: str, tests: list[tuple[str, str]]) -> str:
    cases = []
    for code, want in tests:
        head, *more = code.split("\n")
        lines = [f">>> {head}", *(line if line.startswith(">>> ") else f"... {line}" for line in more)]
        cases.append({"code": "\n".join([*lines, *([want] if want else [])]), "hidden": True})
    spec = {"name": name, "points": len(tests), "suites": [{"cases": cases, "type": "doctest"}]}
    return f"OK_FORMAT = True\ntest = {spec!r}\n"


def _functions(name: str, bodies: list[str]) -> str:
    text = f"from otter.test_files import test_case\nOK_FORMAT = False\nname = {name!r}\npoints = {len(bodies)}\n"
    for number, body in enumerate(bodies):
        inner = "\n".join(f"    {line}" for line in body.split("\n"))
        text += f"@test_case(points=1, hidden=True)\ndef test_{number}(x):\n{inner}\n"
    return text


def notebook(*cells: str) -> dict[str, bytes]:
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
        for n, text in enumerate(cells)
    ]
    return {"a.ipynb": json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()}


@dataclass(frozen=True)
class Attacked:
    """What came of an attack."""

    outcome: GradingOutcome

    @property
    def result(self) -> GradeResult:
        return self.outcome.result

    @property
    def won(self) -> set[str]:
        """The tests that passed with a claim: of an opaque one staff are told that it can be forged."""
        cases = [case for question in self.result.questions for case in question.cases]
        return {case.name for case in cases if case.passed and case.assurance is not Assurance.OPAQUE}

    @property
    def passed(self) -> set[str]:
        return {case.name for question in self.result.questions for case in question.cases if case.passed}

    @property
    def shown(self) -> str:
        """What the cells printed."""
        cells = json.loads(self.outcome.notebooks["a.ipynb"])["cells"]
        outputs = [output for cell in cells for output in cell["outputs"]]
        return "".join(output.get("text") or output.get("evalue", "") for output in outputs)


Attack = Callable[..., Attacked]


@pytest.fixture
def attack(engine: GradingEngine) -> Iterator[Attack]:
    """Grade cells against tests. Afterwards an honest job must score right, unflagged (SEC-14)."""

    def run(tests: dict[str, list[Test]], *cells: str, limits: Limits = LIMITS) -> Attacked:
        return Attacked(engine.grade(package(**tests), notebook(*cells), environment="default", limits=limits))

    yield run
    result = run(HONEST_TESTS, HONEST).result
    assert (result.status, result.score, result.flags, result.limits_hit) == (GradeStatus.OK, 5, [], [])
