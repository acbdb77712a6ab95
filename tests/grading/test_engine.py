"""The engine on real boxes with real otter: scores, and what keeps it from giving any."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from jupyter_autograde.errors import EnvironmentUnavailable, GradingError, SandboxUnavailable
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.models.visibility import BY_DEFAULT
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Limits, UnsafeNoSandbox
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.grading.runs import grade, scores


def test_what_can_not_be_started_ahead_is_logged(caplog):
    sandbox = WarmBubblewrapSandbox()
    missing = Environment("course", Path("/nowhere/bin/python"))
    GradingEngine(sandbox, {"course": missing}).warm_up()
    sandbox.close()
    assert "environment course" in caplog.text
    assert "has no Python" in caplog.text


def test_perfect(engine, plain, submit):
    outcome = grade(engine, plain, submit(plain))
    result = outcome.result
    assert result.status is GradeStatus.OK
    assert (result.score, result.max_score) == (8, 8)
    assert not result.flags and not result.limits_hit
    assert result.sandbox.startswith("bubblewrap")
    assert 0 < result.cpu_seconds < 30 and result.peak_memory > 1 << 20


def test_partial(engine, plain, submit):
    result = grade(engine, plain, submit(plain, {"def square": "def square(x):\n    return 9"})).result
    assert scores(result) == {"square": 1, "evens": 2, "point": 2, "divide": 1, "factorial": 1}
    public, hidden = result.questions[-1].cases
    assert (public.passed, hidden.passed) == (True, False)
    assert not hidden.message  # nothing that would tell what is hidden


def test_untouched(engine, plain):
    result = grade(engine, plain, plain.student).result
    assert (result.status, result.score) == (GradeStatus.OK, 0)


def test_notebook_without_cells(engine, plain):
    empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    result = grade(engine, plain, {"plain.ipynb": json.dumps(empty).encode()}).result
    assert (result.status, result.score, result.max_score) == (GradeStatus.OK, 0, 8)


def test_tables_and_plots(engine, tables, submit):
    outcome = grade(engine, tables, submit(tables))
    assert (outcome.result.score, outcome.result.max_score) == (6, 6)
    notebook = json.loads(outcome.notebooks["tables.ipynb"])
    kinds = {
        kind for cell in notebook["cells"] for output in cell.get("outputs", []) for kind in output.get("data", {})
    }
    assert "image/png" in kinds


def test_functions(engine, functions, submit):
    assert grade(engine, functions, submit(functions)).result.score == 3
    half = grade(engine, functions, submit(functions, {"def cube": "def cube(x):\n    return 8"})).result
    assert [case.passed for case in half.questions[0].cases] == [True, False, False]


def test_several_notebooks_each_in_its_folder(engine, several, submit):
    result = grade(engine, several, submit(several)).result
    assert scores(result) == {"numbers/numbers.ipynb: total": 2, "words.ipynb: total": 1}


def test_a_missing_notebook_costs_its_points_only(engine, several, submit):
    files = submit(several)
    del files["words.ipynb"]
    result = grade(engine, several, files).result
    assert (result.status, result.score, result.max_score) == (GradeStatus.OK, 2, 3)
    assert "words.ipynb" in result.message


def test_data_files_of_the_assignment_replace_a_students(engine, several, submit):
    files = {**submit(several), "numbers/data/values.txt": b"1\n"}
    assert grade(engine, several, files).result.score == 3


def test_python_files_of_a_submission_are_not_importable(engine, plain, submit):
    files = submit(plain, {"evens =": "from cheat import evens"})
    files["cheat.py"] = b"evens = [0, 2, 4, 6, 8]"
    assert scores(grade(engine, plain, files).result)["evens"] == 0


def test_what_students_see_tells_nothing_hidden(engine, plain, submit):
    result = grade(engine, plain, submit(plain, {"def square": "def square(x):\n    return 9"})).result
    seen = BY_DEFAULT.of(result)
    assert not any(case.hidden for question in seen.questions for case in question.cases)
    assert (seen.score, seen.max_score) == (result.score, result.max_score)
    assert "-12" not in seen.model_dump_json()


def test_scores_are_the_sum_of_their_parts(engine, plain, submit):
    result = grade(engine, plain, submit(plain, {"def factorial": "factorial = None"})).result
    assert result.score == sum(question.score for question in result.questions)
    for question in result.questions:
        assert question.score == sum(case.points for case in question.cases)
        assert all(0 <= case.points <= case.max_points for case in question.cases)


def test_what_cells_and_tests_raise_is_noted_for_staff(engine, plain, submit):
    files = submit(plain, {"evens =": "evens = ['Größe'][1]", "def factorial": "def factorial(n):\n    return {}[n]"})
    errors = grade(engine, plain, files).errors
    (cell,) = (error for error in errors if error.cell is not None)
    assert cell.text == "IndexError: list index out of range"
    raised = {(error.question, error.text.partition(":")[0]) for error in errors if error.test}
    assert {("evens", "NameError"), ("factorial", "KeyError")} <= raised
    assert not {error.question for error in errors} & {"square", "point"}


def test_nothing_lives_after_a_job(engine, plain, submit):
    name = f"stay-{secrets.token_hex(4)}"
    stay = (
        f"import os, time\nif os.fork() == 0:\n    os.setsid()\n    open('/proc/self/comm', 'w').write({name!r})\n"
        "    time.sleep(1000)\nevens = [0, 2, 4, 6, 8]"
    )
    assert grade(engine, plain, submit(plain, {"evens =": stay})).result.score == 8
    assert not [path.parent for path in Path("/proc").glob("[0-9]*/comm") if name.encode() in _read(path)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_no_sandbox_is_an_error_not_a_score(environment, plain):
    engine = GradingEngine(BubblewrapSandbox(search_path="/nowhere"), {"default": environment})
    with pytest.raises(SandboxUnavailable):
        grade(engine, plain, plain.student)


def test_unknown_environment_is_an_error(engine, plain):
    with pytest.raises(EnvironmentUnavailable, match="other"):
        engine.grade(plain.package, plain.student, environment="other")


def test_broken_package_is_an_error(engine, plain):
    with pytest.raises(GradingError):
        engine.grade({**plain.package, "package.json": b"{}"}, plain.student, environment="default")


def test_unsafe_results_are_marked(environment, plain, submit):
    engine = GradingEngine(UnsafeNoSandbox(), {"default": environment})
    result = grade(engine, plain, submit(plain)).result
    assert result.score == 8
    assert result.sandbox == "unsafe_none"
    assert "no_sandbox" in result.flags


def test_jobs_at_the_same_time_do_not_meet(engine, plain, submit):
    from concurrent.futures import ThreadPoolExecutor

    good, bad = submit(plain), submit(plain, {"def square": "square = None"})
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda files: grade(engine, plain, files).result.score, [good, bad] * 3))
    assert results == [8, 6] * 3


def test_a_test_that_never_ends_costs_itself_and_says_so(engine, plain, submit):
    """An instructor's expression runs in the scorer: it has a limit of its own, and the job goes on."""
    endless = (
        plain.package["notebooks/1/tests/square.py"]
        .decode()
        .replace("square(3) == 9", "[0 for _ in iter(int, 1) if _] == square")
    )
    package = {**plain.package, "notebooks/1/tests/square.py": endless.encode()}
    limits = Limits(wall_seconds=60, cell_seconds=10, question_seconds=1)
    outcome = engine.grade(package, submit(plain), environment="default", limits=limits)
    assert scores(outcome.result) == {"square": 1, "evens": 2, "point": 2, "divide": 1, "factorial": 1}
    assert "computed for more than 1 seconds by itself" in outcome.log


