"""A limit on the scorer's own computing: an instructor's expression may never end, nor a hostile value (SEC-14)."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

_AGAIN = 0.5
"""Seconds between alarms, for code that catches the first one."""


class TooLong(BaseException):
    """The scorer computed for too long."""


@contextlib.contextmanager
def computing_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after `seconds` of processor time; waiting for the notebook does not count."""
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _raise(number: int, frame: object) -> None:
    raise TooLong
