"""A twin must differ, and must not be told from the real question by its looks (SEC-06)."""

from __future__ import annotations

import ast
import datetime
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from jupyter_autograde.grading.scorer.twins import NoTwin, Sort, corners, statement_twins, twins_of

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
    twins = [twin for _ in range(20) for twin in twins_of(value)]
    assert len(twins) == 20 * 7
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
def test_a_twin_of_an_array_differs_where_nan_equals_nan(value):
    twins = [twin for _ in range(20) for twin in twins_of(value)]
    for twin in twins:
        assert type(twin) is type(value) and twin.shape == value.shape
        if isinstance(value, np.ndarray):
            assert twin.dtype == value.dtype
            assert not np.array_equal(twin, value, equal_nan=value.dtype.kind == "f")
        else:
            assert not twin.equals(value)


def test_the_value_can_be_any_of_its_corners():
    """The steps go either way, so the same eight numbers are the corners of each of them."""
    ranks = {sorted(corners(4711)).index(4711) for _ in range(400)}
    assert ranks == set(range(8))


def test_the_twins_of_a_number_share_no_remainder_with_it():
    for modulus in range(2, 400):
        assert any(twin % modulus != 10 % modulus for twin in twins_of(10))


def test_the_steps_of_a_text_change_a_letter_all_letters_and_the_length():
    _, near, wide, _, far, *_ = corners("tulip")
    assert sum(a != b for a, b in zip(near, "tulip", strict=True)) == 1
    assert all(a != b for a, b in zip(wide, "tulip", strict=True))
    assert len(far) == 6


def test_the_near_step_of_a_list_changes_one_item():
    _, near, wide, *_ = corners([1, 2, 3])
    assert sum(a != b for a, b in zip(near, [1, 2, 3], strict=True)) == 1
    assert sum(a != b for a, b in zip(wide, [1, 2, 3], strict=True)) == 3


def test_the_near_step_of_a_date_is_a_day():
    date = datetime.date(2026, 1, 31)
    near = {corners(date, (Sort.NEAR,))[1] for _ in range(100)}
    assert near == {datetime.date(2026, 1, 30), datetime.date(2026, 2, 1)}


def test_a_small_integer_type_has_room_for_its_twins():
    twins = twins_of(np.array([0, 255], dtype=np.uint8))
    assert all(twin.dtype == np.uint8 and list(twin) != [0, 255] for twin in twins)


@pytest.mark.parametrize("value", [True, None, object()], ids=["bool", "None", "object"])
def test_what_has_no_other_value_has_no_twin(value):
    with pytest.raises(NoTwin):
        twins_of(value)


def test_a_twin_of_a_number_lies_on_either_side():
    assert {twin > 50 for _ in range(20) for twin in twins_of(50)} == {True, False}


def test_a_twin_of_a_word_has_its_alphabet():
    assert all(twin.islower() for _ in range(20) for twin in twins_of("tulip"))


def test_statements_are_made_false_in_their_literal():
    tree = ast.parse("with thing() as x:\n    assert x == (1, 'a')\n    print('done')\n")
    twins = statement_twins(tree)
    assert len(twins) == 7
    assert all("== (1, 'a')" not in twin and "print('done')" in twin for twin in twins)
    assert ast.unparse(tree).count("(1, 'a')") == 1


def test_statements_without_a_literal_are_made_false_in_a_constant():
    twins = statement_twins(ast.parse("assert f(2) == g('word', True)"))
    assert twins and all(twin.startswith("assert f(2) == g(") and "'word'" not in twin for twin in twins)


def test_of_something_large_only_some_places_change():
    (deep,) = [[[[0] * 30 for _ in range(30)] for _ in range(30)]]
    near_all = corners(deep)[7]
    changed = sum(a != b for one, two in zip(near_all, deep, strict=False) for x, y in zip(one, two, strict=False)
                  for a, b in zip(x, y, strict=False))  # fmt: skip
    assert 0 < changed <= 100
    text = corners("a" * 100_000)[2]
    assert sum(a != b for a, b in zip(text, "a" * 100_000, strict=True)) <= 100
