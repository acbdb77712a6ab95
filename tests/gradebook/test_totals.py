"""What results come to."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from jupyter_autograde.gradebook.totals import Result, Total, Totals
from jupyter_autograde.models.gradebook import Weights

IDS = [f"01J0000000000000000000000{letter}" for letter in "ABCDE"]


def total(weights: dict[str, Any], *results: tuple[float, float] | None) -> Total:
    """Return the total of (score, max score) at the assignments A, B, C and so on; None: nothing counts there."""
    found = [Result(IDS[i], *one) for i, one in enumerate(results) if one is not None]
    return Totals(Weights.model_validate(weights)).of(found)


def weighed(*parts: tuple[str | None, float | None], **categories: Any) -> dict[str, Any]:
    return {
        "categories": [{"name": name, **rules} for name, rules in categories.items()],
        "assignments": [
            {"assignment_id": IDS[i], "category": category, "weight": weight}
            for i, (category, weight) in enumerate(parts)
        ],
    }


def test_without_weights_every_point_counts_the_same() -> None:
    assert total({}, (5, 10), (30, 30)).percent == 87.5


def test_equal_weights_count_assignments_and_not_points() -> None:
    assert total(weighed((None, 1), (None, 1)), (5, 10), (30, 30)).percent == 75


def test_an_assignment_without_weight_does_not_count() -> None:
    assert total(weighed((None, 0)), (0, 10), (30, 30)).percent == 100


def test_categories_count_by_their_weights_whatever_their_points() -> None:
    rules = weighed(("home", None), ("exam", None), home={"weight": 1}, exam={"weight": 3})
    assert total(rules, (10, 10), (50, 100)).percent == 62.5


def test_what_is_in_no_category_does_not_count_beside_categories() -> None:
    assert total(weighed(("home", None), home={"weight": 1}), (10, 10), (0, 100)).percent == 100


def test_a_category_without_anything_that_counts_is_left_out() -> None:
    rules = weighed(("home", None), ("exam", None), home={"weight": 1}, exam={"weight": 3})
    assert total(rules, (8, 10), None).percent == 80


def test_the_lowest_share_is_dropped_and_not_the_fewest_points() -> None:
    found = total(weighed(("home", None), ("home", None), home={"weight": 1, "drop_lowest": 1}), (5, 5), (60, 100))
    assert (found.percent, found.dropped) == (100, {IDS[1]})


def test_of_equal_ones_the_first_is_dropped_and_one_always_counts() -> None:
    rules = weighed(("home", None), ("home", None), home={"weight": 1, "drop_lowest": 9})
    assert total(rules, (5, 10), (5, 10)) == Total(50, frozenset({IDS[0]}))
    assert total(rules, (5, 10)) == Total(50, frozenset())


def test_what_does_not_count_is_not_dropped_in_place_of_what_does() -> None:
    rules = weighed(("home", 0), ("home", None), ("home", None), home={"weight": 1, "drop_lowest": 1})
    assert total(rules, (0, 10), (5, 10), (10, 10)) == Total(100, frozenset({IDS[1]}))


@pytest.mark.parametrize("results", [(), (None, None)])
def test_nothing_is_no_total(results: tuple[Any, ...]) -> None:
    assert total({}, *results) == Total(None, frozenset())


@pytest.mark.parametrize(
    "weights",
    [
        weighed(("exam", None), home={"weight": 1}),
        weighed(home={"weight": 0}),
        {"categories": [{"name": "home", "weight": 1}, {"name": "home", "weight": 2}]},
        {"assignments": [{"assignment_id": IDS[0]}, {"assignment_id": IDS[0]}]},
        weighed((None, float("inf"))),
        weighed(home={"weight": -1}),
    ],
)
def test_weights_that_can_not_be(weights: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Weights.model_validate(weights)
