"""Functions of a test: the notebook may get them to call, and may stand on both sides of what they compare."""

from __future__ import annotations

import pytest

NOTEBOOK = """
def f(n):
    return n * n
def g(n):
    return n ** 2
def apply(function, n):
    return function(f(n))
wanted = 9
"""

GIVEN = [
    "def inc(x):\n    return x + 1\nassert apply(inc, 3) == 10",
    "def inc(x):\n    return x + 1\nassert apply(lambda n: inc(n), 3) == 10",
    "x = 4\ndef inc(x):\n    return x + 1\nassert apply(inc, 3) == 10 and x == 4",
    "step = 2\ndef more(x):\n    return x + step\nassert apply(more, 3) == 11",
    "if True:\n    def inc(x):\n        return x + 1\nassert apply(inc, 3) == 10",
]


@pytest.mark.parametrize("source", GIVEN)
def test_the_notebook_may_call_a_function_of_the_test(test_cell, doctest_case, source):
    run = test_cell([source], NOTEBOOK)
    assert (run.passed, run.assurance) == ([True], ["blind"]), run.cases[0]["detail"]


def test_a_function_that_is_given_leaves_the_notebooks_variables(test_cell):
    run = test_cell(
        ["def inc(n, x=2):\n    y = n + x\n    return y\nassert apply(inc, 3) == 11"], NOTEBOOK + "x = y = 7"
    )
    assert run.passed == [True]
    assert (run.names["x"], run.names["y"]) == (7, 7)


def test_a_function_that_asserts_inside_is_opaque(doctest_case):
    code = ">>> def check(x):\n...     assert x == 9\n...     return True\n>>> apply(check, 3)\nTrue\n"
    run = doctest_case(code, NOTEBOOK)
    assert (run.passed, run.assurance) == ([True], ["opaque"])


BOTH = [
    ("def same(p, q):\n    return p == q", "same(f(3), g(3))"),
    ("def same(p, q):\n    return p == q", "same(q=f(3), p=g(3))"),
    ("same = lambda p, q: p == q", "same(f(3), g(3))"),
    ("def same(p, q):\n    a = p(3)\n    b = q(3)\n    return a == b", "same(f, g)"),
    ("def same(p, q):\n    return all(p(n) == q(n) for n in range(4))", "same(f, g)"),
    ("def same(p):\n    for got in [p]:\n        return got == wanted", "same(f(3))"),
    ("def same(p):\n    return p == p + 0", "same(f(3))"),
]  # fmt: skip
KNOWN = [
    ("def same(p, q):\n    return p == q", "same(f(3), 9)"),
    ("def same(p, q):\n    return all(p(n) == n * n for n in range(4)) and q(1) == 1", "same(f, g)"),
    ("def same(p, q):\n    a = p(3)\n    return a == q * q", "same(f, 3)"),
    ("def same(p, limit=9):\n    return p == limit", "same(f(3))"),
    ("def same(p):\n    right = 9\n    return p == right", "same(f(3))"),
]


@pytest.mark.parametrize(("helper", "call"), BOTH)
def test_a_function_that_compares_the_notebook_with_itself_is_opaque(test_cell, helper, call):
    run = test_cell([f"{helper}\nassert {call}"], NOTEBOOK)
    assert (run.passed, run.assurance) == ([True], ["opaque"]), run.cases[0]["detail"]


def test_a_function_of_an_earlier_cell_is_known_for_what_it_compares(test_cell):
    run = test_cell(["def same(p, q):\n    return p == q\nassert same(f(3), 9)", "assert same(f(3), g(3))"], NOTEBOOK)
    assert run.assurance == ["blind", "opaque"]


@pytest.mark.parametrize(("helper", "call"), KNOWN)
def test_a_function_that_compares_with_what_the_test_knows_is_blind(test_cell, helper, call):
    run = test_cell([f"{helper}\nassert {call}"], NOTEBOOK)
    assert (run.passed, run.assurance) == ([True], ["blind"]), run.cases[0]["detail"]


def test_what_a_function_that_is_given_knows_counts_as_told():
    from jupyter_autograde.grading.scorer.questions import describe

    cases = [
        {"kind": "doctest", "code": ">>> def more(x):\n...     return x + 4711\n>>> apply(more, 0)\n4711\n"},
        {"kind": "doctest", "code": ">>> f(68) == 4711\nFalse\n"},
    ]
    _, other = describe([{"name": "q", "cases": cases}])["q"]
    assert [doubt.construct for doubt in other.doubts] == ["told"]


def constructs(*codes: str) -> list[list[str]]:
    from jupyter_autograde.grading.scorer.questions import describe

    described = describe([{"name": "q", "cases": [{"kind": "doctest", "code": code} for code in codes]}])["q"]
    return [[doubt.construct for doubt in case.doubts] for case in described]


def test_an_answer_that_another_test_asks_about_counts_as_told():
    """The notebook can note what its functions are called with, and check its tests once more."""
    there, back = ">>> encode('hello')\n'khoor'\n", ">>> decode('khoor') == 'hello'\nTrue\n"
    assert constructs(there, back) == [["told"], ["told"]]
    assert constructs(there) == [[]]


def test_answers_that_anybody_would_try_or_that_are_told_in_part_do_not_count():
    assert constructs(">>> f(3)\n9\n", ">>> f(9)\n81\n") == [[], []]
    assert constructs(">>> means('shop')\n{'shop': 4.5}\n", ">>> f(1.5)\n'tulip'\n") == [[], []]


def test_a_cell_is_not_told_by_what_comes_after_it():
    from jupyter_autograde.grading.scorer.questions import describe

    cells = ["assert encode('hello') == 'khoor'", "assert decode('khoor') == 'hello'"]
    questions = [
        {"name": name, "cases": [{"kind": "cell", "code": code, "hidden": True}]}
        for name, code in zip("ab", cells, strict=True)
    ]
    described = describe(questions)
    assert [described[name][0].assurance for name in "ab"] == ["blind", "opaque"]
