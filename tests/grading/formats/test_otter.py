# ruff: noqa: E501 - data in strings
from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats import ManualQuestion, OtterFormat, TestKind
from jupyter_autograde.grading.formats.otter_cells import cells_to_run
from jupyter_autograde.grading.formats.otter_config import NO_EFFECT, REFUSED, SUPPORTED, OtterConfig, read_config
from jupyter_autograde.grading.formats.otter_manual import read_manual
from jupyter_autograde.grading.formats.otter_tests import read_test
from jupyter_autograde.grading.formats.points import resolve_points


@pytest.mark.parametrize(
    ("total", "given", "points"),
    [
        (None, [None, None], [0.5, 0.5]),
        (None, [0, None], [0, 1]),
        (None, [0, 0], [0, 0]),
        (None, [2, None], [2, 0]),
        (3, [None, None], [1.5, 1.5]),
        (3, [1, None], [1, 2]),
        (3, [1, 1], [1, 1]),
        (0, [None, None], [0, 0]),
        ([1, 2], [None, 5], [1, 2]),
        (None, [], []),
    ],
)
def test_points_are_spread_as_otter_does(total, given, points):
    assert resolve_points(total, given) == points


@pytest.mark.parametrize(
    ("total", "given"), [(1, [2]), ([1], [None, None]), (-1, [None]), (float("nan"), [None]), (None, [float("inf")]), (True, [None])]
)  # fmt: skip
def test_points_that_do_not_add_up_are_refused(total, given):
    with pytest.raises(ValueError):
        resolve_points(total, given)


OK = """
OK_FORMAT = True
test = {'name': 'q1', 'points': 3, 'all_or_nothing': True, 'suites': [{'type': 'doctest', 'cases': [
    {'code': '>>> f(1)\\n2\\n', 'hidden': False, 'success_message': 'well done'},
    {'code': '>>> f(2)\\n3\\n', 'points': 2},
]}]}
"""


def test_ok_format():
    question = read_test("q1", OK)
    public, hidden = question.cases
    assert (public.points, hidden.points, question.max_score) == (1, 2, 3)
    assert (public.hidden, hidden.hidden) == (False, True)  # hidden unless it says otherwise, as in otter
    assert public.success_message == "well done"
    assert question.points([True, False]) == [0, 0]
    assert question.points([True, True]) == [1, 2]


FUNCTIONS = """
from otter.test_files import test_case
import math
OK_FORMAT = False
name = "q1"
points = 2

def helper(x):
    return x

@test_case(points=None, hidden=False)
def test_one(f, env):
    assert f(1) == 1

@test_case(name="second", hidden=True, failure_message="look again")
def test_two(f):
    for x in (1, 2):
        assert helper(f(x)) == x
"""


def test_function_format():
    first, second = read_test("q1", FUNCTIONS).cases
    assert first.kind is TestKind.FUNCTION
    assert first.parameters == ("f", "env")
    assert first.code == "assert f(1) == 1\n"
    assert "import math" in first.preamble and "def helper" in first.preamble and "otter" not in first.preamble
    assert (second.name, second.hidden, second.points, second.failure_message) == ("second", True, 1, "look again")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x = (", "can't be read"),
        ("OK_FORMAT = " + "-" * 200_000 + "1", "can't be read"),
        ("import os\nos.system('true')\nOK_FORMAT = False\nname = 'q'", "no import or definition"),
        ("OK_FORMAT = True\ntest = make()", "can't be read"),
        ("OK_FORMAT = False", "name"),
        (FUNCTIONS.replace("assert f(1) == 1", "return 1"), "return"),
        (FUNCTIONS.replace("@test_case(points=None", "@other(points=None"), "decorator"),
        (OK.replace("'type': 'doctest'", "'type': 'doctest', 'setup': '>>> x = 1'"), "setup"),
        (OK.replace("'points': 3", "'points': 'many'"), "points"),
    ],
)
def test_files_that_can_not_be_read_are_refused(source, reason):
    with pytest.raises(InvalidSource, match=reason):
        read_test("q1", source)


@pytest.mark.parametrize("name", [r"\ud800", r"\x1b[31m", r"a\u202e", r"\0"])
def test_names_that_no_database_or_terminal_takes_are_refused(name):
    for source in (OK.replace("'name': 'q1'", f"'name': '{name}'"), FUNCTIONS.replace('"second"', f'"{name}"')):
        assert name in source
        with pytest.raises(InvalidSource, match="can't be named"):
            read_test("q1", source)
    with pytest.raises(InvalidSource, match="can't be named"):
        read_manual(
            f'[{{"name": "{name}", "points": 1}}]'.replace(r"\x", r"\u00").replace(r"\0", r"\u0000").encode(), []
        )


def test_reading_a_test_runs_nothing(tmp_path):
    witness = tmp_path / "witness"
    source = f"OK_FORMAT = True\ntest = open({str(witness)!r}, 'w')"
    with pytest.raises(InvalidSource):
        read_test("q1", source)
    assert not witness.exists()


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (b"{}", "no JSON list"), (b"[", "no JSON list"), (b"[1]", "needs a name"), (b'[{"name": "", "points": 1}]', "needs a name"),
        (b'[{"name": "q", "points": -1}]', "one number"), (b'[{"name": "q", "points": NaN}]', "one number"), (b'[{"name": "q", "points": true}]', "one number"),
        (b'[{"name": "q", "points": 1}, {"name": "q", "points": 1}]', "Two questions"),
    ],
)  # fmt: skip
def test_a_list_of_manual_questions_comes_out_of_a_box_and_is_checked(listed, said):
    with pytest.raises(InvalidSource, match=said):
        read_manual(listed, [])


