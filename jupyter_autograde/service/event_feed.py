"""Wakes streams and long polls when an event that may concern them is in the log.

One reader a process looks at new rows, however many people listen; a listener asks the database itself only
when a new row may be for it. Nobody holds a session or a thread while waiting.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import anyio

from jupyter_autograde.errors import StorageError
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.events import EventHead, last_event_id, read_heads

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How often events of other processes (workers, the terminal) are looked for."""
_BATCH = 1000
_PAUSE = 0.05
"""Seconds between two looks, at least."""


class Subscription:
    """Notes that something came; used in the event loop only."""

    def __init__(self, wants: Callable[[EventHead], bool]) -> None:
        self.wants = wants
        self._came = asyncio.Event()

    def note(self) -> None:
        """Wake the waiter, now or when it waits next."""
        self._came.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until something came since the last time; False when nothing did in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._came.wait()
        came = self._came.is_set()
        self._came.clear()
        return came


class EventFeed:
    """Tails the event log of `database`; `run` must be going for anybody to be woken."""

    def __init__(self, database: Database, poll_seconds: float = POLL_SECONDS) -> None:
        self._database = database
        self._poll_seconds = poll_seconds
        self._last_id = 0
        self._set_back = False
        self._subscriptions: set[Subscription] = set()
        self.closed = False
        self.readers = anyio.CapacityLimiter(4)
        """Threads that read events; more would only wait for the database, and starve other routes."""

    async def run(self) -> None:
        """Tail the log until cancelled."""
        loop, changed = asyncio.get_running_loop(), Subscription(lambda head: True)
        read_at = loop.time() - _PAUSE

        def committed(topics: set[str]) -> None:
            if "events" in topics and not loop.is_closed():
                loop.call_soon_threadsafe(changed.note)

        stop_listening = self._database.on_commit(committed)
        try:
            await self._read(self._start)
            while True:
                await changed.wait(self._poll_seconds)
                # At once when little happens; when a whole class hands in, one look serves many events.
                await asyncio.sleep(read_at + _PAUSE - loop.time())
                read_at = loop.time()
                heads = await self._read(self._new) or []
                for subscription in tuple(self._subscriptions):
                    if self._set_back or any(subscription.wants(head) for head in heads):
                        subscription.note()
        finally:
            stop_listening()

    @contextmanager
    def subscribe(self, wants: Callable[[EventHead], bool]) -> Iterator[Subscription]:
        """Give a subscription to events written from now on; read the log after it, then wait."""
        subscription = Subscription(wants)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """Let all streams end: the service is about to stop. Call it in the event loop."""
        self.closed = True
        for subscription in tuple(self._subscriptions):
            subscription.note()

    async def _read(self, work: Callable[[], list[EventHead]]) -> list[EventHead] | None:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self.readers)
        except StorageError as fault:
            log.warning("The event log can't be read: %s", fault.message)
            return None

    def _start(self) -> list[EventHead]:
        with self._database.read() as session:
            self._last_id = last_event_id(session)
        return []

    def _new(self) -> list[EventHead]:
        with self._database.read() as session:
            heads = read_heads(session, after=self._last_id, limit=_BATCH)
            newest = heads[-1].id if heads else last_event_id(session)
        # A database that was restored goes on before the last id that was seen, and everybody must know.
        self._set_back = newest < self._last_id
        if heads or self._set_back:
            self._last_id = newest
        return heads
