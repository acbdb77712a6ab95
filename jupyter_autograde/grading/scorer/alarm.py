"""A limit on the scorer's own computing: an instructor's expression may never end, nor a hostile value (SEC-14).

The alarm fails the case and lets the job go on. What runs in C (`sum` of something huge) does not hear it: there the
kernel ends the process, and its parent tells the worker.
"""

from __future__ import annotations

import contextlib
import math
import resource
import signal
import time
from collections.abc import Iterator

_AGAIN = 0.5
"""Seconds between alarms, for code that catches the first one."""

_GRACE_SECONDS = 3.0
"""Processor time that code has to hear the alarm."""


class TooLong(BaseException):
    """The scorer computed for too long."""


class _Undisturbed:
    """A block that the alarm does not interrupt: it is raised at the end."""

    def __init__(self) -> None:
        self.inside, self.late = False, False

    def __enter__(self) -> None:
        self.inside = True

    def __exit__(self, kind: object, *_: object) -> None:
        self.inside = False
        late, self.late = self.late, False
        if late and kind is None:
            raise TooLong


UNDISTURBED = _Undisturbed()
"""Around a question and its answer: an answer that nobody takes would be that of the next question."""


@contextlib.contextmanager
def computing_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after `seconds` of processor time; waiting for the notebook does not count."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    end = math.ceil(time.process_time() + seconds + _GRACE_SECONDS)
    if hard == resource.RLIM_INFINITY or end < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _raise(number: int, frame: object) -> None:
    if not UNDISTURBED.inside:
        raise TooLong
    UNDISTURBED.late = True
