"""What a student's results come to; pure arithmetic.

The total is the mean of the categories by their weights, and a category the mean of its assignments by theirs. What
counts nothing yet is left out on both levels, so that the total is always that of what is there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jupyter_autograde.models.gradebook import AssignmentWeight, Weights

_PLACES = 6
"""Decimals of a percentage: what is beyond comes from the arithmetic of floats."""
_ALL = ""
"""The one category of a course without categories; none is called so."""


@dataclass(frozen=True)
class Result:
    """A student's result at an assignment, as far as it counts."""

    assignment_id: str
    score: float
    """Points after the penalty."""
    max_score: float
    """Points, more than 0."""

    @property
    def share(self) -> float:
        """Part of the points that was reached."""
        return self.score / self.max_score


@dataclass(frozen=True)
class Total:
    """What a student's results come to."""

    percent: float | None
    """0 to 100; None where nothing counts."""
    dropped: frozenset[str]
    """Ids of the assignments that were dropped."""


class Totals:
    """The rules of a course, ready for many students."""

    def __init__(self, weights: Weights) -> None:
        self._set: Mapping[str, AssignmentWeight] = {one.assignment_id: one for one in weights.assignments}
        self._weights = {one.name: one.weight for one in weights.categories} or {_ALL: 1.0}
        self._drops = {one.name: one.drop_lowest for one in weights.categories}
        self._one = not weights.categories

    def of(self, results: Sequence[Result]) -> Total:
        """Return the total of one student."""
        shares: list[tuple[float, float]] = []
        dropped: set[str] = set()
        for name, weight in self._weights.items():
            counting = [one for one in results if self._category(one) == name and self._weight(one) > 0]
            left_out = self._lowest(counting, self._drops.get(name, 0))
            dropped |= left_out
            kept = [one for one in counting if one.assignment_id not in left_out]
            if kept:
                shares.append((weight, _mean([(self._weight(one), one.share) for one in kept])))
        if not math.fsum(weight for weight, _ in shares):
            return Total(None, frozenset(dropped))
        return Total(round(100 * _mean(shares), _PLACES), frozenset(dropped))

    def _category(self, result: Result) -> str | None:
        if self._one:
            return _ALL
        found = self._set.get(result.assignment_id)
        return found.category if found else None

    def _weight(self, result: Result) -> float:
        found = self._set.get(result.assignment_id)
        return found.weight if found is not None and found.weight is not None else result.max_score

    def _lowest(self, counting: Sequence[Result], drops: int) -> frozenset[str]:
        """Return the lowest by their share; of equal ones those that are earliest in the course, and never all."""
        ordered = sorted(counting, key=lambda one: one.share)
        return frozenset(one.assignment_id for one in ordered[: min(drops, len(ordered) - 1)] if drops)


def _mean(weighted: Sequence[tuple[float, float]]) -> float:
    return math.fsum(weight * value for weight, value in weighted) / math.fsum(weight for weight, _ in weighted)
