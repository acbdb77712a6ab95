"""A verdict that has to live in the notebook's process is never called blind."""

from __future__ import annotations

import pytest

from jupyter_autograde.grading.engine.advice import ADVICE
from jupyter_autograde.grading.scorer.plan import plan_cell, plan_doctest

SQUARE = """
def square(n):
    globals()['points'] = 2
    return 0
"""


@pytest.mark.parametrize(
    ("cell", "construct"),
    [
        (
            "points = 0\nif square(3) == 9:\n    points += 2\nprint('so far', points, square(2))\npoints",
            "assignment",
        ),
        ("points = square(3)\nprint(points, square)\npoints", "points"),
        ("ok = square(3) == 9\nprint(square, ok)\nassert ok", "assignment"),
        (
            "results = {}\nresults['a'] = square(3) == 4711\nwith open('r.json', 'w') as fh:\n"
            "    print(results, file=fh)\nassert results['a']",
            "assignment",
        ),
        ("import public_tests\npublic_tests.square_test(square)", "helper"),
        ("from nbhelp import check_all\ncheck_all(square, [(3, 9)])", "helper"),
        ("import public_tests\npublic_tests.square_test(square)\nassert square(3) == 9", "helper"),
        ("assert isclose(square(3), 9.5)", "helper"),
        ("assert_allclose(x, [9.5])", "helper"),
        ("assert check_answer(x, 4711) == True", "helper"),
        ("from helpers import right\nassert right(x, 4711)", "helper"),
        ("import helpers\nassert helpers.same(x, 4711)", "helper"),
        ("pd.testing.assert_frame_equal(top, sales.nlargest(2, 'n'))", "comparison"),
        ("pd.testing.assert_frame_equal(left=top, right=sales.nlargest(2, 'n'))", "comparison"),
        ("assert top.equals(sales.nlargest(2, 'n'))", "comparison"),
        ("expected = np.mean(data)\nassert np.isclose(answer, expected, rtol=0.01)", "comparison"),
        ("expected = sum(data)\nassert answer == expected", "comparison"),
        ("total = sum(data)\nexpected = total / 2\nassert answer == expected", "comparison"),
    ],
)
def test_a_verdict_inside_is_opaque(cell, construct):
    plan = plan_cell([(cell, True)])[0][0]
    assert plan.floor == "opaque"
    assert construct in {doubt.construct for doubt in plan.doubts}
    assert construct in ADVICE


def test_a_helper_of_a_doctest_that_prints_nothing_is_opaque():
    plan = plan_doctest(">>> import public_tests\n>>> public_tests.square_test(square)\n")
    assert [doubt.construct for doubt in plan.doubts] == ["helper"]


@pytest.mark.parametrize(
    "cell",
    [
        "points = 0\nif square(3) == 9:\n    points += 2\npoints",
        "items.append(square(3))\nassert items == [9]",
        "import random\nrandom.seed(3)\nassert square(3) == 9",
        "got = square(3)\nprint(got)\nassert got == 9",
        "got = square(3)\nassert np.isclose(got, 9, rtol=0.01)",
        "data = [1, 2]\nassert total(data) == sum(data)",
        "assert np.allclose(square(table), [1, 4])",
        "assert answer.isdigit() and answer.startswith('4')",
        "run(x)\nassert x == 3",
        "assert check_password('abc')",
        "from math import isclose\nassert isclose(square(3), 9.5)",
    ],
)
def test_a_verdict_outside_stays_blind(cell):
    assert plan_cell([(cell, True)])[0][0].floor == "blind"


def test_points_that_the_notebook_writes_are_told_to_staff(test_cell):
    cell = "points = 0\nif square(3) == 9:\n    points += 2\nprint('so far', points, square(2))\npoints"
    assert test_cell([cell], SQUARE).assurance == ["opaque"]


HELD = """
seen = []
class Yes:
    def __eq__(self, other):
        seen.append(other)
        return True
def square(n):
    return Yes()
"""


