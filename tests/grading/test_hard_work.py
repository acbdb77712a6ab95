"""Notebooks that are none, never end, die or take all there is: what had finished keeps its score."""

from __future__ import annotations

import json

import pytest

from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.sandbox import BubblewrapSandbox, Limits
from tests.grading.runs import QUICK, grade, scores


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
