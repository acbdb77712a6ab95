"""The runner's end of the channel: 4-byte length and JSON, one request outstanding (SEC-04)."""

from __future__ import annotations

import json
import os
import struct
from typing import Any


class Closed(Exception):
    """The other side has gone."""


class Frames:
    """Blocking frames on a descriptor. Keeps the functions it needs: a notebook may replace `os.read` or `json`."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._read, self._write = os.read, os.write
        self._decode, self._encode = json.JSONDecoder().decode, json.JSONEncoder().encode

    def receive(self) -> dict[str, Any]:
        """Return the next message from the trusted side."""
        (size,) = struct.unpack(">I", self._exactly(4))
        message: dict[str, Any] = self._decode(self._exactly(size).decode())
        return message

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        body = self._encode(message).encode("ascii")
        rest = memoryview(struct.pack(">I", len(body)) + body)
        while rest:
            rest = rest[self._write(self._fd, rest) :]

    def _exactly(self, size: int) -> bytes:
        got = bytearray()
        while len(got) < size:
            chunk = self._read(self._fd, min(size - len(got), 1 << 20))
            if not chunk:
                raise Closed
            got += chunk
        return bytes(got)
