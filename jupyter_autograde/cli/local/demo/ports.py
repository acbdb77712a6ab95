"""Ports of loopback: which are free."""

from __future__ import annotations

import contextlib
import socket

HOST = "127.0.0.1"


def draw(count: int) -> list[int]:
    """Return different ports on which nothing listens now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [one.getsockname()[1] for one in sockets]


def is_free(port: int) -> bool:
    """Return whether a server could listen on `port`."""
    with socket.socket() as one:
        # As servers do: what lingers after an ended one is no obstacle.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, port))
        except OSError:
            return False
        return True
