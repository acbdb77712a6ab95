"""Who reads an answer slowly gets all of it; who does not read is given up (SEC-48)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState

from jupyter_autograde.service.http_protocol import READING_BYTES, DeadlineProtocol


class Line(asyncio.Transport):
    """To a client for whom so many bytes are ready."""

    given_up = False

    def __init__(self, ready: int) -> None:
        super().__init__()
        self.ready = ready

    def get_write_buffer_size(self) -> int:
        return self.ready

    def abort(self) -> None:
        self.given_up = True


class Later(asyncio.SelectorEventLoop):
    """A loop in which what is to be done later is done when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[asyncio.TimerHandle] = []

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any, **more: Any) -> asyncio.TimerHandle:
        self.waits.append(asyncio.TimerHandle(delay, callback, args, self))
        return self.waits[-1]

    def come(self) -> None:
        due, self.waits = self.waits, []
        for handle in due:
            if not handle.cancelled():
                handle._run()


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    """Answer nothing."""


def paused(line: Line, later: Later) -> DeadlineProtocol:
    """Return a connection with an answer that is ready as a whole, more than the system takes at once."""
    protocol = DeadlineProtocol(Config(nothing), ServerState(), {}, later)
    protocol.transport, protocol.flow = line, FlowControl(line)
    protocol.pause_writing()
    return protocol


@pytest.fixture
def later() -> Any:
    loop = Later()
    yield loop
    loop.close()


def test_a_slow_reader_is_waited_for_as_long_as_it_reads(later: Later) -> None:
    line = Line(10 << 20)
    protocol = paused(line, later)
    while line.ready > READING_BYTES:
        line.ready -= READING_BYTES
        later.come()
        assert not line.given_up
    protocol.resume_writing()
    later.come()
    assert (line.given_up, later.waits) == (False, [])


@pytest.mark.parametrize("read", [0, READING_BYTES - 1])
def test_who_reads_next_to_nothing_is_given_up(later: Later, read: int) -> None:
    line = Line(10 << 20)
    paused(line, later)
    line.ready -= read
    later.come()
    assert line.given_up