def test_a_test_that_never_ends_in_c_ends_the_run_and_says_so(engine, plain, submit):
    """No alarm is heard there: the process is ended, and what had finished counts."""
    endless = (
        plain.package["notebooks/1/tests/evens.py"].decode().replace("len(evens) == 5", "sum(iter(int, 1)) == evens")
    )
    package = {**plain.package, "notebooks/1/tests/evens.py": endless.encode()}
    limits = Limits(wall_seconds=60, cell_seconds=10, question_seconds=1)
    result = engine.grade(package, submit(plain), environment="default", limits=limits).result
    assert result.status is GradeStatus.TIMEOUT
    assert scores(result)["square"] == 2


def test_hidden_tests_leave_nothing_behind_when_they_are_forked(engine, source_files, submit):
    """The hidden test of `square` changes what a later test looks at, unless it runs in a fork (SEC-07)."""
    notebook = json.loads(source_files("plain")["plain.ipynb"])
    for cell in notebook["cells"]:
        if "".join(cell["source"]) == "# HIDDEN\nsquare(-12)":
            cell.update(source="# HIDDEN\nseen = evens.append(square(-12)) if 'evens' in globals() else 0", outputs=[])
    first = "evens = [0, 2, 4, 6, 8]"
    edits = {"evens =": "evens = evens"}
    for asked, evens in ((False, 0), (True, 2)):
        notebook["metadata"]["autograde"] = {"fork_hidden_tests": asked}
        source = {"plain.ipynb": json.dumps(notebook).encode()}
        built = engine.build(source, ["plain.ipynb"], environment="default")
        result = engine.grade(built.package, submit(built, edits, first=first), environment="default").result
        assert (scores(result)["square"], scores(result)["evens"]) == (2, evens)


def test_a_test_that_kills_the_scorer_is_the_gradings_fault(engine, plain, submit):
    bomb = plain.package["notebooks/1/tests/square.py"].decode().replace("square(3) == 9", "[0] * (1 << 40) == square")
    package = {**plain.package, "notebooks/1/tests/square.py": bomb.encode()}
    result = engine.grade(package, submit(plain), environment="default").result
    assert result.status is GradeStatus.OK  # a MemoryError is caught as the test's own
    assert {question.name: question.score for question in result.questions}["square"] == 1


def test_a_scorer_that_dies_gives_no_score(engine, plain, submit):
    """Its fork ends by a fault of a library; the jobs after it have a scorer again."""
    fault = "np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,)).sum() == square"
    bomb = plain.package["notebooks/1/tests/evens.py"].decode().replace("len(evens) == 5", fault)
    package = {**plain.package, "notebooks/1/tests/evens.py": bomb.encode()}
    with pytest.raises(GradingError) as raised:
        engine.grade(package, submit(plain, first="import numpy as np"), environment="default")
    assert "the scorer failed" in raised.value.details["log"]
    assert bomb not in raised.value.message
    result = engine.attempt(package, submit(plain, first="import numpy as np"), environment="default").result
    assert result.status is GradeStatus.ERROR
    assert grade(engine, plain, submit(plain)).result.score == 8
