"""uvicorn's HTTP/1.1 protocol, with deadlines for a request's headers and for an answer that nobody reads (SEC-48).

uvicorn itself waits for ever for a client that sends a header byte by byte, or takes nothing of what it has asked for.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 15.0
READING_SECONDS = 60.0
"""In which a client takes `READING_BYTES` of what is ready for it, or all. Some answers are ready as a whole."""
READING_BYTES = 128 * 1024
_PIECE = 1 << 16
"""Bytes that wait for others, at most."""


class DeadlineProtocol(H11Protocol):
    """Closes a connection whose next request is not complete in its headers in time, or whose answer is not read."""

    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(cast(asyncio.Transport, _InOnePiece(transport, self.loop)))
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the deadline holds until the headers are complete."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._arm()
        else:
            self._disarm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        self._disarm()
        self._read_on()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        self._read_on()
        super().resume_writing()

    def _look_later(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._unread = self.loop.call_later(READING_SECONDS, self._require_reader, waiting)

    def _require_reader(self, before: int) -> None:
        """Go on waiting where the client has taken some of the `before` bytes that were ready; else give it up."""
        if self.transport.get_write_buffer_size() <= before - READING_BYTES:
            self._look_later()
        else:
            # Not `close`, which would wait for what is left to be read.
            self.transport.abort()

    def _read_on(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _arm(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEADER_SECONDS, self._expire)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expire(self) -> None:
        self._deadline = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


class _InOnePiece:
    """A transport that sends all at once what is written in one turn of the event loop.

    The headers and the body of an answer would else be two system calls, and its reader would be woken twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send soon; what is much is sent now, so that its sender learns when it has to wait."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)
        self._size += len(data)
        if self._size > _PIECE:
            self._send()

    def close(self) -> None:
        """Close when all is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._held and not self._transport.is_closing():
            self._transport.write(b"".join(self._held))
        self._held, self._size = [], 0
