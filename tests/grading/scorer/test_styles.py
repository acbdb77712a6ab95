"""The ways in which real tests are written, each as a right and a wrong notebook see it.

**Source:** counted over 26 public course repositories; the numbers are those of the list.
"""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import pytest

RIGHT = """
import hashlib, math, random
import numpy as np
import pandas as pd

def square(x):
    if isinstance(x, str):
        raise ValueError('no text')
    return x * x

def sort_it(items):
    items.sort()

def hello():
    print('hello')

def draw():
    return float(np.random.random())

class Axes:
    def get_xlabel(self):
        return 'year'

class Missing(LookupError):
    pass

def find(name):
    raise Missing(name)

ax = Axes()
year = 2009
mean = 3.2
labels = ['A', 'B']
names = {'a', 'b'}
total = {'x': 1}
array = np.array([1, 4, 9])
frame = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})
squares = [square(n) for n in range(4)]
"""

WRONG = """
import hashlib, math, random
import numpy as np
import pandas as pd
square = sort_it = hello = draw = find = lambda *a: None
Missing = KeyError
class Axes:
    def get_xlabel(self):
        return ''
ax = Axes()
year = mean = 1
labels = names = total = [7]
array = np.array([0, 0])
frame = pd.DataFrame({'a': [7]})
squares = []
"""

