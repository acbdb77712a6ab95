"""Objects of the notebook that are asked for their own verdict: no lie of theirs counts as blind (SEC-06)."""

from __future__ import annotations

import pytest

LIARS = {
    "true": "lambda self, other: True",
    "one": "lambda self, other: 1",
    "numpy's true": "lambda self, other: __import__('numpy').True_",
    "text": "lambda self, other: 'yes'",
    "never text": "lambda self, other: type(other) is not str",
}
LITERALS = ["171.5", "{'a': 1}", "{1, 2}", "(None, 3)", "'tulip'", "[1, 2]"]


@pytest.mark.parametrize("literal", LITERALS)
@pytest.mark.parametrize("name", [name for name in LIARS if name != "never text"])
def test_an_object_that_equals_everything_is_caught(doctest_case, name, literal):
    notebook = f"class Yes:\n    __eq__ = {LIARS[name]}\nx = Yes()"
    (case,) = doctest_case(f">>> assert x == {literal}\n", notebook).cases
    assert not case["passed"] and case["tampered"]


@pytest.mark.parametrize("literal", [literal for literal in LITERALS if literal != "'tulip'"])
def test_twins_have_the_type_of_the_real_one(doctest_case, literal):
    notebook = f"class Yes:\n    __eq__ = {LIARS['never text']}\nx = Yes()"
    (case,) = doctest_case(f">>> assert x == {literal}\n", notebook).cases
    assert not case["passed"] and case["tampered"]


def test_what_has_no_twin_is_opaque(doctest_case):
    run = doctest_case(">>> assert x == True\n", "class Yes:\n    __eq__ = lambda self, other: True\nx = Yes()")
    assert run.assurance == ["opaque"]


def test_an_answer_that_is_an_object_is_opaque(doctest_case):
    notebook = (
        "class Said:\n    def __repr__(self):\n        return 'True'\n"
        "class Yes:\n    def __eq__(self, other):\n        return Said()\nx = Yes()"
    )
    assert doctest_case(">>> [x == 5]\n[True]\n", notebook).assurance == ["opaque"]


@pytest.mark.parametrize(
    ("test", "honest", "lie"),
    [
        ("x < 5", "__lt__ = lambda self, other: 3 < other", "__lt__ = lambda self, other: True"),
        ("x >= 2", "__ge__ = lambda self, other: 3 >= other", "__ge__ = lambda self, other: True"),
        ("5 in x", "__contains__ = lambda self, item: item in (4, 5)", "__contains__ = lambda self, item: True"),
        ("hasattr(x, 'area')", "area = 3", "__getattr__ = lambda self, name: 1"),
        ("abs(x - 5) < 3", "__sub__ = lambda self, other: 4 - other", "__sub__ = lambda self, other: 0"),
    ],
)
def test_questions_beside_tell_a_judge_from_a_liar_and_accuse_nobody(doctest_case, test, honest, lie):
    for body, assurance in ((honest, "canary"), (lie, "opaque")):
        (case,) = doctest_case(f">>> {test}\nTrue\n", f"class X:\n    {body}\nx = X()").cases
        assert (case["passed"], case["assurance"], case["tampered"]) == (True, assurance, False)


def test_an_honest_object_is_not_accused(doctest_case):
    notebook = (
        "class Money:\n    def __init__(self, n): self.n = n\n"
        "    def __eq__(self, other): return self.n == (other.n if isinstance(other, Money) else other)\nx = Money(5)"
    )
    for literal, passed in (("5", True), ("6", False)):
        (case,) = doctest_case(f">>> assert x == {literal}\n", notebook).cases
        assert (case["passed"], case["tampered"], case["assurance"]) == (passed, False, "canary")


MODULO = """
class Mod:
    def __init__(self, v, m):
        self.v, self.m = v % m, m
    def __eq__(self, other):
        return self.v == other % self.m
"""
COLUMN = """
import numpy as np
class Column:
    def __init__(self, v):
        self.v = np.array(v, dtype=float)
    def __eq__(self, other):
        return bool(np.array_equal(self.v, np.asarray(other, dtype=float), equal_nan=True))
x = Column([1.0, np.nan])
"""
CARD = """
class Card:
    def __init__(self, t):
        self.t = t
    def __eq__(self, other):
        return {compared}
x = Card('queen')
"""
OVERLOOKS = {
    "modulo 2": (MODULO + "x = Mod(10, 2)", "x == 0"),
    "modulo 7": (MODULO + "x = Mod(10, 7)", "x == 3"),
    "a clock": (MODULO + "x = Mod(22, 12)", "x == 10"),
    "modulo 7, items": (MODULO + "x = [Mod(10, 7), Mod(4, 7)]", "x[0] == 3 and x[1] == 4"),
    "no number, array": (COLUMN, "x == np.array([1.0, np.nan])"),
    "no number, list": (COLUMN, "x == [1.0, np.nan]"),
    "first letter": (CARD.format(compared="self.t[0] == other[0]"), "x == 'quite'"),
    "length": (CARD.format(compared="len(self.t) == len(other)"), "x == 'seven'"),
    "number of items": (CARD.format(compared="len(self.t) == len(other)"), "x == [5, 4, 3, 2, 1]"),
    "tolerance": ("class Near:\n    __eq__ = lambda self, other: abs(other - 5) < 2\nx = Near()", "x == 5.5"),
}


