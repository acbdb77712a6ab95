"""nbgrader's assignments on real boxes: scores, manual parts, repairs, proofs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from jupyter_autograde.errors import GradingError
from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.models.grade import GradeResult, GradeStatus, QuestionResult
from jupyter_autograde.models.visibility import BY_DEFAULT

Grade = Callable[..., GradeResult]
Source = Callable[[str], dict[str, bytes]]


@pytest.fixture(scope="module")
def functions(engine: GradingEngine, source_files: Source) -> BuiltRelease:
    """Five test cells with 8 points, two answers and a task for a person with 7."""
    return engine.build(source_files("nbgrader_functions"), ["functions.ipynb"], environment="default")


@pytest.fixture(scope="module")
def weather(engine: GradingEngine, source_files: Source) -> BuiltRelease:
    """pandas, a data file and a module; two test cells with 3.5 points, an answer for a person with 2."""
    return engine.build(source_files("nbgrader_weather"), ["weather.ipynb"], environment="default")


@pytest.fixture
def grade(engine: GradingEngine) -> Grade:
    """Grade the solution with some cells replaced: grade_id -> source, None = deleted."""

    def run(release: BuiltRelease, edits: Mapping[str, str | None] | None = None, first: str = "") -> GradeResult:
        (path,) = release.notebooks
        notebook = json.loads(release.solution[path])
        left = dict(edits or {})
        kept = []
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in left:
                source = left.pop(name)
                if source is None:
                    continue
                cell["source"] = source
            kept.append(cell)
        assert not left, f"there is no cell {left}"
        if first:
            kept.insert(0, {"cell_type": "code", "metadata": {}, "source": first, "outputs": []})
        files = {**release.student, path: json.dumps({**notebook, "cells": kept}).encode()}
        return engine.grade(release.package, files, environment="default").result

    return run


def scores(result: GradeResult) -> dict[str, float]:
    return {question.name: question.score for question in result.questions}


def question(result: GradeResult, name: str) -> QuestionResult:
    return next(question for question in result.questions if question.name == name)


FULL = {
    "test_mean": 2, "test_mean_of_nothing": 1, "test_primes": 3, "test_push": 1, "test_pop": 1,
    "why": 0, "use": 0, "own": 0,
}  # fmt: skip


def test_the_solution_gets_full_marks_but_for_what_a_person_grades(grade, functions):
    result = grade(functions)
    assert (result.status, result.score, result.max_score) == (GradeStatus.OK, 8, 15)
    assert scores(result) == FULL
    assert (result.needs_manual_grade, result.pending) == (True, 7)
    assert "7 of the 15 points" in result.message
    assert not result.flags and not result.repairs


def test_tables_and_files_of_the_assignment(grade, weather):
    result = grade(weather, {"wetter": "Yes: I compared the means."})
    assert scores(result) == {"test_days": 1, "test_means": 2.5, "wetter": 0}
    assert result.pending == 2


def test_the_untouched_version_scores_nothing_and_waits_for_the_task_only(engine, functions):
    result = engine.grade(functions.package, functions.student, environment="default").result
    assert set(scores(result).values()) == {0}
    waiting = {name: question(result, name).needs_manual_grade for name in ("why", "use", "own")}
    assert waiting == {"why": False, "use": False, "own": True}
    assert question(result, "why").message == "There is no answer."
    assert result.pending == 2


def test_a_wrong_answer_costs_its_tests_only(grade, functions):
    result = grade(functions, {"mean": "def mean(values):\n    return 2"})
    assert scores(result) == {**FULL, "test_mean": 0, "test_mean_of_nothing": 0}


def test_a_failing_hidden_part_costs_the_whole_cell_and_shows_the_public_one(grade, functions):
    wrong = "def mean(values):\n    if not values:\n        raise ValueError\n    return 0.15 if 0.1 in values else 2"
    result = grade(functions, {"mean": wrong})
    found = question(result, "test_mean")
    assert (found.score, found.max_score) == (0, 2)
    assert [(case.hidden, case.passed, case.points) for case in found.cases] == [(False, True, 0), (True, False, 0)]
    seen = question(BY_DEFAULT.of(result), "test_mean")
    assert [case.passed for case in seen.cases] == [True]
    assert (seen.score, seen.max_score) == (0, 2)
    assert "-7" not in BY_DEFAULT.of(result).model_dump_json()


def test_a_failing_public_part_is_shown_with_its_text(grade, functions):
    found = question(grade(functions, {"mean": "mean = None"}), "test_mean")
    assert "assert mean([1, 2, 3]) == 2" in found.cases[0].message


@pytest.mark.parametrize(
    ("primes", "points"),
    [
        ("def primes(n):\n    return [2, 3, 5, 7]", 1),
        ("def primes(n):\n    return [2, 3, 5, 7] if n > 1 else []", 2),
        ("def primes(n):\n    return [29]", 1),
        ("def primes(n):\n    raise ValueError", 0),
    ],
)
def test_partial_credit_is_the_number_at_the_end_of_the_cell(grade, functions, primes, points):
    result = grade(functions, {"primes": primes})
    assert scores(result) == {**FULL, "test_primes": points}
    assert result.score == 5 + points


def test_a_test_cell_goes_on_with_the_names_of_another(grade, functions):
    limited = "class Stack(list):\n    push = list.append\n    __len__ = lambda self: 3\n    pop = lambda self: 'c'"
    assert scores(grade(functions, {"stack": limited})) == {**FULL, "test_pop": 0}


MEAN = """import sys, warnings
def mean(values):
    {}
    if not values:
        raise ValueError
    return sum(values) / len(values)
