"""How well a test tells students apart who know more from those who know less. Pure numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

GROUP = 0.27
"""Share of the students in the upper group, and in the lower one."""


def point_biserial(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Return the point-biserial correlation of a test with the score in everything else.

    ``r = (M1 - M0) / s * sqrt(p * q)``: M1 and M0 are the mean scores of those who passed and of those who did not, s
    is the standard deviation of all scores (divided by n), p the share that passed and q = 1 - p. It is Pearson's r
    with a 0/1 variable.

    **Source:** F. M. Lord and M. R. Novick, *Statistical Theories of Mental Test Scores*, 1968, section 15.3; the score
    without the test's own points after S. Henrysson, "Correction of item-total correlations in item analysis",
    *Psychometrika* 28 (1963), 211-218: with them a test of many points would be correlated with itself.

    Parameters
    ----------
    rest : sequence of float
        Points of each student without those of this test.

    Returns
    -------
    float or None
        -1 to 1; None where it is not defined: all passed, nobody did, or all have the same score.
    """
    count, successes = len(passed), sum(passed)
    if successes in (0, count):
        return None
    mean = math.fsum(rest) / count
    deviation = math.sqrt(math.fsum((score - mean) ** 2 for score in rest) / count)
    if deviation <= 1e-9 * max(1.0, abs(mean)):
        return None
    above = math.fsum(score for score, ok in zip(rest, passed, strict=True) if ok) / successes
    below = math.fsum(score for score, ok in zip(rest, passed, strict=True) if not ok) / (count - successes)
    share = successes / count
    return _within((above - below) / deviation * math.sqrt(share * (1 - share)))


def upper_lower(passed: Sequence[bool], total: Sequence[float]) -> float | None:
    """Return the share that passed in the upper 27 % of the students less that in the lower 27 %.

    **Source:** T. L. Kelley, "The selection of upper and lower groups for the validation of test items", *Journal of
    Educational Psychology* 30 (1939), 17-24: at 27 % the two groups are as far apart as they can be for their size.

    Where the border of a group lies among students with equal scores, each of them belongs to it in part, so that it
    makes no difference in which order they come.

    Parameters
    ----------
    total : sequence of float
        Points of each student.

    Returns
    -------
    float or None
        -1 to 1; None where it is not defined: fewer than two students, or all have the same score.
    """
    count = len(passed)
    if count < 2 or min(total) == max(total):
        return None
    size = max(1, round(GROUP * count))
    pairs = sorted(zip(total, passed, strict=True))
    levels = [(score, [ok for _, ok in level]) for score, level in groupby(pairs, key=lambda pair: pair[0])]
    ups = [verdicts for _, verdicts in levels]
    return _within((_successes(ups[::-1], size) - _successes(ups, size)) / size)


def _successes(levels: Sequence[Sequence[bool]], size: int) -> float:
    """Return how many of the first `size` students passed; of the last level that is reached, the mean."""
    found, room = 0.0, size
    for verdicts in levels:
        taken = min(room, len(verdicts))
        found += sum(verdicts) * taken / len(verdicts)
        room -= taken
        if not room:
            break
    return found


def _within(value: float) -> float:
    return min(1.0, max(-1.0, value))
