from __future__ import annotations

import pytest

from jupyter_autograde.grading.scorer.plan import Assurance, Kind, plan_doctest, plan_function


def kinds(code: str) -> list[str]:
    return [step.kind.value for step in plan_doctest(code).steps]


def sent(code: str) -> list[str]:
    return [source.strip() for step in plan_doctest(code).steps for source in step.sent]


@pytest.mark.parametrize(
    ("code", "holes"),
    [
        (">>> square(3) == 9\nTrue\n", ["square(3)"]),
        (">>> 0 <= p <= 1\nTrue\n", ["p"]),
        (">>> len(x) > 3\nTrue\n", ["x"]),
        (">>> np.isclose(x, 3.25)\nTrue\n", ["x"]),
        (">>> table.column(0).item(0) == 5\nTrue\n", ["table.column(0).item(0)"]),
        (">>> 'A' in labels\nTrue\n", ["labels"]),
        (">>> df.equals(other)\nTrue\n", ["df", "other"]),
        (">>> all(f(n) == n * n for n in range(4))\nTrue\n", ["f(n)"]),
        (">>> isinstance(f, float)\nTrue\n", ["f"]),
        (">>> assert x == 41\n", ["x"]),
        (">>> round(x, 2) == 1.25 and y != 7\nTrue\n", ["x", "y"]),
        (">>> import hashlib\n>>> hashlib.sha1(str(x).encode()).hexdigest() == 'abc'\nTrue\n", ["import hashlib", "x"]),
    ],
)
def test_only_what_needs_the_notebook_is_sent(code, holes):
    assert sent(code) == holes


@pytest.mark.parametrize(
    "secret",
    ["9471", "'tulip'", "[7, 8, 9]"],
)
@pytest.mark.parametrize(
    "code",
    [
        ">>> f(1) == {}\nTrue\n",
        ">>> expected = {}\n>>> f(1) == expected\nTrue\n",
        ">>> def wanted():\n...     return {}\n>>> f(1) == wanted()\nTrue\n",
        ">>> f(1)\n{}\n",
        ">>> assert f(1) == {}\n",
        ">>> x in ({}, 1)\nTrue\n",
    ],
)
def test_expected_values_stay(code, secret):
    assert not any(secret in source for source in sent(code.format(secret)))


def test_a_variable_that_a_later_call_needs_travels_with_it():
    code = ">>> data = [1, 2]\n>>> f(data) == 3\nTrue\n"
    assert kinds(code) == ["block", "split"]
    assert sent(code) == ["f(data)"]


def test_a_variable_that_can_not_travel_lives_inside():
    code = ">>> double = lambda x: 2 * x\n>>> f(double) == 3\nTrue\n"
    assert kinds(code) == ["text", "split"]
    assert sent(code) == ["double = lambda x: 2 * x", "f(double)"]


@pytest.mark.parametrize(
    ("code", "assurance"),
    [
        (">>> f(3)\n9\n", Assurance.BLIND),
        (">>> f(3) == 9\nTrue\n", Assurance.BLIND),
        (">>> f(3) == g(3)\nTrue\n", Assurance.OPAQUE),
        (">>> f is g\nFalse\n", Assurance.OPAQUE),
        (">>> f is None\nFalse\n", Assurance.BLIND),
        (">>> for x in [1, 2]:\n...     assert f(x) == x\n", Assurance.BLIND),
        (">>> try:\n...     f(-1)\n... except ValueError:\n...     print('right')\nright\n", Assurance.BLIND),
        (">>> with open('x') as file:\n...     assert f(file) == 2\n", Assurance.OPAQUE),
        (">>> f(-1)\nTraceback (most recent call last):\nValueError: no\n", Assurance.BLIND),
    ],
)
def test_the_plan_says_how_sure_it_can_be(code, assurance):
    assert plan_doctest(code).floor is assurance


def test_statements_with_a_literal_get_a_twin():
    (step,) = plan_doctest(">>> with open('x') as file:\n...     assert f(file) == 2\n").steps
    assert step.kind is Kind.OPAQUE
    assert len(step.twins) == 7 and all("f(file) == 2\n" not in twin for twin in step.twins)


def test_a_test_function_sees_its_parameters_only():
    plan = plan_function("import math\nLIMIT = 5\n", "y = f(2)\nassert y < LIMIT\nassert math.isclose(y, 4)\n", ["f"])
    assert plan.parameters == ["f"]
    assert [step.kind for step in plan.steps] == [Kind.TEXT, Kind.BLOCK, Kind.TEXT, Kind.ASSERT, Kind.ASSERT]
    assert [source.strip() for step in plan.steps[3:] for source in step.sent] == ["y", "y"]