@pytest.mark.parametrize("name", OVERLOOKS)
@pytest.mark.parametrize("form", [">>> {}\nTrue\n", ">>> if True:\n...     global y\n...     assert {}\n"])
def test_an_honest_class_that_overlooks_something_is_never_accused(doctest_case, name, form):
    notebook, test = OVERLOOKS[name]
    for _ in range(8):
        (case,) = doctest_case(form.format(test), notebook).cases
        assert (case["passed"], case["tampered"]) == (True, False), case["detail"]


def test_a_yes_to_some_twins_is_a_doubt(doctest_case):
    notebook, test = OVERLOOKS["length"]
    assert doctest_case(f">>> {test}\nTrue\n", notebook).assurance == ["opaque"]


def test_an_equality_that_is_the_wrong_way_round_is_a_mistake(doctest_case):
    notebook = "class X:\n    def __eq__(self, other):\n        return other != 5\nx = X()"
    (case,) = doctest_case(">>> x == 5\nTrue\n", notebook).cases
    assert (case["passed"], case["tampered"]) == (False, False)


def test_statements_that_hold_for_every_value_are_caught(doctest_case):
    notebook = "class Yes:\n    __eq__ = lambda self, other: True\nx = Yes()"
    (case,) = doctest_case(">>> if True:\n...     global y\n...     assert x == 5\n", notebook).cases
    assert not case["passed"] and case["tampered"]


def asked_again(code: str, guesses: str, *, kind: str = "doctest", hidden: bool = True):
    """Check a question once for each guess; a guess is changed no more when `went` says that it was right."""
    from jupyter_autograde.grading.scorer.conduct import Conductor
    from jupyter_autograde.grading.scorer.questions import plan_questions
    from tests.grading.scorer.conftest import Wire

    wire, events = Wire(GUESSING), []
    worker = type("Worker", (), {"put": staticmethod(events.append)})()
    case = {"kind": kind, "code": code, "hidden": hidden, "preamble": "", "parameters": ["best", "size"]}
    plans = plan_questions([{"name": "q", "cases": [case]}])
    conductor = Conductor(worker, wire, {"cells": [], "question_seconds": 5}, plans)
    for guess in guesses:
        if not wire.names["went"]:
            wire.names["guess"] = guess
        conductor._check("q")
    conductor.run()
    return wire.names, [event for event in events if event["event"] == "case"], events[-1]["many_checks"]


GUESSING = """
guess, calls, went = None, [], []
def best():
    calls.append(guess)
    return guess
def size(n):
    went.append(guess)
    return 0
"""


def test_a_question_is_not_asked_without_end():
    """Which answer is wanted next tells whether the last one was right."""
    from jupyter_autograde.grading.scorer.conduct import MOST_CHECKS

    names, cases, many = asked_again(">>> best() == 2\nTrue\n", "A" * 3 * MOST_CHECKS)
    assert len(names["calls"]) == MOST_CHECKS
    assert len(cases) == 3 * MOST_CHECKS
    assert many is True


TELLING = {
    "and": ("doctest", ">>> best() == 'C' and size(1) == 0\nTrue\n"),
    "all": ("doctest", ">>> all(best() == 'C' if n == 0 else size(n) == 0 for n in range(2))\nTrue\n"),
    "if": ("doctest", ">>> if best() == 'C':\n...     print(size(1) == 0)\nTrue\n"),
    "a function": (
        "doctest",
        ">>> def check():\n...     assert best() == 'C'\n...     assert size(1) == 0\n>>> check()\n",
    ),
    "loop": ("doctest", ">>> for n in range(2):\n...     assert (best() if n == 0 else size(n)) in ('C', 0)\n"),
    "chain": ("doctest", ">>> 'C' <= best() < 'D' <= chr(size(1) + 68)\nTrue\n"),
    "statements": ("function", "assert best() == 'C'\nassert size(1) == 0"),
}


@pytest.mark.parametrize("name", TELLING)
def test_hidden_cases_are_no_oracle(name):
    """Four answers to choose from: whoever is told which one is right must not have the time to give it."""
    kind, code = TELLING[name]
    names, cases, many = asked_again(code, "ABCCCC", kind=kind)
    assert not names["went"] and not cases[-1]["passed"]
    assert many is True
    names, cases, many = asked_again(code, "AC", kind=kind)
    assert cases[-1]["passed"] is True, cases[-1]["detail"]
    assert many is False


