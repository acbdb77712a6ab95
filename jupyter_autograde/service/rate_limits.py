"""How often one person may ask (SEC-48)."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from jupyter_autograde.errors import TooManyRequests

_MAX_PEOPLE = 20_000


class RateLimit:
    """A token bucket a person.

    Parameters
    ----------
    per_second : float
        Requests a second in the long run; 0 = no limit.
    burst : int
        Requests at once.
    clock : callable
        Seconds, growing.
    """

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._burst = float(burst)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, person: str) -> None:
        """Count one request of `person`, or raise TooManyRequests with `retry_after` in seconds."""
        if self._rate <= 0:
            return
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(person, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            granted = left >= 1
            self._buckets[person] = (left - 1 if granted else left, now)
            if len(self._buckets) > _MAX_PEOPLE:
                self._buckets.popitem(last=False)
        if not granted:
            wait = (1 - left) / self._rate
            raise TooManyRequests(
                "Too many requests in a short time. Wait a moment and try again.",
                details={"retry_after": round(wait, 1)},
            )
