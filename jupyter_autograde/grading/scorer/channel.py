"""The trusted end of a channel into a box: deadlines, caps, one request outstanding, random ids (SEC-04).

Used by the scorer towards the runner, and by the worker towards every box.
"""

from __future__ import annotations

import json
import secrets
import socket
import struct
import time
from typing import Any

DIED = "died"
PROTOCOL = "protocol"
TIMEOUT = "timeout"

_CHUNK = 1 << 20


class Broken(Exception):
    """The channel ended (`died`), was too slow (`timeout`) or broke the grammar (`protocol`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel:
    """Frames of 4-byte length and JSON.

    Parameters
    ----------
    sock : socket
        Closed with the channel.
    deadline : float
        On `time.monotonic`'s clock; nothing waits longer.
    frame_bytes : int
        Of one message in.
    ahead : bool
        Read what there is, not a frame's bytes alone: fewer system calls. Not where descriptors come beside the
        bytes, for they would be lost.
    """

    def __init__(self, sock: socket.socket, deadline: float, frame_bytes: int, *, ahead: bool = False) -> None:
        self._sock, self._deadline, self._frame_bytes, self._ahead = sock, deadline, frame_bytes, ahead
        self._buffer = bytearray()

    def ask(self, seconds: float, **request: Any) -> dict[str, Any]:
        """Send a request under a fresh id and return the reply with that id, at most `seconds` later."""
        request["id"] = secrets.token_hex(8)
        self.put(request)
        return self.reply(seconds, request["id"])

    def put(self, message: dict[str, Any]) -> None:
        """Send one message; raises ValueError for what is no JSON."""
        body = encoded(message)
        self._sock.settimeout(self._left(float("inf")))
        try:
            self._sock.sendall(struct.pack(">I", len(body)) + body)
        except TimeoutError:
            raise Broken(TIMEOUT) from None
        except OSError:
            raise Broken(DIED) from None

    def reply(self, seconds: float, expected: str) -> dict[str, Any]:
        """Return the next message, which must carry the id `expected`."""
        message = self.get(seconds)
        if message.get("id") != expected:
            raise Broken(PROTOCOL)
        return message

    def get(self, seconds: float = float("inf")) -> dict[str, Any]:
        """Return the next message."""
        end = time.monotonic() + min(seconds, 1e9)
        (size,) = struct.unpack(">I", self._exactly(4, end))
        if size > self._frame_bytes:
            raise Broken(PROTOCOL)
        return decoded(self._exactly(size, end))

    def close(self) -> None:
        """Close our end."""
        self._sock.close()

    def _exactly(self, size: int, end: float) -> bytes:
        got = self._buffer
        while len(got) < size:
            self._sock.settimeout(self._left(end))
            try:
                chunk = self._sock.recv(_CHUNK if self._ahead else min(size - len(got), _CHUNK))
            except TimeoutError:
                raise Broken(TIMEOUT) from None
            except OSError:
                raise Broken(DIED) from None
            if not chunk:
                raise Broken(DIED)
            got += chunk
        taken = bytes(got[:size])
        del got[:size]
        return taken

    def _left(self, end: float) -> float:
        left = min(end, self._deadline) - time.monotonic()
        if left <= 0:
            raise Broken(TIMEOUT)
        return left


def encoded(message: dict[str, Any]) -> bytes:
    """Return a message as it travels; raises ValueError for what is no JSON, as NaN is not."""
    return json.dumps(message, allow_nan=False).encode()


def decoded(body: bytes) -> dict[str, Any]:
    """Return a message that has come.

    Raises
    ------
    Broken
        It is none.
    """
    try:
        message = _DECODER.decode(body.decode())
    except (ValueError, RecursionError, MemoryError):
        raise Broken(PROTOCOL) from None
    if type(message) is not dict:
        raise Broken(PROTOCOL)
    return message


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
