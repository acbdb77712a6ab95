"""Ids that are good for one time: those of tokens that have logged somebody in."""

from __future__ import annotations

import hashlib
import heapq
import threading
import time
from collections.abc import Callable

MOST = 100_000
"""Ids at once, some 20 MB."""


class UsedIds:
    """Remembers each id until what bears it has ended anyway; threads may share it.

    Parameters
    ----------
    most : int
        Ids that are remembered at once. While there are as many, no other is taken: none is forgotten too early.
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        # Of each id the hash: ids have any length.
        self._known: set[bytes] = set()
        self._ends: list[tuple[float, bytes]] = []

    def use(self, said: str, until: float) -> bool:
        """Say whether the id is used for the first time, before its bearer ends: at `until`, in seconds since 1970."""
        key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            at = self._clock()
            while self._ends and self._ends[0][0] <= at:
                self._known.discard(heapq.heappop(self._ends)[1])
            # Whoever has read the token did so a moment ago, when it may still have been good.
            if until <= at or key in self._known or len(self._known) >= self._most:
                return False
            self._known.add(key)
            heapq.heappush(self._ends, (until, key))
            return True
