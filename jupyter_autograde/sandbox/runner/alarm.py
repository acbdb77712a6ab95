"""A time limit for a piece of a notebook, inside its own process.

It is a courtesy: the next cells can go on. What it does not end, the trusted side ends by killing the box.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

_AGAIN = 1.0
"""Seconds between interrupts, for code that catches the first one."""


class TimeLimit(KeyboardInterrupt):
    """A cell or a test took too long."""


class Alarm:
    """The interval timer of this process."""

    def __init__(self) -> None:
        self._set: Callable[..., Any] = signal.setitimer
        self._signal: Callable[..., Any] = signal.signal

    def start(self, seconds: float) -> None:
        """Raise `TimeLimit` in the main thread after `seconds`, then again every second."""
        self._signal(signal.SIGALRM, _raise)
        self._set(signal.ITIMER_REAL, max(seconds, 0.001), _AGAIN)

    def stop(self) -> float:
        """Stop, and return the seconds that were left."""
        left: float = self._set(signal.ITIMER_REAL, 0)[0]
        return left


def _raise(number: int, frame: object) -> None:
    raise TimeLimit("the time limit of this cell is over")
