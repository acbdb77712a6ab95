"""Threads for what is large: few work at a time, and only one of them for one person (SEC-48)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
from starlette.requests import Request

from jupyter_autograde.service.request_log import USER_KEY

LARGE = 1 << 20
"""Bytes from which on few are unpacked and parsed at a time: they are in memory several times over, and while they are
parsed all other threads wait."""
_AT_ONCE = 2

T = TypeVar("T")


@dataclass
class _Turn:
    """Whose turn it is among what one person wants done."""

    lock: anyio.Lock = field(default_factory=anyio.Lock)
    wanted: int = 0


class LargeWork:
    """Hands out the threads. Who has one for something large waits with the next, and takes nobody's place."""

    def __init__(self) -> None:
        self._few = anyio.CapacityLimiter(_AT_ONCE)
        self._turns: dict[str, _Turn] = {}

    async def run(self, request: Request, size: int, work: Callable[[], T]) -> T:
        """Call `work` in a thread, for whoever sends `request`; it works on so many bytes."""
        if size <= LARGE:
            return await anyio.to_thread.run_sync(work)
        async with self._turn(request.scope.get(USER_KEY, "")):
            return await anyio.to_thread.run_sync(work, limiter=self._few)

    @asynccontextmanager
    async def _turn(self, person: str) -> AsyncIterator[None]:
        # Of a name that ends so, no more is known than by which door somebody came.
        if not person or person.endswith("/"):
            yield
            return
        turn = self._turns.setdefault(person, _Turn())
        turn.wanted += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.wanted -= 1
            if not turn.wanted:
                del self._turns[person]
