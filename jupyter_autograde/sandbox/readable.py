"""Waiting for a descriptor. `select()` knows the first 1024 only, and a busy worker may have more."""

from __future__ import annotations

import select


def wait_until_readable(descriptor: int, seconds: float) -> bool:
    """Say whether there is something to read, or the process of a pidfd has ended, within `seconds`."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
