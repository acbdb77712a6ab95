"""Few threads for work that takes long, of which one person has one at a time (SEC-48)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
from starlette.requests import Request

from jupyter_autograde.errors import TooManyRequests
from jupyter_autograde.service.request_log import USER_KEY

T = TypeVar("T")
_RETRY_SECONDS = 5.0


@dataclass
class _Turn:
    """Whose turn it is among what one person wants done."""

    lock: anyio.Lock = field(default_factory=anyio.Lock)
    wanted: int = 0


class FairThreads:
    """Hands out the threads. Who has one waits with the next, and takes nobody's place.

    Parameters
    ----------
    places : int
        Threads.
    waiting : int, optional
        How much of one person may wait for them; None: whatever comes, where something else bounds it.
    """

    def __init__(self, places: int, *, waiting: int | None = None) -> None:
        self._places = anyio.CapacityLimiter(places)
        self._waiting = waiting
        self._turns: dict[str, _Turn] = {}

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """Call `work` in a thread, for whoever sends `request`.

        Raises
        ------
        TooManyRequests
            Too much of this person waits already.
        """
        async with self._turn(request.scope.get(USER_KEY, "")):
            return await anyio.to_thread.run_sync(work, limiter=self._places)

    @asynccontextmanager
    async def _turn(self, person: str) -> AsyncIterator[None]:
        # Of a name that ends so, no more is known than by which door somebody came.
        if not person or person.endswith("/"):
            yield
            return
        turn = self._turns.setdefault(person, _Turn())
        if self._waiting is not None and turn.wanted > self._waiting:
            raise TooManyRequests(
                "What you asked for before is still being worked on, and more waits. Wait until it has ended.",
                details={"retry_after": _RETRY_SECONDS},
            )
        turn.wanted += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.wanted -= 1
            if not turn.wanted:
                del self._turns[person]
