"""A twin must differ, and must not be told from the real question by its looks (SEC-06)."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from jupyter_autograde.grading.scorer.twins import NoTwin, Sort, twins_of, unlike

VALUES = [
    0,
    5,
    -3,
    10**40,
    2.5,
    math.nan,
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
    twins = [unlike(value, sort) for _ in range(50) for sort in Sort]
    assert all(twin != value and type(twin) is type(value) for twin in twins)


ARRAYS = [
    np.array([1, 2]),
    np.array([[0.5]]),
    np.array([math.nan, math.nan]),
    np.array([3, 250], dtype=np.uint8),
    np.array(["a", "bc"]),
    pd.Series([1, 2]),
    pd.Series([math.nan]),
    pd.DataFrame({"a": ["x"]}),
    pd.DataFrame({"a": [1, 2], "b": [True, False]}),
]


@pytest.mark.parametrize("value", ARRAYS, ids=repr)
@pytest.mark.parametrize("sort", Sort)
def test_a_twin_of_an_array_differs_where_nan_equals_nan(value, sort):
    for _ in range(20):
        twin = unlike(value, sort)
        assert type(twin) is type(value) and twin.shape == value.shape
        if isinstance(value, np.ndarray):
            assert twin.dtype == value.dtype
            assert not np.array_equal(twin, value, equal_nan=value.dtype.kind == "f")
        else:
            assert not twin.equals(value)


def test_the_twins_of_a_number_share_no_remainder_with_it():
    for modulus in range(2, 400):
        assert any(twin % modulus != 10 % modulus for twin in twins_of(10))


def test_the_twins_of_a_text_share_no_letter_and_no_length_with_it():
    near, wide, far = twins_of("tulip")
    assert sum(a != b for a, b in zip(near, "tulip", strict=True)) == 1
    assert all(a != b for a, b in zip(wide, "tulip", strict=True))
    assert len(far) == 6


def test_the_twins_of_a_date_differ_in_day_and_month():
    date = datetime.date(2026, 1, 31)
    assert all((unlike(date, Sort.FAR).month, unlike(date, Sort.FAR).day) != (1, 31) for _ in range(50))


@pytest.mark.parametrize("value", [True, None, object()], ids=["bool", "None", "object"])
def test_what_has_no_other_value_has_no_twin(value):
    with pytest.raises(NoTwin):
        unlike(value)


def test_a_twin_of_a_number_lies_on_either_side():
    assert {unlike(50) > 50 for _ in range(200)} == {True, False}


def test_a_twin_of_a_word_has_its_length_and_alphabet():
    twins = {unlike("tulip") for _ in range(50)}
    assert all(len(twin) == 5 and twin.islower() for twin in twins)
