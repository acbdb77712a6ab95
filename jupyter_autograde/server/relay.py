"""Bring the service's events to this server: by its stream, or by asking where a proxy holds streams back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from jupyter_autograde.client import AutogradeClient, EventStream
from jupyter_autograde.errors import (
    AutogradeError,
    NotAuthenticated,
    PermissionDenied,
    ServiceUnreachable,
)
from jupyter_autograde.models.event import Event
from jupyter_autograde.models.local import StreamState
from jupyter_autograde.server.reconnecting import FIRST_DELAY, MAX_DELAY, delay_after

_log = logging.getLogger(__name__)

REFUSED_DELAY = 300.0
STREAM_AGAIN = 600.0
"""Seconds of asking after which the stream is tried once more."""


class RelayListener(Protocol):
    """Told by the relay, on its own thread."""

    def event_came(self, event: Event) -> None:
        """Take an event of the service."""

    def connection_changed(self, state: StreamState, message: str) -> None:
        """Take a new state; `message` says what is wrong."""


class Relay(threading.Thread):
    """Follows the service's events from now on; a break loses none, since it resumes after the last id.

    A service whose database was restored from a backup says where its log ends, and is followed from there.
    What was missed then can't be told, so the listener hears of a break and asks for everything anew.

    Parameters
    ----------
    idle_timeout : float
        Seconds without a byte after which a stream counts as held back.
    poll_wait : float
        Seconds that the service may hold a request when there are no events.
    """

    def __init__(
        self, client: AutogradeClient, listener: RelayListener, *, idle_timeout: float, poll_wait: float
    ) -> None:
        super().__init__(name="autograde-relay", daemon=True)
        self._client = client
        self._listener = listener
        self._idle_timeout = idle_timeout
        self._poll_wait = poll_wait
        self._stopped = threading.Event()
        self._stream: EventStream | None = None
        self._last_id: int | None = None
        self._failures = 0
        self.state = StreamState.DOWN
        self.message = ""
        self.tried = False
        """Whether the first attempt is over, so that `state` means something."""

    def stop(self) -> None:
        """End soon."""
        self._stopped.set()
        stream = self._stream
        if stream is not None:
            stream.close()

    def run(self) -> None:
        """Follow until stopped or the token is revoked."""
        follow: Callable[[], None] = self._follow_stream
        while not self._stopped.is_set():
            try:
                follow()
            except NotAuthenticated as error:
                self._down(f"{error.message} Restart your server to get a new token.")
                _log.warning("The service does not know this server's token any more; events end here")
                return
            except PermissionDenied as error:
                self._down(error.message)
                self._stopped.wait(REFUSED_DELAY)
            except ServiceUnreachable as error:
                if self._stopped.is_set():
                    return
                if error.details.get("silent") and follow == self._follow_stream:
                    follow = self._ask
                    continue
                follow = self._follow_stream
                self._retry_later(error)
            except AutogradeError as error:
                follow = self._follow_stream
                self._retry_later(error)
            except Exception:
                # The edge of a queue loop: without it one strange answer would end all events.
                _log.exception("Following events had a fault; it goes on in a moment")
                self._stopped.wait(MAX_DELAY)
            else:
                follow = self._follow_stream

    def _follow_stream(self) -> None:
        if self._last_id is None:
            # Fixes the point to start from, so that nothing falls between this and the stream.
            self._last_id = self._client.poll_events(wait=0).last_id
        began = time.monotonic()
        with self._client.stream_events(after=self._last_id, idle_timeout=self._idle_timeout) as stream:
            self._stream = stream
            for event in stream:
                if self._stopped.is_set():
                    return
                self._pass_on(event, stream.last_id, StreamState.SSE)
        self._stream = None
        if time.monotonic() - began < FIRST_DELAY:
            # A service that closes each stream at once must not be asked in a tight loop.
            self._stopped.wait(FIRST_DELAY)

    def _ask(self) -> None:
        """Ask for events for some time; return when the stream is worth another try."""
        end = time.monotonic() + STREAM_AGAIN
        while not self._stopped.is_set() and time.monotonic() < end:
            began = time.monotonic()
            page = self._client.poll_events(after=self._last_id, wait=self._poll_wait)
            if not page.events:
                self._pass_on(None, page.last_id, StreamState.POLL)
            for event in page.events:
                self._pass_on(event, event.id, StreamState.POLL)
            if not page.events and time.monotonic() - began < min(FIRST_DELAY, self._poll_wait):
                self._stopped.wait(FIRST_DELAY)

    def _pass_on(self, event: Event | None, last_id: int | None, state: StreamState) -> None:
        if last_id is not None and self._last_id is not None and last_id < self._last_id:
            _log.warning("The service's events go on after %d, before the last one here, %d", last_id, self._last_id)
            self._down("The autograde service was set back to an earlier state. What is shown is loaded again.")
        self._last_id = last_id
        self._up(state)
        if event is not None:
            self._listener.event_came(event)

    def _retry_later(self, error: AutogradeError) -> None:
        self._failures += 1
        self._down(error.message)
        self._stopped.wait(delay_after(self._failures))

    def _up(self, state: StreamState) -> None:
        self._failures = 0
        self._set(state, "")

    def _down(self, message: str) -> None:
        self._set(StreamState.DOWN, message)

    def _set(self, state: StreamState, message: str) -> None:
        first = not self.tried
        self.tried = True
        if first or (state, message) != (self.state, self.message):
            self.state, self.message = state, message
            self._listener.connection_changed(state, message)
