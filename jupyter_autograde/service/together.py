"""Work that many requests want done at the same moment, done by one thread for all who wait."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64
"""Pieces of work done at once: the first of them waits for the last."""


class Together(Generic[T, R]):
    """Hands what has come to one function, again and again.

    While the function works, more comes: the busier it is, the more it does at once.

    Parameters
    ----------
    work : callable
        Returns an answer, or a fault that is raised to who asked, for each piece of work; where it raises itself, that
        is everybody's.
    name : str
        Of its thread.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R | Exception]], name: str) -> None:
        self._work, self._name = work, name
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ends = False

    async def ask(self, piece: T) -> R:
        """Have a piece of work done; RuntimeError after `close`."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        with self._change:
            if self._ends:
                raise RuntimeError("It has been closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._waiting.append((piece, answer))
            self._change.notify()
        return await answer

    def close(self) -> None:
        """Do what waits, then end; not to be called in an event loop."""
        with self._change:
            self._ends = True
            self._change.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while taken := self._take():
            try:
                answers = self._work([piece for piece, _ in taken])
            except Exception as fault:
                answers = [fault] * len(taken)
            _tell([(future, answer) for (_, future), answer in zip(taken, answers, strict=True)])

    def _take(self) -> list[tuple[T, asyncio.Future[R]]]:
        """Wait for work that is still wanted; nothing when there will be none any more."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._ends)
                if not self._waiting:
                    return []
                came = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            # Who gives up a moment later is served all the same.
            wanted = [(piece, future) for piece, future in came if not future.cancelled()]
            if wanted:
                return wanted


def _tell(answers: Sequence[tuple[asyncio.Future[R], R | Exception]]) -> None:
    """Wake those who asked, all of an event loop at once: each call from another thread interrupts it."""

    def tell(to: Sequence[tuple[asyncio.Future[R], R | Exception]]) -> None:
        for future, answer in to:
            if future.cancelled():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    for loop in {future.get_loop() for future, _ in answers}:
        with suppress(RuntimeError):  # it is closed: nobody waits there any more
            loop.call_soon_threadsafe(tell, [one for one in answers if one[0].get_loop() is loop])
