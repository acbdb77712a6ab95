"""The service's event stream as an iterator."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import pydantic
import requests
import urllib3

from jupyter_autograde.client.refusals import unreachable
from jupyter_autograde.client.sse import parse_stream
from jupyter_autograde.models.event import Event, EventPage

_log = logging.getLogger(__name__)


def read_event(data: Any) -> Event | None:
    """Return the event in plain `data`, None for one that this release does not know."""
    try:
        return Event.model_validate(data)
    except pydantic.ValidationError:
        _log.debug("Skipped an event of an unknown form")
        return None


def read_page(data: Any) -> EventPage:
    """Return the page in plain `data`, without the events that this release does not know."""
    known = [event for event in map(read_event, data["events"]) if event is not None]
    return EventPage(events=known, last_id=data["last_id"])


class EventStream:
    """An open stream to iterate over; None is a sign of life (a comment, an unknown event).

    `last_id` is what to resume after, also for events that were skipped. The iteration ends when
    the service closes the stream; `ServiceUnreachable` when no byte came for the idle time.
    """

    def __init__(self, response: requests.Response, last_id: int | None) -> None:
        self._response = response
        self.last_id = last_id

    def __iter__(self) -> Iterator[Event | None]:
        """Yield events as they come."""
        try:
            for message in parse_stream(self._chunks()):
                yield self._take(message.data, message.id)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
            raise unreachable(fault) from None

    def close(self) -> None:
        """End the stream; from another thread it wakes the reader."""
        shutdown = getattr(self._response.raw, "shutdown", None)
        if shutdown is not None:
            try:
                shutdown()
            except (OSError, ValueError, RuntimeError):
                _log.debug("The stream was closed already")
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take(self, data: str | None, event_id: str | None) -> Event | None:
        event: Event | None = None
        if data is not None:
            try:
                event = read_event(json.loads(data))
            except json.JSONDecodeError:
                _log.debug("Skipped an event that is not JSON")
        if event is not None:
            self.last_id = event.id
        elif event_id is not None and event_id.isascii() and event_id.isdigit():
            self.last_id = int(event_id)
        return event

    def _chunks(self) -> Iterator[bytes]:
        # iter_content(n) waits for n bytes on answers that are not chunked; read1 takes what is
        # there.
        raw = self._response.raw
        while chunk := raw.read1(1 << 14, decode_content=True):
            yield chunk
