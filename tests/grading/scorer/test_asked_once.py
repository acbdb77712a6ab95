"""What a question changes in the notebook, takes from an iterator or prints is changed, taken and printed once."""

from __future__ import annotations

import pytest

STREAM = """
def naturals():
    n = 0
    while True:
        yield n
        n += 1
def count(n):
    yield from range(n)
g = naturals()
"""


@pytest.mark.parametrize(
    "test",
    [
        ">>> next(g) == 0\nTrue\n>>> next(g)\n1\n",
        ">>> import itertools\n>>> list(itertools.islice(naturals(), 5)) == [0, 1, 2, 3, 4]\nTrue\n",
        ">>> [a for a, _ in zip(g, range(3))] == [0, 1, 2]\nTrue\n",
        ">>> sum(count(5000)) == 12497500\nTrue\n",
        ">>> h = count(1)\n>>> next(h), next(h, 'end')\n(0, 'end')\n",
        ">>> for n in g:\n...     if n > 3:\n...         break\n>>> n\n4\n",
    ],
)
def test_iterators_are_asked_for_what_is_wanted(doctest_case, test):
    run = doctest_case(test, STREAM)
    assert run.passed == [True], run.cases[0]["detail"]


PRINTING = "def greet(name):\n    print('hello', name)"


@pytest.mark.parametrize(
    "test",
    [
        "import io, sys\n>>> sys.stdout = io.StringIO()\n>>> greet('ada')\n>>> said = sys.stdout.getvalue()\n"
        ">>> sys.stdout = sys.__stdout__\n>>> said == 'hello ada\\n'\nTrue\n>>> greet('bob')\nhello bob\n",
        "import io, sys\n>>> before = sys.stdout\n>>> sys.stdout = io.StringIO()\n>>> greet('ada')\n"
        ">>> said = sys.stdout.getvalue()\n>>> sys.stdout = before\n>>> said == 'hello ada\\n'\nTrue\n"
        ">>> greet('bob')\nhello bob\n",
    ],
)
def test_a_test_may_catch_what_is_printed_by_a_stream_of_its_own(doctest_case, test):
    run = doctest_case(">>> " + test, PRINTING)
    assert run.passed == [True], run.cases[0]["detail"]


CHANGED_BY_OPERATORS = """
class Counted:
    def __init__(self, total):
        self.total = total
        self.items = [3, 1, 2]
    def __add__(self, number):
        self.total += number
        return self
    def __sub__(self, number):
        return [self.items.pop() for _ in range(number)]
    def __eq__(self, other):
        self.total += 1
        return other == 5
    __hash__ = None
    def __contains__(self, item):
        self.total += 1
        print("looked")
        return item == 3
    def __len__(self):
        return len(self.items)

def naturals():
    number = 0
    while True:
        yield number
        number += 1
"""


@pytest.mark.parametrize(
    "test",
    [
        "c = Counted(100)\nassert (c + 50).total == 150",
        "c = Counted(0)\nassert c == 5\nassert c.total == 1",
        "c = Counted(0)\nassert 3 in c\nassert c.total == 1",
        "c = Counted(0)\nassert c - 2 == [2, 1]\nassert len(c) == 1",
        "n = naturals()\nassert 4 in n\nassert next(n) == 5",
        "wanted = [7]\nc = Counted(0)\nwanted.append(8)\nassert not c == wanted\nassert c.total == 1",
    ],
)
def test_an_operator_changes_its_object_once(test_cell, test):
    assert test_cell([test], CHANGED_BY_OPERATORS).passed == [True]


def test_what_an_operator_prints_is_printed_once(doctest_case):
    assert doctest_case(">>> 3 in Counted(0)\nlooked\nTrue\n", CHANGED_BY_OPERATORS).passed == [True]
