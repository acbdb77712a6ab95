"""A twin must differ, and must not be told from the real question by its looks (SEC-06)."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from jupyter_autograde.grading.scorer.twins import NoTwin, unlike

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
    {1, 2},
    {"a": 1, "b": None},
    {},
    [True, None],
    Decimal("1.5"),
    Fraction(1, 3),
    datetime.date(2026, 1, 2),
    np.int64(4),
    np.float64(2.5),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_twin_differs(value):
    """An equal one would flag honest work, one of another type would give itself away."""
    twins = [unlike(value) for _ in range(50)]
    assert all(twin != value and type(twin) is type(value) for twin in twins)


@pytest.mark.parametrize(
    "value", [np.array([1, 2]), np.array([[0.5]]), pd.Series([1, 2]), pd.DataFrame({"a": ["x"]})], ids=repr
)
def test_a_twin_of_an_array_differs_somewhere(value):
    twin = unlike(value)
    assert type(twin) is type(value) and twin.shape == value.shape
    assert np.any(twin != value)


@pytest.mark.parametrize("value", [True, None, object()], ids=["bool", "None", "object"])
def test_what_has_no_other_value_has_no_twin(value):
    with pytest.raises(NoTwin):
        unlike(value)


def test_a_twin_of_a_number_lies_on_either_side():
    assert {unlike(50) > 50 for _ in range(200)} == {True, False}


def test_a_twin_of_a_word_has_its_length_and_alphabet():
    twins = {unlike("tulip") for _ in range(50)}
    assert all(len(twin) == 5 and twin.islower() for twin in twins)
