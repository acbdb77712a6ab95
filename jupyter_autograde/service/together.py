"""Work that many want done at the same moment, done by one thread for all who wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
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
        self._waiting: deque[tuple[T, Future[R]]] = deque()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ends = False

    def ask(self, piece: T) -> Future[R]:
        """Have a piece of work done; from any thread."""
        answer: Future[R] = Future()
        with self._change:
            if self._ends:
                raise RuntimeError("It has been closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._waiting.append((piece, answer))
            self._change.notify()
        return answer

    def close(self) -> None:
        """Do what waits, then end."""
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
            for (_, future), answer in zip(taken, answers, strict=True):
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    def _take(self) -> list[tuple[T, Future[R]]]:
        """Wait for work that is still wanted; nothing when there will be none any more."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._ends)
                if not self._waiting:
                    return []
                came = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            wanted = [(piece, future) for piece, future in came if future.set_running_or_notify_cancel()]
            if wanted:
                return wanted