def test_what_a_verdict_is_judged_by_stays_outside_when_the_verdict_goes_in(test_cell):
    """Another line needs the dictionary inside; the expected value reaches no `__eq__` without twins."""
    cell = (
        "results = {}\nresults['a'] = square(3) == 4711\n"
        "with open('/dev/null', 'w') as fh:\n    print(results, file=fh)\nassert results['a']"
    )
    run = test_cell([cell], HELD)
    assert run.passed == [False]
    asked = [request for request in run.sent if '"fork": true' in request]
    assert len(asked) == 8
    assert run.names["seen"] == [4711], "asked once more when the answer was given"
    honest = test_cell([cell.replace("4711", "9")], SQUARE.replace("return 0", "return n * n"))
    assert (honest.passed, honest.assurance) == ([True], ["opaque"])


def test_tables_that_a_comparison_filters_are_made_inside(test_cell):
    cell = "some = table[table['n'] > 1]\nprint(some, square)\nassert len(some) == 1"
    run = test_cell([cell], SQUARE + "\nimport pandas\ntable = pandas.DataFrame({'n': [1, 2]})")
    assert run.passed == [True], run.cases[0]["detail"]


HANDED = """
def keep(test, items):
    return [item for item in items if test(item)]
def grow(items):
    items.append(99)
def two(pair):
    return pair.group()
words = ['a', 'b']
"""


@pytest.mark.parametrize(
    "cell",
    [
        "is_even = lambda n: n % 2 == 0\nassert keep(is_even, [1, 2, 3, 4]) == [2, 4]",
        "key = lambda n: n if n > 3 else 0\nassert keep(key, [1, 5]) == [5]",
        "tests = [lambda n: n % 2 == 0]\nassert keep(tests[0], [1, 2, 3, 4]) == [2, 4]",
        "import functools\nmore = functools.partial(lambda a, b: b > a, 3)\nassert keep(more, [1, 5]) == [5]",
        "import re\nfound = re.search('[0-9]+', 'ab12')\nassert two(found) == '12'",
        "target = words if len(words) == 2 else None\ngrow(target)\nassert words[-1] == 99",
    ],
)
def test_what_only_holds_a_comparison_goes_inside(test_cell, cell):
    run = test_cell([cell], HANDED)
    assert run.passed == [True], run.cases[0]["detail"]


LOOKING = """
import sys
def f(n):
    for value in list(sys._getframe(1).f_globals.values()) + list(sys._getframe(1).f_locals.values()):
        for case in value if isinstance(value, list) else [value]:
            if isinstance(case, dict):
                for wanted in case.values():
                    if isinstance(wanted, int) and wanted > 4000:
                        return wanted
"""


@pytest.mark.parametrize(
    "cell",
    [
        "for case in [{'in': 2, 'out': 4713}]:\n    assert f(case.get('in')) == case.get('out')",
        "cases = {2: 4755}\nassert f(min(cases)) == 4755",
        "data = [{'n': 2, 'w': 4756}]\nassert f(data.copy()[0]['n']) == data[0]['w']",
    ],
)
def test_of_a_tests_data_only_the_argument_goes_inside(test_cell, cell):
    run = test_cell([cell], LOOKING)
    assert run.passed == [False]
    assert not any("475" in sent or "4713" in sent for sent in run.sent)


MODULE = """
import sys, types
tensors = types.ModuleType("tensors")
tensors.allclose = lambda one, other: abs(one - other) < 1e-6
sys.modules["tensors"] = tensors
x = 3.0
"""


def test_a_module_that_only_the_notebook_knows_is_asked_inside(test_cell):
    run = test_cell(["assert tensors.allclose(x, 3.0)", "assert tensors.allclose(x, 4.0)"], MODULE)
    assert (run.passed, run.assurance) == ([True, False], ["opaque", "opaque"])


def test_it_does_not_answer_in_place_of_a_library(test_cell):
    liar = MODULE + "tensors.allclose = lambda *values: True\nnp = math = tensors\n"
    assert test_cell(["assert np.allclose(x, 4711)", "assert math.isclose(x, 4711)"], liar).passed == [False, False]
