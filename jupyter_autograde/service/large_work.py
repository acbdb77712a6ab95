"""Threads for what is large: few work at a time, and only one of them for one person (SEC-48)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
from starlette.requests import Request

from jupyter_autograde.service.fair_threads import FairThreads

LARGE = 1 << 20
"""Bytes from which on few are unpacked and parsed at a time: they are in memory several times over, and while they are
parsed all other threads wait."""
_AT_ONCE = 2

T = TypeVar("T")


class LargeWork:
    """Hands out the threads. Of one person as many wait as uploads may be open at once."""

    def __init__(self) -> None:
        self._few = FairThreads(_AT_ONCE)

    async def run(self, request: Request, size: int, work: Callable[[], T]) -> T:
        """Call `work` in a thread, for whoever sends `request`; it works on so many bytes."""
        return await (self._few.run(request, work) if size > LARGE else anyio.to_thread.run_sync(work))
