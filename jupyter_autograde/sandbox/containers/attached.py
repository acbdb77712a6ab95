"""Our end of an attached container: its streams taken apart, its bridge in a thread of its own."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import struct
import threading
from collections.abc import Mapping
from pathlib import Path

from jupyter_autograde.sandbox.base import Program
from jupyter_autograde.sandbox.containers.bridge import CHUNK, Bridge, BrokenBridge, Pipes
from jupyter_autograde.sandbox.containers.entry import OUT_OF_MEMORY

_HERE = Path(__file__).parent
_FRAME = struct.Struct(">B3xI")
"""Head of a frame in an attached stream: which one, its size. **Source:** Docker Engine API, `ContainerAttach`."""
_OUT = 1
_NOTE_SECONDS = 2.0
"""How long a container has for saying how its program ended."""


class AttachedTrunk(Pipes):
    """A container's stdin and stdout as an engine gives them over one connection; stderr is kept aside.

    Parameters
    ----------
    log_bytes : int
        Of the end of stderr.
    """

    def __init__(self, connection: socket.socket, log_bytes: int) -> None:
        self._connection, self._log_bytes = connection, log_bytes
        connection.setblocking(False)
        self.reader = self.writer = connection.fileno()
        self.log = b""
        self._left, self._stream = 0, 0
        self._head = b""

    def read(self) -> bytes:
        """Return what came on stdout; an end on either stream is the end of the connection.

        Raises
        ------
        BlockingIOError
            Nothing came, or on stderr only.
        """
        came = memoryview(self._connection.recv(CHUNK))
        if not came:
            return b""
        out = bytearray()
        while came:
            if not self._left:
                needed = _FRAME.size - len(self._head)
                self._head += came[:needed]
                came = came[needed:]
                if len(self._head) == _FRAME.size:
                    self._stream, self._left = _FRAME.unpack(self._head)
                    self._head = b""
                continue
            part = came[: self._left]
            came = came[self._left :]
            self._left -= len(part)
            if self._stream == _OUT:
                out += part
            else:
                self.log = (self.log + bytes(part))[-self._log_bytes :]
        if not out:
            raise BlockingIOError
        return bytes(out)

    def write(self, data: memoryview) -> int:
        """Write some to stdin."""
        return self._connection.send(data, socket.MSG_NOSIGNAL)


class AttachedContainer:
    """The connection to a container that is about to start.

    Parameters
    ----------
    connection : socket
        What the engine gives for attaching stdin, stdout and stderr; closed at the end.
    """

    def __init__(self, connection: socket.socket, log_bytes: int) -> None:
        self._connection = connection
        self._trunk = AttachedTrunk(connection, log_bytes)
        self.channel, self._inner = socket.socketpair()
        self._bridge = Bridge(self._trunk, self._inner, hands_over=True, told=self._told)
        self._note, self._noted = b"", threading.Event()
        self._thread = threading.Thread(target=self._carry, name="autograde-container", daemon=True)

    def start(self, setup: bytes) -> None:
        """Send what `entry` needs, then carry."""
        self._connection.setblocking(True)
        self._connection.sendall(setup)
        self._connection.setblocking(False)
        self._thread.start()

    def log(self) -> str:
        """Return the end of stderr."""
        return self._trunk.log.decode("utf-8", "replace")

    def ran_out_of_memory(self) -> bool:
        """Return whether the program has ended, and memory was why."""
        # Its socket closes a moment before it is known how it ended.
        if self._bridge.ended:
            self._noted.wait(_NOTE_SECONDS)
        return self._note == OUT_OF_MEMORY

    def close(self) -> None:
        """End the connection and wait until all that came is in the log."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        if self._thread.ident is not None:
            self._thread.join()
        else:
            self._inner.close()
        self.channel.close()
        self._connection.close()

    def _told(self, note: bytes) -> None:
        self._note = note
        self._noted.set()

    def _carry(self) -> None:
        try:
            self._bridge.run()
        except BrokenBridge as fault:
            self._trunk.log += f"\nThe container broke its connection: {fault}".encode()


def setup_message(program: Program, prepared: bytes, environ: Mapping[str, str], rlimits: Mapping[str, int]) -> bytes:
    """Return the bytes that `entry.BOOT` reads first."""
    message = {
        "entry": (_HERE / "entry.py").read_text(),
        "bridge": (_HERE / "bridge.py").read_text(),
        "modules": _modules(program),
        "module": f"{program.package}.{program.module}",
        "prepared": base64.b64encode(prepared).decode() if prepared else None,
        "environ": dict(environ),
        "rlimits": dict(rlimits),
    }
    body = json.dumps(message).encode()
    return len(body).to_bytes(8, "big") + body


def _modules(program: Program) -> dict[str, str]:
    found = {}
    for path in sorted(program.folder.rglob("*.py")):
        parts = [program.package, *path.relative_to(program.folder).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text()
    return found