def test_a_manual_question_with_tests_is_graded_by_them():
    listed = b'[{"name": "q1", "points": 3}, {"name": "why", "points": 0.5}]'
    assert read_manual(listed, [read_test("q1", OK)]) == (ManualQuestion("why", "why", 0.5),)


@pytest.mark.parametrize(
    "option",
    [
        {"plugins": ["p"]}, {"grade_from_log": True}, {"token": "t"}, {"lang": "r"}, {"points_possible": 5}, {"points_possible": 0},
        {"score_threshold": 0.5}, {"score_threshold": 0}, {"debug": True}, {"seed": "x"}, {"seed_variable": "import os"}, {"unheard_of": 1},
    ],
    ids=lambda option: next(iter(option)),
)  # fmt: skip
def test_options_that_change_the_grade_are_refused_by_name(option):
    with pytest.raises(InvalidSource, match=next(iter(option))):
        read_config(json.dumps(option).encode())


def test_the_page_of_options_is_the_code():
    page = (Path(__file__).parents[3] / "docs" / "instructors" / "otter-options.md").read_text()
    tables = [part for part in page.split("## ") if part.startswith("`generate`")]
    for part, options in zip(tables, (SUPPORTED, NO_EFFECT, REFUSED), strict=True):
        rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", part, re.MULTILINE)
        assert dict(rows) == options


def test_every_option_of_otter_is_decided(environment):
    """A newer otter may have new ones."""
    code = (
        "import json; from otter.run import AutograderConfig; print(json.dumps([k for k in vars(AutograderConfig())]))"
    )
    done = subprocess.run([str(environment.python), "-c", code], capture_output=True, check=True, text=True)
    options = {name for name in json.loads(done.stdout) if not name.startswith("_")} - {"otter_run"}
    assert options
    assert options <= SUPPORTED.keys() | NO_EFFECT.keys() | REFUSED.keys()


def test_options_that_do_not_matter_are_taken():
    assert read_config(b'{"lang": "python", "show_hidden": true, "pdf": true, "plugins": []}') == OtterConfig()
    with pytest.raises(InvalidSource):
        read_config(b"[]")


def notebook(*cells):
    made = [{"cell_type": kind, "source": source, "metadata": metadata} for kind, source, metadata in cells]
    return {"cells": made, "metadata": {}, "nbformat": 4}


def test_cells_are_chosen_as_otter_does():
    run = cells_to_run(
        notebook(
            ("markdown", "# text", {}),
            ("code", "a", {}),
            ("code", "b", {"tags": ["otter_ignore"]}),
            ("code", "c", {"otter": {"ignore": True}}),
            ("code", "d", {"tags": ["skip-execution"]}),
            ("code", "   ", {}),
            ("code", "e", {"otter": {"tests": ["q1"]}}),
        ),
        OtterConfig(),
    )
    assert [(cell.source, cell.number) for cell in run[:2]] == [("a", 1), ("e", 6)]
    assert 'check("q1")' in run[2].source and run[2].number is None


def test_metadata_of_any_shape_is_survived():
    odd = [("code", "a", {"tags": 3, "otter": "x"}), ("code", "b", {"otter": {"tests": {"q": 1}}})]
    assert len(cells_to_run(notebook(*odd), OtterConfig())) == 2


def test_seeds_stand_in_front_of_every_cell():
    cells = notebook(("code", "a", {}), ("code", "%%time\nb", {}))
    named = cells_to_run(cells, OtterConfig(seed=4, seed_variable="rng_seed"))
    assert [cell.source for cell in named] == ["rng_seed = 4\na", "%%time\nb"]
    unnamed = cells_to_run(cells, OtterConfig(seed=4))
    assert len(unnamed) == 3
    assert unnamed[1].source.endswith(".seed(4)\na")


PACKAGE = {
    "package.json": b'{"format": "otter", "version": 1, "notebooks": [{"path": "a/hw.ipynb", "folder": "n/1"}]}',
    "n/1/tests/q1.py": OK.encode(),
    "n/1/files/data/x.csv": b"1",
    "n/1/otter_config.json": b'{"seed": 3}',
}


def test_package():
    (plan,) = OtterFormat().read(PACKAGE)
    assert (plan.path, plan.folder) == ("a/hw.ipynb", "a")
    assert dict(plan.files) == {"a/data/x.csv": b"1"}
    assert plan.questions[0].key == "q1"


@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"[]", b"{}", b'{"format": "otter", "version": 2, "notebooks": []}',
        b'{"format": "otter", "version": 1, "notebooks": [{"path": "../hw.ipynb", "folder": "n/1"}]}',
        b'{"format": "otter", "version": 1, "notebooks": []}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_broken_manifest_is_refused(manifest):
    with pytest.raises(InvalidSource):
        OtterFormat().read({**PACKAGE, "package.json": manifest})
