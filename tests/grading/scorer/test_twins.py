"""A twin must differ, and must not be told from the real question by its looks (SEC-06)."""

from __future__ import annotations

import math

import pytest

from jupyter_autograde.grading.scorer.twins import unlike

VALUES = [
    0,
    5,
    -3,
    10**40,
    2.5,
    1e20,
    -1e300,
    1.7e308,
    math.inf,
    -math.inf,
    1j,
    "tulip",
    "",
    "...",
    "A1",
    [],
    [1e20, 2],
    (3,),
    True,
    None,
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_twin_differs(value):
    """An equal one would flag honest work."""
    assert all(unlike(value) != value for _ in range(50))


def test_a_twin_of_a_number_lies_on_either_side():
    assert {unlike(50) > 50 for _ in range(200)} == {True, False}


def test_a_twin_of_a_word_has_its_length_and_alphabet():
    twins = {unlike("tulip") for _ in range(50)}
    assert all(len(twin) == 5 and twin.islower() for twin in twins)
