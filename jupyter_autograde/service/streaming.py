"""Events to a browser or a Jupyter server: as a stream, or by long poll where a proxy buffers streams."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator

import anyio

from jupyter_autograde.access import Asker, Courses, courses_of
from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.models.event import Event, EventPage
from jupyter_autograde.service.access import asker_of
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.open_requests import OpenRequest
from jupyter_autograde.storage.events import EventHead

log = logging.getLogger(__name__)


async def poll(components: Components, asker: Asker, after: int | None, wait: float) -> EventPage:
    """Return events after an id, waiting up to `wait` seconds for the first of them."""
    give_up_at = time.monotonic() + wait
    interest = await Interest.load(components, asker)
    with components.feed.subscribe(interest.wants) as subscription:
        page = await _read(components, asker, after)
        if after is not None and page.last_id < after:
            return page  # the asker must know now: its events are not the log's any more
        while not page.events and (left := give_up_at - time.monotonic()) > 0:
            if not page.more:
                await subscription.wait(left)
            page = await _read(components, asker, page.last_id)
        return page


async def stream(
    components: Components, caller: Caller, after: int | None, counted: OpenRequest
) -> AsyncIterator[bytes]:
    """Yield server-sent events until the token ends, another stream needs the place, or the service stops.

    **Source:** HTML Standard, section 9.2.5, *Parsing an event stream*.
    """
    try:
        async for piece in _pieces(components, caller, after, counted):
            yield piece
    except AutogradeError as fault:
        # The answer has begun, so it can only end. The client comes back, and is then told why.
        log.info("Ended the event stream of %s: %s", ascii(caller.name), fault.code)


async def _pieces(
    components: Components, caller: Caller, after: int | None, counted: OpenRequest
) -> AsyncIterator[bytes]:
    settings, asker = components.streams, asker_of(caller)
    checked_at = time.monotonic()
    interest = await Interest.load(components, asker)
    with components.feed.subscribe(interest.wants) as subscription:
        counted.on_end = subscription.note
        page = await _read(components, asker, after)
        start = after if after is not None and page.events else page.last_id
        yield b"retry: 2000\n" + position(start, "connected")
        while not (components.feed.closed or counted.ended):
            if page.events:
                yield b"".join(encode(event) for event in page.events)
            if not page.more and not await subscription.wait(settings.heartbeat):
                yield b": nothing new\n\n"
            if time.monotonic() - checked_at >= settings.recheck:
                caller = await components.callers.identify(caller.token)
                if caller.name != asker.name:
                    return
                # As with every request: who is in no group of the course any more is not staff of it.
                await components.groups.follow(caller)
                checked_at, asker = time.monotonic(), asker_of(caller)
                await interest.refresh(components, asker)
            seen = page.last_id
            page = await _read(components, asker, seen)
            if page.last_id < seen:
                yield position(page.last_id, "set back")


def position(last_id: int, comment: str) -> bytes:
    """Return lines that say after which id the stream goes on, without an event.

    A listener that has had no event knows then where to resume; one whose id is of a log that is gone resumes
    in the present one.
    """
    return f"id: {last_id}\n: {comment}\n\n".encode()


def encode(event: Event) -> bytes:
    """Return one event as lines of the stream; JSON has no line break, so one `data:` line holds it."""
    return f"id: {event.id}\nevent: {event.type}\ndata: {event.model_dump_json()}\n\n".encode()


class Interest:
    """Which new events are worth a look at the database for one person; a guess that may be a minute old.

    What is then shown is decided by `read_page` from the roster as it is at that moment.
    """

    def __init__(self) -> None:
        self._asker = Asker("")
        self._staff: frozenset[str] = frozenset()
        self._member: frozenset[str] = frozenset()

    @classmethod
    async def load(cls, components: Components, asker: Asker) -> Interest:
        """Return the interest of `asker` as of now."""
        interest = cls()
        await interest.refresh(components, asker)
        return interest

    async def refresh(self, components: Components, asker: Asker) -> None:
        """Look at the roster again."""

        def look() -> Courses:
            with components.database.read() as session:
                return courses_of(session, asker)

        own = await anyio.to_thread.run_sync(look, limiter=components.feed.readers)
        self._asker = asker
        self._staff = frozenset([*own.staff_of, *own.limited_to])
        self._member = self._staff | frozenset(own.student_of)

    def wants(self, head: EventHead) -> bool:
        """Say whether `head` may concern the person."""
        return (
            self._asker.admin
            or head.user == self._asker.name
            or head.course_id in self._staff
            or (head.user is None and head.course_id in self._member)
        )


async def _read(components: Components, asker: Asker, after: int | None) -> EventPage:
    def work() -> EventPage:
        with components.database.read() as session:
            return read_page(session, asker, after)

    return await anyio.to_thread.run_sync(work, limiter=components.feed.readers)
