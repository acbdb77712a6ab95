"""Calls about events."""

from __future__ import annotations

import pydantic

from jupyter_autograde.client.calls import Calls, plain, strange_answer
from jupyter_autograde.client.event_stream import EventStream, read_page
from jupyter_autograde.models.event import EventPage, SaveEventBatch, SavesAccepted

MAX_WAIT = 10.0
"""Seconds that the service holds a long poll."""

IDLE_TIMEOUT = 25.0
"""Seconds without a byte after which a stream counts as buffered by a proxy."""


class EventCalls(Calls):
    """The event log, polled or streamed, and save events."""

    def poll_events(self, *, after: int | None = None, wait: float = MAX_WAIT) -> EventPage:
        """Return events after an id (default: from now on); waits up to `wait` seconds for one."""
        answer = self._transport.send(
            "GET",
            "events",
            query={"after": after, "wait": f"{wait:g}"},
            once=True,
            read_timeout=wait + MAX_WAIT,
        )
        try:
            return read_page(plain(answer))
        except (KeyError, TypeError, pydantic.ValidationError):
            raise strange_answer() from None

    def stream_events(self, *, after: int | None = None, idle_timeout: float = IDLE_TIMEOUT) -> EventStream:
        """Open the event stream; it ends when no byte came for `idle_timeout` seconds."""
        headers = {
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
            "Cache-Control": "no-store",
        }
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        answer = self._transport.send(
            "GET",
            "events/stream",
            headers=headers,
            stream=True,
            once=True,
            read_timeout=idle_timeout,
        )
        if not answer.headers.get("Content-Type", "").startswith("text/event-stream"):
            answer.close()
            raise strange_answer()
        return EventStream(answer, after)

    def send_save_events(self, batch: SaveEventBatch) -> SavesAccepted:
        """Report saved notebooks; returns how many the service took, and of which staff see more."""
        return self._one(SavesAccepted, "POST", "events", body=batch)