"""


def test_text_on_stderr_fails_a_test_cell(grade, functions):
    result = grade(functions, {"mean": MEAN.format("print('hm', file=sys.stderr)")})
    assert scores(result) == {**FULL, "test_mean": 0, "test_mean_of_nothing": 0}


def test_a_warning_fails_a_test_cell(grade, functions):
    assert scores(grade(functions, {"mean": MEAN.format("warnings.warn('careful')")}))["test_mean"] == 0


def test_printing_costs_nothing(grade, functions):
    assert scores(grade(functions, {"mean": MEAN.format("print(values)")})) == FULL


def test_notebooks_may_ask_whether_they_are_graded_and_find_nothing_of_otters(grade, functions):
    first = (
        "import os\nassert os.environ['NBGRADER_EXECUTION'] == 'autograde'\nassert not os.path.exists('tests')\n"
        "assert 'logging' not in globals() and 'sys' not in globals()\nall_is_well = True"
    )
    stack = "class Stack(list):\n    push = list.append if all_is_well else None"
    assert scores(grade(functions, {"stack": stack}, first=first)) == FULL


def test_an_edited_test_cell_is_restored_and_reported_to_staff_alone(grade, functions):
    result = grade(functions, {"mean": "def mean(values):\n    return 2", "test_mean": "pass"})
    assert scores(result)["test_mean"] == 0
    assert result.repairs == ["The test cell 'test_mean' was changed; its text was restored."]
    assert not BY_DEFAULT.of(result).repairs
    assert not result.flags


def test_a_long_list_of_repairs_is_cut(engine, functions):
    notebook = json.loads(functions.solution["functions.ipynb"])
    role = {"grade_id": "unknown"}
    notebook["cells"] += [{"cell_type": "markdown", "metadata": {"nbgrader": role}, "source": "x"}] * 150
    files = {"functions.ipynb": json.dumps(notebook).encode()}
    repairs = engine.grade(functions.package, files, environment="default").result.repairs
    assert (len(repairs), repairs[-1]) == (101, "And 50 more.")


def test_students_see_what_waits_for_a_person_whatever_is_hidden(grade, functions):
    seen = BY_DEFAULT.of(grade(functions))
    assert question(seen, "why").max_score == 3
    assert not any(case.hidden for case in question(seen, "test_primes").cases)
    assert seen.pending == 7


def test_deleted_test_cells_are_asked_all_the_same(grade, functions):
    assert scores(grade(functions, dict.fromkeys(["test_mean", "test_push", "setup"]))) == FULL
    worse = grade(functions, {"mean": "mean = None", "test_mean": None, "test_mean_of_nothing": None})
    assert scores(worse) == {**FULL, "test_mean": 0, "test_mean_of_nothing": 0}


def test_points_come_from_the_release(engine, functions):
    notebook = json.loads(functions.solution["functions.ipynb"])
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"].update(points=1000, grade=True)
    files = {"functions.ipynb": json.dumps(notebook).encode()}
    result = engine.grade(functions.package, files, environment="default").result
    assert scores(result) == FULL
    assert result.max_score == 15


def test_an_answer_that_only_exits_keeps_what_had_been_tested(grade, functions):
    result = grade(functions, {"stack": "import os\nos._exit(0)"})
    assert result.status is GradeStatus.CONTAINED
    assert scores(result) == {**FULL, "test_push": 0, "test_pop": 0}
    assert result.pending == 7


def test_a_missing_notebook_waits_for_nobody(engine, functions, weather):
    result = engine.grade(functions.package, {"other.ipynb": b"{}"}, environment="default").result
    assert (result.status, result.score, result.max_score) == (GradeStatus.REJECTED, 0, 15)
    assert not result.needs_manual_grade


def test_staff_see_the_repaired_notebook_as_it_ran(engine, functions):
    notebook = json.loads(functions.solution["functions.ipynb"])
    notebook["cells"] = [cell for cell in notebook["cells"] if "stack" not in cell["source"]]
    files = {"functions.ipynb": json.dumps(notebook).encode()}
    outcome = engine.grade(functions.package, files, environment="default")
    ran = json.loads(outcome.notebooks["functions.ipynb"])["cells"]
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in ran]
    assert ids.index("test_push") == ids.index("stack") + 1
    undo = ran[ids.index("use")]
    assert undo["outputs"] == [{"output_type": "stream", "name": "stdout", "text": "typed a word\n"}]


def test_proof_is_of_the_automatic_part(engine, functions, source_files):
    report = engine.prove(functions, source_files("nbgrader_functions"), environment="default")
    assert report.refusal is None
    assert (report.format, report.max_score, report.manual_score) == ("nbgrader", 15, 7)
    assert report.manual_questions == ["why", "use", "own"]
    assert (report.solution_score, report.empty_score) == (8, 0)
    assert not report.leaks and not report.failing and not report.warnings
    assert {test.question for test in report.tests} == {name for name in FULL if name.startswith("test")}
    parts = {test.question for test in report.tests if test.part_of_cell}
    assert parts == {"test_mean", "test_primes"}


def test_a_solution_that_fails_its_tests_is_refused(engine, source_files):
    source = source_files("nbgrader_functions")["functions.ipynb"].replace(b"mean([-7]) == -7", b"mean([-7]) == 7")
    built = engine.build({"functions.ipynb": source}, ["functions.ipynb"], environment="default")
    report = engine.prove(built, {"functions.ipynb": source}, environment="default")
    assert report.refusal == "The solution reaches 6 of 8 points; it must reach all of them."
    assert [fault for fault in report.failing if fault.startswith("test_mean (hidden part)")]


def test_a_hidden_test_in_another_file_is_found(engine, functions, source_files):
    leaky = {**functions.student, "notes.txt": b"try this: assert mean(range(101)) == 50"}
    built = type(functions)(
        leaky, functions.package, functions.notebooks, functions.solution, functions.log, functions.format
    )
    report = engine.prove(built, source_files("nbgrader_functions"), environment="default")
    assert [leak for leak in report.leaks if leak.startswith("notes.txt holds a line of the hidden test")]


def test_an_assignment_for_people_alone(engine):
    role = {"schema_version": 3, "grade_id": "why", "grade": True, "solution": True, "locked": False, "points": 4}
    cell = {"cell_type": "markdown", "metadata": {"nbgrader": role}, "source": "Because."}
    source = {"hw.ipynb": json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()}
    built = engine.build(source, ["hw.ipynb"], environment="default")
    report = engine.prove(built, source, environment="default")
    assert report.refusal is None
    assert report.warnings == ["No tests were found: nothing will be graded automatically."]
    assert (report.max_score, report.manual_score) == (4, 4)


def test_a_package_of_an_unknown_format_is_an_error(engine, functions):
    other = {**functions.package, "package.json": b'{"format": "third", "version": 1, "notebooks": []}'}
    with pytest.raises(GradingError, match="third"):
        engine.grade(other, functions.student, environment="default")
