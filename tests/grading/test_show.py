"""The run for a student's eyes: outputs like those of the grading, and no hidden test anywhere (SEC-07)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from jupyter_autograde.errors import InvalidNotebook
from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine

Submit = Callable[..., dict[str, bytes]]

LISTENING = """
heard = []
def square(x):
    heard.append(x)
    return x * x
class Diary:
    def __repr__(self):
        return f"heard {heard}"
diary = Diary()
"""
"""Keeps what a test asks it, to print it in a later cell."""


def shown(engine: GradingEngine, release: BuiltRelease, work: dict[str, bytes]) -> str:
    (path,) = release.notebooks
    return engine.show(release.package, work, environment="default")[path].decode()


def graded(engine: GradingEngine, release: BuiltRelease, work: dict[str, bytes]) -> str:
    (path,) = release.notebooks
    return engine.grade(release.package, work, environment="default").notebooks[path].decode()


def test_what_hidden_tests_ask_is_in_the_notebook_of_the_staff_only(
    engine: GradingEngine, plain: BuiltRelease, submit: Submit
) -> None:
    work = submit(plain, {"def square": LISTENING, "def factorial": "diary"})
    assert "heard [3, -12]" in graded(engine, plain, work)
    seen = shown(engine, plain, work)
    assert "heard [3]" in seen
    assert "-12" not in seen


def test_outputs_and_errors_of_the_students_own_cells_are_there(
    engine: GradingEngine, plain: BuiltRelease, submit: Submit
) -> None:
    seen = json.loads(shown(engine, plain, submit(plain, {"evens =": "evens = 6 * 7\nprint(evens)\n1 / 0"})))
    outputs = [output for cell in seen["cells"] for output in cell.get("outputs", [])]
    assert [output["text"] for output in outputs if output["output_type"] == "stream"] == ["42\n"]
    assert [output["ename"] for output in outputs if output["output_type"] == "error"] == ["ZeroDivisionError"]


@pytest.mark.parametrize("test_cell", ["kept", "deleted", "changed"])
def test_an_nbgrader_cell_is_the_one_that_students_got(
    engine: GradingEngine, source_files: Callable[[str], dict[str, bytes]], test_cell: str
) -> None:
    release = engine.build(source_files("nbgrader_functions"), ["functions.ipynb"], environment="default")
    notebook = json.loads(release.solution["functions.ipynb"])
    places = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    if test_cell == "deleted":
        notebook["cells"].remove(places["test_mean"])
    elif test_cell == "changed":
        places["test_mean"]["source"] = "print('mine')"
    work = {**release.student, "functions.ipynb": json.dumps(notebook).encode()}
    whole, seen = graded(engine, release, work), shown(engine, release, work)
    handed_out = json.loads(release.student["functions.ipynb"])["cells"]
    (released,) = (
        cell["source"] for cell in handed_out if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_mean"
    )
    texts = [cell["source"] for cell in json.loads(seen)["cells"]]
    assert released in texts
    for secret in ("mean([-7]) == -7", "primes(29)[-1] == 29"):
        assert secret in whole
        assert secret not in seen


def test_what_is_no_notebook_is_refused(engine: GradingEngine, plain: BuiltRelease) -> None:
    with pytest.raises(InvalidNotebook):
        engine.show(plain.package, {"plain.ipynb": b"[]"}, environment="default")
    with pytest.raises(InvalidNotebook, match="Not in the submission"):
        engine.show(plain.package, {"other.ipynb": b"{}"}, environment="default")
