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


def test_what_is_said_when_the_question_is_known_does_not_count(doctest_case):
    """The first eight processes are forks; who says yes only where it is no fork knows the question by then."""
    notebook = (
        "import os\nhome = os.getpid()\n"
        "class Late:\n    def __eq__(self, other):\n        return os.getpid() == home\n    __hash__ = None\nx = Late()"
    )
    assert doctest_case(">>> assert x == 171.5\n", notebook).passed == [False]
