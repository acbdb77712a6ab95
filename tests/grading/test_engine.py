"""The engine on real boxes with real otter: scores, limits, builds, proofs."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from jupyter_autograde.errors import EnvironmentUnavailable, GradingError, InvalidSource, SandboxUnavailable
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.grading.formats import OtterFormat
from jupyter_autograde.models.grade import Assurance, GradeStatus
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Limits, UnsafeNoSandbox
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

QUICK = Limits(wall_seconds=60, cell_seconds=3, question_seconds=2, memory=1 << 30)


def grade(engine, release, files, **options):
    return engine.grade(release.package, files, environment="default", **options)


def scores(result) -> dict[str, float]:
    return {question.name: question.score for question in result.questions}


def test_what_can_not_be_started_ahead_is_logged(caplog):
    sandbox = WarmBubblewrapSandbox()
    missing = Environment("course", Path("/nowhere/bin/python"))
    GradingEngine(sandbox, {"course": missing}).warm_up()
    sandbox.close()
    assert "environment course" in caplog.text
    assert "has no Python" in caplog.text


# ---------------------------------------------------------------- builds


def test_student_version_has_no_solution_and_no_hidden_test(plain):
    text = plain.student["plain.ipynb"].decode()
    assert "x * x" not in text
    assert "-12" not in text
    assert "square(3) == 9" in text


def test_package_holds_tests_and_manifest(plain):
    assert json.loads(plain.package["package.json"]) == {
        "format": "otter",
        "version": 1,
        "notebooks": [{"path": "plain.ipynb", "folder": "notebooks/1"}],
    }
    assert b"-12" in plain.package["notebooks/1/tests/square.py"]


def test_building_again_gives_the_same_release(engine, plain, source_files):
    again = engine.build(source_files("plain"), ["plain.ipynb"], environment="default")
    assert again.student == plain.student
    assert again.package == plain.package


def test_cells_of_the_source_keep_their_ids(plain):
    notebook = json.loads(plain.student["plain.ipynb"])
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert "cell-1" in ids


def test_several_notebooks_keep_their_folders(several):
    assert set(several.student) == {"numbers/numbers.ipynb", "numbers/data/values.txt", "words.ipynb"}


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("generate:\n  plugins:\n    - some.Plugin", "No module named 'some'"),
        ("generate:\n  points_possible: 10", "points_possible"),
        ("nonsense: 1", "nonsense"),
        ("files:\n  - data.csv", "^A file that the notebook needs did not come with it: 'data.csv'. Tick it"),
    ],
)
def test_unsupported_source_is_refused_with_its_reason(engine, source_files, config, reason):
    notebook = json.loads(source_files("plain")["plain.ipynb"])
    notebook["cells"][0]["source"] = f"# ASSIGNMENT CONFIG\n{config}"
    with pytest.raises(InvalidSource, match=reason):
        engine.build({"a.ipynb": json.dumps(notebook).encode()}, ["a.ipynb"], environment="default")


def test_files_beside_the_notebook_reach_students_and_those_for_the_grader_do_not(engine, source_files):
    notebook = json.loads(source_files("plain")["plain.ipynb"])
    notebook["cells"][0]["source"] += "\nautograder_files:\n  - secret.txt"
    source = {
        "plain.ipynb": json.dumps(notebook).encode(),
        "data/extra.csv": b"x\n1\n",
        "helper.py": b"TWO = 2\n",
        "secret.txt": b"for the grader",
    }
    built = engine.build(source, ["plain.ipynb"], environment="default")
    assert set(built.student) == {"plain.ipynb", "data/extra.csv", "helper.py"}
    (plan,) = OtterFormat().read(built.package)
    assert set(plan.files) == {"data/extra.csv", "helper.py", "secret.txt"}


def test_missing_notebook_is_refused_before_a_box_starts(environment):
    engine = GradingEngine(BubblewrapSandbox(search_path="/nowhere"), {"default": environment})
    with pytest.raises(InvalidSource, match=r"b\.ipynb"):
        engine.build({"a.txt": b""}, ["b.ipynb"], environment="default")


# ---------------------------------------------------------------- proofs


def test_proof_of_a_good_release(engine, plain, source_files):
    said: list[str] = []
    report = engine.prove(plain, source_files("plain"), environment="default", on_progress=said.append)
    assert (report.solution_score, report.max_score, report.empty_score) == (8, 8, 0)
    assert report.refusal is None
    assert not report.failing
    assert not report.leaks
    assurance = {test.case: test for test in report.tests}
    assert assurance["square - 2"].assurance is Assurance.BLIND
    assert assurance["point - 3"].assurance is Assurance.OPAQUE
    assert assurance["point - 3"].advice
    assert report.seconds > 0
    assert said


def test_proof_refuses_a_solution_that_fails(engine, source_files):
    files = source_files("plain")
    text = files["plain.ipynb"].decode().replace("return x * x  # SOLUTION", "return x + x  # SOLUTION")
    source = {"plain.ipynb": text.encode()}
    built = engine.build(source, ["plain.ipynb"], environment="default")
    report = engine.prove(built, source, environment="default")
    assert report.solution_score == 6
    assert report.refusal and "6 of 8" in report.refusal
    assert len(report.failing) == 2
    assert "-24" in report.failing[1]


def with_manual(source: bytes, *configurations: str) -> dict[str, bytes]:
    """Return the source with a question at its end for each configuration, answered in Markdown."""
    notebook = json.loads(source)
    for number, configuration in enumerate(configurations):
        parts = ["# BEGIN QUESTION\n" + configuration, "Why?", "# BEGIN SOLUTION", "Since.", "# END SOLUTION"]
        for place, text in enumerate([*parts, "# END QUESTION"]):
            kind = "raw" if text.startswith("#") else "markdown"
            cell = {"cell_type": kind, "id": f"manual-{number}-{place}", "metadata": {}, "source": text}
            notebook["cells"].append(cell)
    return {"plain.ipynb": json.dumps(notebook).encode()}


def test_a_manual_question_of_otter_waits_for_a_person(engine, source_files):
    original = source_files("plain")["plain.ipynb"]
    source = with_manual(original, "name: why\nmanual: true\npoints: 5", "name: aside\nmanual: true")
    # otter grades a manual question by its tests where it has some
    source["plain.ipynb"] = source["plain.ipynb"].replace(b"name: square\\n", b"name: square\\nmanual: true\\n")
    built = engine.build(source, ["plain.ipynb"], environment="default")
    report = engine.prove(built, source, environment="default")
    assert report.refusal is None
    assert (report.max_score, report.solution_score, report.manual_score) == (13, 8, 5)
    assert report.manual_questions == ["why", "aside"]

    result = engine.grade(built.package, {**built.student, **built.solution}, environment="default").result
    assert (result.status, result.score, result.max_score, result.pending) == (GradeStatus.OK, 8, 13, 5)
    assert [(one.name, one.max_score) for one in result.questions if one.needs_manual_grade] == [
        ("why", 5),
        ("aside", 0),
    ]
    assert "5 of the 13 points are given by the course staff" in result.message
    assert not engine.grade(built.package, {}, environment="default").result.needs_manual_grade


def test_proof_names_what_leaked(engine, several, source_files):
    source = source_files("several")
    leaky = {**several.student, "notes.txt": b"use total = sum(int(line) for line in file), please"}
    built = type(several)(leaky, several.package, several.notebooks, several.solution)
    report = engine.prove(built, source, environment="default")
    assert len(report.leaks) == 1
    assert report.leaks[0].startswith("notes.txt")


# ---------------------------------------------------------------- scores


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


def test_student_view_tells_nothing_hidden(engine, plain, submit):
    result = grade(engine, plain, submit(plain, {"def square": "def square(x):\n    return 9"})).result
    seen = result.student_view()
    assert not any(case.hidden for question in seen.questions for case in question.cases)
    assert (seen.score, seen.max_score) == (result.score, result.max_score)
    assert "-12" not in seen.model_dump_json()


def test_scores_are_the_sum_of_their_parts(engine, plain, submit):
    result = grade(engine, plain, submit(plain, {"def factorial": "factorial = None"})).result
    assert result.score == sum(question.score for question in result.questions)
    for question in result.questions:
        assert question.score == sum(case.points for case in question.cases)
        assert all(0 <= case.points <= case.max_points for case in question.cases)


# ---------------------------------------------------------------- what a notebook may do to itself


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b'{"cells": [], "nbformat": 3}',
        b'{"cells": [NaN], "nbformat": 4}',
        b'{"cells": {}, "nbformat": 4}',
        b"[" * 100_000,
        b'{"cells": [], "nbformat": 4, "nbformat": 4}',
        b'{"cells": [], "nbformat": 4, "x": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_notebook_is_rejected_before_a_box_starts(environment, plain, broken):
    engine = GradingEngine(BubblewrapSandbox(search_path="/nowhere"), {"default": environment})
    result = grade(engine, plain, {"plain.ipynb": broken}).result
    assert (result.status, result.score, result.max_score) == (GradeStatus.REJECTED, 0, 8)
    assert "plain.ipynb" in result.message


def test_endless_loop_costs_its_question_only(engine, plain, submit):
    result = grade(engine, plain, submit(plain, {"evens =": "while True:\n    pass"}), limits=QUICK).result
    assert result.status is GradeStatus.TIMEOUT
    assert "cell_time" in result.limits_hit
    assert scores(result) == {"square": 2, "evens": 0, "point": 2, "divide": 1, "factorial": 1}


def test_loop_that_catches_everything_keeps_what_had_finished(engine, plain, submit):
    stubborn = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    result = grade(engine, plain, submit(plain, {"class Point": stubborn}), limits=QUICK).result
    assert result.status is GradeStatus.TIMEOUT
    assert scores(result) == {"square": 2, "evens": 2, "point": 0, "divide": 0, "factorial": 0}
    assert "had finished" in result.message


def test_endless_function_fails_its_tests_only(engine, plain, submit):
    result = grade(
        engine, plain, submit(plain, {"def square": "def square(x):\n    while True: pass"}), limits=QUICK
    ).result
    assert scores(result) == {"square": 0, "evens": 2, "point": 2, "divide": 1, "factorial": 1}


def test_wall_time_ends_a_notebook(engine, plain, submit):
    limits = Limits(wall_seconds=4, cell_seconds=60)
    result = grade(engine, plain, submit(plain, {"class Point": "import time\ntime.sleep(60)"}), limits=limits).result
    assert result.status is GradeStatus.TIMEOUT
    assert scores(result)["square"] == 2
    assert result.seconds < 15


@pytest.mark.parametrize(
    "death",
    [
        "import os\nos._exit(0)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes\nctypes.string_at(0)",
        "import os\nos.closerange(0, 256)",
    ],
    ids=["exit", "kill itself", "segmentation fault", "close everything"],
)
def test_a_dead_kernel_keeps_what_had_finished(engine, plain, submit, death):
    result = grade(engine, plain, submit(plain, {"class Point": death})).result
    assert result.status is GradeStatus.CONTAINED
    assert scores(result) == {"square": 2, "evens": 2, "point": 0, "divide": 0, "factorial": 0}


def test_memory_bomb_is_an_exception_that_the_notebook_survives(engine, plain, submit):
    bomb = "evens = []\nwhile True:\n    evens.append(bytearray(100 << 20))"
    limits = Limits(memory=512 << 20)
    result = grade(engine, plain, submit(plain, {"evens =": bomb}), limits=limits).result
    assert result.status in {GradeStatus.OK, GradeStatus.LIMIT}
    assert scores(result)["square"] == 2


def test_memory_of_many_processes_is_a_limit(engine, plain, submit):
    bomb = (
        "import os\nfor n in range(6):\n    if os.fork() == 0:\n"
        "        block = b'x' * (700 << 20)\n        import time\n        time.sleep(60)\nimport time\ntime.sleep(2)"
    )
    result = grade(engine, plain, submit(plain, {"class Point": bomb}), limits=QUICK).result
    assert result.status in {GradeStatus.OK, GradeStatus.LIMIT, GradeStatus.TIMEOUT, GradeStatus.CONTAINED}
    assert scores(result)["square"] == 2
    assert result.peak_memory <= 1 << 30


def test_fork_bomb_ends(engine, plain, submit):
    bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    result = grade(engine, plain, submit(plain, {"evens =": bomb}), limits=QUICK).result
    assert result.status is not GradeStatus.OK
    assert scores(result)["square"] == 2


def test_huge_output_is_cut(engine, plain, submit):
    loud = "evens = [0, 2, 4, 6, 8]\nfor n in range(300):\n    print('x' * 100_000)"
    outcome = grade(engine, plain, submit(plain, {"evens =": loud}))
    assert outcome.result.score == 8
    assert "output" in outcome.result.limits_hit
    assert len(outcome.notebooks["plain.ipynb"]) < 4 << 20


def test_many_rich_outputs_stay_below_the_cap(engine, plain, submit):
    show = (
        "from IPython.display import HTML, display\nfor n in range(3):\n    display(HTML('y' * (1 << 20)))\nevens = 1"
    )
    files = submit(plain, {"evens =": show})
    limits = Limits(notebook_output_bytes=2 << 20)
    outcome = grade(engine, plain, files, limits=limits)
    assert "output" in outcome.result.limits_hit
    assert len(outcome.notebooks["plain.ipynb"]) < 3 << 20


def test_saved_outputs_of_a_submission_do_not_count(engine, plain, submit):
    files = submit(plain)
    notebook = json.loads(files["plain.ipynb"])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "score 100"}]
    files["plain.ipynb"] = json.dumps(notebook).encode()
    assert b"score 100" not in grade(engine, plain, files).notebooks["plain.ipynb"]


# ---------------------------------------------------------------- around it


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
