"""Test cells of nbgrader: they are the notebook's own cells, and yet decided outside."""

from __future__ import annotations

import pytest

NOTEBOOK = """
import sys
def square(x):
    return x * x
items = [1]
"""


def test_what_a_cell_changes_inside_stays(test_cell):
    run = test_cell(["items.append(square(3))\nassert items == [1, 9]", "assert len(items) == 2"], NOTEBOOK)
    assert run.passed == [True, True]
    assert run.names["items"] == [1, 9]


def test_the_first_exception_ends_a_cell(test_cell):
    run = test_cell(["assert square(2) == 5\nitems.append(2)"], NOTEBOOK)
    assert run.passed == [False]
    assert run.names["items"] == [1]


def test_names_of_a_public_cell_are_there_for_later_cells(test_cell):
    sources = [
        "limit = 20\ndef check(x):\n    assert square(x) < limit\ncheck(4)",
        "check(3)\nassert limit == 20\nassert later == 21",
    ]
    run = test_cell(sources, NOTEBOOK, ["later = limit + 1\ncheck(2)"])
    assert run.passed == [True, True], [case["detail"] for case in run.cases]
    assert run.names["later"] == 21


def test_names_of_a_hidden_cell_stay_outside(test_cell):
    run = test_cell(
        ["secret = 9471\nassert square(1) != secret"], NOTEBOOK, ["found = 'secret' in globals()"], hidden=True
    )
    assert run.passed == [True]
    assert run.names["found"] is False
    assert "9471" not in "".join(run.sent)


PUBLIC = "assert square(1) == 1"


@pytest.mark.parametrize(
    "parts",
    [
        [(PUBLIC, False), ("expected = 7\nassert square(1) != expected", True)],
        [(PUBLIC + "\nif square(1) == 2:\n    expected = 3", False), ("assert expected == 4242", True)],
        [("try:\n    square(1) / 0\nexcept TypeError as expected:\n    pass", False)],
        [("assert square(2) == 5\nexpected = 7", False)],
        [(PUBLIC, False), (PUBLIC, True), ("expected = 7", True)],
    ],
)
def test_a_value_of_a_hidden_part_is_not_published_by_a_later_cell(parts_of_cells, parts):
    first = [(PUBLIC, False), ("expected = 4242\nassert square(1) != expected", True)]
    run = parts_of_cells([first, parts], NOTEBOOK, ["pass", "found = globals().get('expected')"])
    assert run.names["found"] is None
    assert "4242" not in "".join(run.sent)


@pytest.mark.parametrize("hidden", ["expected = 4242", "expected = 1", "def expected():\n    return 1"])
def test_what_a_public_part_binds_anew_is_published(parts_of_cells, hidden):
    first = [(PUBLIC, False), (hidden, True)]
    second = [(PUBLIC + "\nexpected = 1", False), ("expected = 5", True)]
    run = parts_of_cells([first, second], NOTEBOOK, ["pass", "found = expected"])
    assert run.names["found"] == 1
    assert run.passed == [True] * 4


def test_a_hidden_part_goes_on_where_the_public_one_ended(parts_of_cells):
    parts = [("n = square(2)\nassert n == 4", False), ("assert n + 1 == 5\nn + 1", True)]
    run = parts_of_cells([parts], NOTEBOOK, ["found = n"])
    assert run.passed == [True, True]
    assert [case["partial"] for case in run.cases] == [None, 5.0]
    assert run.names["found"] == 4


@pytest.mark.parametrize(
    ("source", "passed", "partial"),
    [
        ("assert square(2) == 4", True, None),
        ("score = 0\nif square(2) == 4:\n    score += 0.5\nscore", True, 0.5),
        ("square(2)", True, 4.0),
        ("square(2);", True, None),
        ("str(square(2))", True, None),
        ("square(2) == 4", True, None),
        ("-square(2)", True, -4.0),
        ("None", True, None),
        ("float(square(2)) * float('nan')", True, None),
        ("square(float('nan'))", True, None),
        ("-square(float('inf'))", True, None),
        ("square(float('inf'))", False, None),
        ("square(2) * float('inf')", False, None),
        ("square(2.0) * 1e400", False, None),
        ("print('fine')", True, None),
        ("print('x', file=sys.stderr)", False, None),
        ("print('x', file=sys.stderr)\nsquare(2)", False, 4.0),
    ],
)
def test_what_a_cell_displays_and_says(test_cell, source, passed, partial):
    (case,) = test_cell([source], NOTEBOOK).cases
    assert (case["passed"], case["partial"]) == (passed, partial)


def test_await_and_magics(test_cell):
    notebook = (
        NOTEBOOK
        + """
async def slow():
    return 3
class Shell:
    def run_line_magic(self, name, line):
        items.append(name + line)
    def system(self, line):
        items.append(line)
def get_ipython():
    return Shell()
"""
    )
    run = test_cell(["%matplotlib inline\n!ls -l\nassert await slow() == 3"], notebook)
    assert run.passed == [True], run.cases[0]["detail"]
    assert run.names["items"] == [1, "matplotlibinline", "ls -l"]


def test_a_failure_is_shown_where_the_cell_stands(test_cell):
    (case,) = test_cell(["assert square(2) == 5, 'no'"], NOTEBOOK).cases
    assert "assert square(2) == 5" in case["detail"]
