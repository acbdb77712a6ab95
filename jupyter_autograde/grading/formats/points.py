"""How otter spreads a question's points over its cases.

**Source:** otter-grader 7.0, `TestFile.resolve_test_file_points`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Number = int | float


def resolve_points(total: Number | list[Number] | None, given: Sequence[Number | None]) -> list[float]:
    """Return the points of each case.

    Parameters
    ----------
    total : number, list or None
        The question's points, or one number per case.
    given : sequence
        The points that cases name themselves; None = not named.

    Raises
    ------
    ValueError
        Points are negative, not finite, or do not add up.
    """
    if isinstance(total, list):
        if len(total) != len(given):
            raise ValueError("the list of points is not as long as the list of test cases")
        given, total = total, None
    for value in [total, *given]:
        if value is not None and (type(value) not in (int, float) or not math.isfinite(value) or value < 0):
            raise ValueError(f"points must be numbers from 0 on, not {value!r}")
    named = sum(value for value in given if value is not None)
    unnamed = sum(value is None for value in given)
    if total is not None:
        if named > total:
            raise ValueError("the test cases have more points than the question")
        each = (total - named) / unnamed if unnamed else 0.0
    elif named == 0:
        # Nothing but zeros: the question is worth one point, shared by the cases that name none.
        each = 1 / unnamed if unnamed else 0.0
    else:
        each = 0.0
    return [float(each if value is None else value) for value in given]
