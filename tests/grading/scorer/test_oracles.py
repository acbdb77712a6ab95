"""Questions that are asked again and again: none tells which answer is the right one (SEC-06)."""

from __future__ import annotations

import pytest


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