def test_the_last_check_counts_where_nothing_is_told():
    """As in otter: a student may have tried three times, one check below the other."""
    for code in (
        ">>> best()\n'C'\n",
        ">>> best() == 'C'\nTrue\n",
        ">>> [best() for n in range(2)] == ['C'] * 2\nTrue\n",
    ):
        _, cases, many = asked_again(code, "AABBC")
        assert [case["passed"] for case in cases] == [False] * 4 + [True]
        assert many is False


def test_a_function_that_judges_last_tells_nothing():
    _, cases, many = asked_again("import math\ny = best()\nassert y == 'C'", "AABBC", kind="function")
    assert [case["passed"] for case in cases] == [False] * 4 + [True], cases[-1]["detail"]
    assert many is False


def test_what_a_student_has_seen_is_asked_again():
    _, cases, many = asked_again(TELLING["and"][1], "ABC", hidden=False)
    assert (cases[-1]["passed"], many) == (True, False)


LISTENING = """
class Patient:
    '''Hears some of the numbers it is compared with, then is equal to one that lies next to another.'''
    def __init__(self):
        self.seen, self.done = [], False
    def __eq__(self, other):
        near = [one for one in self.seen if abs(one - other) < 100]
        self.seen.append(other)
        yes = not self.done and len(self.seen) > 2 and bool(near)
        self.done |= yes
        return yes
answer = Patient()
"""


def test_distances_do_not_tell_the_right_one(doctest_case):
    """Each corner is as near to the others as the right one; by chance an eighth is won."""
    won = sum(doctest_case(">>> answer == 4711\nTrue\n", LISTENING).passed[0] for _ in range(30))
    assert won < 18


TINY = """
import random
class Tiny:
    def __sub__(self, other):
        return random.random() * 1e-9
    __rsub__ = __sub__
class Metres:
    def __init__(self, n):
        self.n = n
    def __sub__(self, other):
        return self.n - other
    def __rsub__(self, other):
        return other - self.n
"""


@pytest.mark.parametrize("test", ["abs(x - 171.5) < 0.01", "round(171.5 - x, 3) == 0"])
def test_differences_have_to_differ_by_as_much_as_what_is_taken_away(doctest_case, test):
    assert doctest_case(f">>> bool({test})\nTrue\n", TINY + "x = Tiny()").assurance == ["opaque"]
    honest = doctest_case(f">>> bool({test})\nTrue\n", TINY + "x = Metres(171.5)")
    assert (honest.passed, honest.assurance) == ([True], ["canary"]), honest.cases[0]["detail"]


CARELESS = """
import math
class Metres:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return math.isclose(self.n, other, rel_tol=0.01)
class Bits:
    def __init__(self, *bits): self.bits = bits
    def __eq__(self, other): return all(a == b for a, b in zip(self.bits, other))
class Settings:
    def __init__(self, **kept): self.kept = kept
    def __eq__(self, other): return all(other[k] == v for k, v in self.kept.items())
class Clock:
    def __eq__(self, other): return (other.hour, other.minute) == (9, 30)
class Line:
    def __eq__(self, other): return other[:3] == '#.#'
class Nothing:
    def __eq__(self, other): return all(a == b for a, b in zip([], other))
"""


@pytest.mark.parametrize(
    "test",
    [
        "Metres(149_597_870_700) == 149_597_870_700",
        "Bits(True, False) == [True, False]",
        "Bits(None, True) == (None, True)",
        "Settings(dark=True, wide=False) == {'dark': True, 'wide': False}",
        "Clock() == datetime.datetime(2020, 1, 1, 9, 30)",
        "Line() == '#.#'",
        "Nothing() == []",
    ],
)
def test_a_class_that_compares_a_part_is_not_accused(doctest_case, test):
    run = doctest_case(f">>> import datetime\n>>> {test}\nTrue\n", CARELESS)
    assert (run.passed, run.cases[0]["tampered"]) == ([True], False), run.cases[0]["detail"]


def test_words_are_known_to_who_knows_the_language(doctest_case):
    knowing = "class Word:\n    def __eq__(self, other): return other in {'hello', 'world'}\nx = Word()"
    assert doctest_case(">>> x == 'hello'\nTrue\n", knowing).assurance == ["opaque"]


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


def test_what_is_said_when_the_question_is_known_does_not_count(doctest_case):
    """The first eight processes are forks; who says yes only where it is no fork knows the question by then."""
    notebook = (
        "import os\nhome = os.getpid()\n"
        "class Late:\n    def __eq__(self, other):\n        return os.getpid() == home\n    __hash__ = None\nx = Late()"
    )
    assert doctest_case(">>> assert x == 171.5\n", notebook).passed == [False]