STYLES = {
    "1 method of a table": (">>> frame.shape[0] == 2\nTrue\n", "blind"),
    "1 item of an array": (">>> array.item(1) == 4\nTrue\n", "blind"),
    "1 accessor": (">>> frame['a'].isin([1, 2]).all()\nnp.True_\n", "blind"),
    "2 range": (">>> 3 <= mean <= 4\nTrue\n", "blind"),
    "3 closeness": (">>> bool(np.isclose(mean, 3.2000001, rtol=1e-3))\nTrue\n", "blind"),
    "3 difference": (">>> abs(mean - 3.2) < 1e-9\nTrue\n", "blind"),
    "3 difference that is shown": (">>> round(abs(mean - 3.2), 2)\n0.0\n", "blind"),
    "4 bare expression": (">>> year\n2009\n", "blind"),
    "5 type": (">>> type(year) == int and year > 5\nTrue\n", "blind"),
    "5 type by identity": (">>> type(frame) is pd.DataFrame and len(frame) == 2\nTrue\n", "blind"),
    "5 callable": (">>> callable(square) and square(2) == 4\nTrue\n", "blind"),
    "6 literal": (">>> year == 2009\nTrue\n", "blind"),
    "7 membership": (">>> 'A' in labels\nTrue\n", "blind"),
    "7 allowed answers": (">>> year in (2008, 2009)\nTrue\n", "blind"),
    "8 length": (">>> len(labels) == 2\nTrue\n", "blind"),
    "9 assignment first": (">>> got = square(12)\n>>> got == 144\nTrue\n>>> got > 100\nTrue\n", "blind"),
    "10 all": (">>> all(array == np.array([1, 4, 9]))\nTrue\n", "blind"),
    "10 array_equal": (">>> np.array_equal(array, [1, 4, 9])\nTrue\n", "blind"),
    "11 call": (">>> square(3) == 9\nTrue\n", "blind"),
    "12 import": (">>> import math\n>>> math.isclose(mean, 3.2)\nTrue\n", "blind"),
    "13 normalised": (">>> sorted(labels) == ['A', 'B']\nTrue\n", "blind"),
    "13 set": (">>> set(names) - {'a', 'b'}\nset()\n", "blind"),
    "14 notebook on both sides": (">>> len(labels) == square(2) / 2\nTrue\n", "opaque"),
    "15 hash": (
        ">>> import hashlib\n>>> hashlib.md5(str(year).encode()).hexdigest() == 'f1981e4bd8a0d6d8462016d2fc6276b3'\nTrue\n",
        "blind",
    ),
    "16 helper": (
        ">>> def check(function, x, wanted):\n...     got = function(x)\n...     assert got == wanted, 'no'\n"
        ">>> check(square, 3, 9)\n>>> check(square, -2, 4)\n",
        "blind",
    ),
    "16 helper that asks": (
        ">>> def result(n):\n...     return square(n) + 1\n>>> result(3)\n10\n",
        "blind",
    ),
    "17 plot": (">>> ax.get_xlabel() != ''\nTrue\n", "blind"),
    "18 loop": (">>> for n, wanted in [(2, 4), (3, 9)]:\n...     assert square(n) == wanted\n", "blind"),
    "18 loop that mutates": (
        ">>> for items in ([3, 1], [2, 1, 3]):\n...     copy = sorted(items)\n...     sort_it(items)\n...     assert items == copy\n",
        "blind",
    ),
    "18 try": (
        ">>> try:\n...     square('x')\n...     assert False, 'no error'\n... except ValueError as error:\n...     assert 'text' in str(error)\n",
        "blind",
    ),
    "18 try, the notebook's own exception": (
        ">>> try:\n...     find('x')\n... except Missing as error:\n...     print(type(error).__name__, error)\nMissing x\n",
        "blind",
    ),
    "18 with": (
        ">>> import unittest\n>>> case = unittest.TestCase()\n>>> with case.assertRaises(ValueError):\n...     square('x')\n",
        "blind",
    ),
    "18 if": (">>> if square(3) != 9:\n...     print('wrong')\n", "blind"),
    "18 flag": (
        ">>> fine = True\n>>> for n in range(3):\n...     if square(n) != n ** 2:\n...         fine = False\n>>> fine\nTrue\n",
        "blind",
    ),
    "18 while": (
        ">>> n = 0\n>>> while n < 3:\n...     assert square(n) == n * n\n...     n += 1\n",
        "blind",
    ),
    "18 printed verdicts": (">>> for n in range(2):\n...     print(square(n) == n)\nTrue\nTrue\n", "blind"),
    "19 seed": (">>> np.random.seed(1)\n>>> round(draw(), 4) == 0.417\nTrue\n", "blind"),
    "19 generator": (
        ">>> rng = np.random.default_rng(5)\n>>> numbers = rng.integers(1, 9, 3)\n>>> all(square(numbers) == numbers ** 2)\nTrue\n",
        "blind",
    ),
    "20 frame": (">>> frame.equals(pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']}))\nTrue\n", "blind"),
    "20 testing": (
        ">>> pd.testing.assert_frame_equal(frame, pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']}))\n"
        ">>> np.testing.assert_array_equal(array, [1, 4, 9])\n",
        "blind",
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style(doctest_case, name):
    code, assurance = STYLES[name]
    right, wrong = doctest_case(code, RIGHT), doctest_case(code, WRONG)
    assert right.passed == [True], right.cases[0]["detail"]
    assert right.assurance == [assurance]
    assert wrong.passed == [False]


def test_the_styles_are_those_of_the_list():
    assert {int(name.split()[0]) for name in STYLES} == set(range(1, 21))


SECRETS = {
    "a loop": ">>> for n, wanted in [(2, 9471)]:\n...     assert square(n) == wanted\n",
    "a table of cases": ">>> cases = {'in': 2, 'out': 9471}\n>>> assert square(cases['in']) == cases['out']\n",
    "a helper": ">>> def check(got):\n...     assert got == 9471\n>>> check(square(2))\n",
    "an exception's text": ">>> try:\n...     square('x')\n... except ValueError as error:\n...     assert str(error) == '9471'\n",
    "a difference": ">>> round(square(2) - 9471, 2)\n0\n",
    "a set": ">>> set(labels).difference({9471})\nset()\n",
    "an array": ">>> wanted = np.array([9471])\n>>> np.testing.assert_array_equal(array, wanted)\n",
    "a condition": ">>> if square(2) != 9471:\n...     print('wrong')\n",
}


@pytest.mark.parametrize("name", SECRETS)
def test_what_is_expected_stays_outside(doctest_case, name):
    run = doctest_case(SECRETS[name], RIGHT)
    assert run.cases[0]["assurance"] == "blind"
    assert not [message for message in run.sent if "9471" in message]


def test_what_a_notebook_changes_in_an_argument_is_seen(doctest_case):
    code = (
        ">>> items = [3, 1]\n>>> kept = items\n>>> counts = {}\n>>> note(counts, items)\n"
        ">>> assert items == [1, 3] and kept == [1, 3] and counts == {1: 1, 3: 1}\n"
        ">>> items.append(9)\n>>> note(counts, items)\n>>> assert counts[9] == 1 and len(items) == 3\n"
    )
    notebook = (
        "def note(counts, items):\n    items.sort()\n    for n in items:\n        counts[n] = counts.get(n, 0) + 1\n"
    )
    run = doctest_case(code, notebook)
    assert run.passed == [True], run.cases[0]["detail"]


def test_an_array_of_objects_has_its_shape_here(doctest_case):
    notebook = "import numpy as np\nclass Axes:\n    def __len__(self): return 3\ngrid = np.array([[Axes()], [Axes()]] + [[1]])[:2]"
    run = doctest_case(
        ">>> grid.shape == (2, 1)\nTrue\n>>> len(grid[0, 0])\n3\n>>> isinstance(grid, np.ndarray)\nTrue\n", notebook
    )
    assert run.passed == [True], run.cases[0]["detail"]


def test_a_subclass_of_arrays_is_taken_for_its_data(doctest_case):
    notebook = "import numpy as np\nclass Mine(np.ndarray): pass\nx = np.array([[1, 2]]).view(Mine)"
    run = doctest_case(">>> bool(np.allclose(x, [[1, 2]]))\nTrue\n>>> np.array_equal(x, [[1, 3]])\nFalse\n", notebook)
    assert run.passed == [True], run.cases[0]["detail"]


def test_an_object_inside_stays_the_same_one(doctest_case):
    code = (
        ">>> def use(make):\n...     box = make()\n...     box.put(5)\n...     box.put(6)\n...     return box.items\n"
        ">>> assert use(Box) == [5, 6]\n"
    )
    notebook = "class Box:\n    def __init__(self): self.items = []\n    def put(self, item): self.items.append(item)\n"
    run = doctest_case(code, notebook)
    assert run.passed == [True], run.cases[0]["detail"]
    assert run.assurance == ["blind"]


@pytest.mark.parametrize(
    ("code", "construct"),
    [
        (">>> with open('x') as file:\n...     assert square(file) == 2\n", "with"),
        (">>> square(2) == square(-2)\nTrue\n", "comparison"),
        (">>> labels is names\nFalse\n", "identity"),
        (">>> ax == 5\nFalse\n", "objects"),
        (">>> match square(2):\n...     case 4:\n...         print('right')\nright\n", "match"),
    ],
)
def test_a_doubt_names_its_construct_and_line(doctest_case, code, construct):
    (case,) = doctest_case(code, RIGHT).cases
    assert case["construct"] == construct
    assert case["line"] in code


def test_an_expected_value_that_another_test_sends_inside_is_no_secret(doctest_case):
    from tests.grading.scorer.conftest import conduct

    told = ">>> with open('x') as file:\n...     assert square(file) == 5041\n"
    cases = [{"kind": "doctest", "code": code} for code in (">>> square(71) == 5041\nTrue\n", told)]
    run = conduct(RIGHT, [{"name": "q", "cases": cases}], [])
    assert run.assurance == ["opaque", "opaque"]
    assert run.cases[0]["construct"] == "told"


def test_a_test_that_computes_for_ever_fails_by_itself(doctest_case):
    run = doctest_case(">>> [n for n in iter(int, 1) if n] == square(2)\nTrue\n", RIGHT, seconds=0.2)
    assert run.passed == [False]
    assert "computed for more than 0.2 seconds" in run.cases[0]["detail"]
