"""Discrimination of tests, against values that were computed by hand."""

from __future__ import annotations

import math

import pytest

from jupyter_autograde.gradebook.insight.item_statistics import point_biserial, upper_lower


def test_point_biserial_is_what_the_formula_gives_by_hand() -> None:
    # M1 = (8+6)/2 = 7, M0 = (4+2)/2 = 3, mean 5, s = sqrt((9+1+1+9)/4) = sqrt(5), p = q = 1/2:
    # r = (7-3)/sqrt(5) * 1/2 = 2/sqrt(5)
    assert point_biserial([True, True, False, False], [8, 6, 4, 2]) == pytest.approx(2 / math.sqrt(5))
    # M1 = (1+5+9)/3 = 5, M0 = 6, mean 5.25, s = sqrt((18.0625+0.0625+14.0625+0.5625)/4) = sqrt(8.1875), p = 3/4:
    # r = (5-6)/sqrt(8.1875) * sqrt(3/16)
    expected = -math.sqrt(3 / 16) / math.sqrt(8.1875)
    assert point_biserial([True, True, True, False], [1, 5, 9, 6]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("passed", "rest"),
    [([True, True], [1, 2]), ([False, False], [1, 2]), ([True, False], [3, 3]), ([True], [1]), ([], [])],
)
def test_it_is_not_defined_where_nobody_differs(passed: list[bool], rest: list[float]) -> None:
    assert point_biserial(passed, rest) is None


def test_perfect_agreement_is_one_and_never_more() -> None:
    assert point_biserial([True, False], [0.1 + 0.2, 0.3 - 0.2]) == pytest.approx(1)
    assert point_biserial([False, True], [1e6 + 1, 1e6]) == pytest.approx(-1)


def test_upper_and_lower_groups_are_27_percent() -> None:
    # Of eleven, 0.27 * 11 = 2.97: three each. Upper (10, 9, 8): 3 of 3 passed; lower (0, 1, 2): 1 of 3.
    passed = [False, True, False, True, True, True, True, True, True, True, True]
    assert upper_lower(passed, list(range(11))) == pytest.approx(1 - 1 / 3)


def test_equal_scores_at_the_border_count_in_part_in_whatever_order() -> None:
    # Four students, 0.27 * 4 = 1.08: one each. The best score is shared by two, of whom one passed: 1/2.
    total = [9.0, 9.0, 5.0, 1.0]
    assert upper_lower([True, False, True, False], total) == pytest.approx(0.5)
    assert upper_lower([False, True, True, False], total) == pytest.approx(0.5)
    # And the lower group too: 9, 9 / 1, 1.
    assert upper_lower([True, False, True, False], [9, 9, 1, 1]) == pytest.approx(0)


def test_groups_need_two_students_who_differ() -> None:
    assert upper_lower([True], [3]) is None
    assert upper_lower([True, False], [3, 3]) is None
    assert upper_lower([True, False], [3, 1]) == 1
