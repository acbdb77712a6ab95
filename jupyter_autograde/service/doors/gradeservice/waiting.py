"""Waiting for what a worker does, without a thread or a session meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import anyio
from starlette.exceptions import HTTPException

from jupyter_autograde.service.components import Components
from jupyter_autograde.storage.database import Session

T = TypeVar("T")

_LOOK_SECONDS = 5.0
"""At least so often, should an event be missed."""


async def wait_for(
    parts: Components, course_id: str, user: str, seconds: float, look: Callable[[Session], T | None]
) -> T | None:
    """Return what `look` finds, asked anew at each event of `user` in the course; None when it finds nothing in time.

    Raises
    ------
    HTTPException
        503: the service stops.
    """

    def read() -> T | None:
        with parts.database.read() as session:
            return look(session)

    give_up_at = time.monotonic() + seconds
    with parts.feed.subscribe(lambda head: (head.course_id, head.user) == (course_id, user)) as subscription:
        while True:
            found = await anyio.to_thread.run_sync(read, limiter=parts.feed.readers)
            left = give_up_at - time.monotonic()
            if found is not None or left <= 0:
                return found
            if parts.feed.closed:
                raise HTTPException(503, "The service stops. Try again in a minute")
            await subscription.wait(min(left, _LOOK_SECONDS))
