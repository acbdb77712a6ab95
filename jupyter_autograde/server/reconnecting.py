"""How long to wait before the service is asked again."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_DELAY = 0.5
MAX_DELAY = 10.0
"""Seconds. People look at the notebook when the service is back, and should not have to wait for its events."""


def delay_after(
    failures: int, draw: Callable[[float, float], float] = random.uniform, *, at_most: float = MAX_DELAY
) -> float:
    """Return the seconds to wait after so many failures in a row (≥ 1): doubled each time, up to `at_most`.

    Drawn from the upper half of that, for a service that restarts must not be met by all servers of a class
    at the same moment.
    """
    longest = min(at_most, FIRST_DELAY * 2.0 ** min(failures - 1, 10))
    return draw(longest / 2, longest)
