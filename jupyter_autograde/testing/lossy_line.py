"""A line between a student's server and the hub, on which answers can get lost."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

_KEY = b"idempotency-key:"
_CHUNK = 65536


class LossyLine:
    """Passes TCP connections on to a port of loopback.

    While `losing` is set, the answer to a submission is read and thrown away, and the connection breaks: the service
    has done its work, and nobody has heard of it. `lost` is set then.

    Parameters
    ----------
    target : int
        Port that connections go to.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self.losing = threading.Event()
        self.lost = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Take connections."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            submits = threading.Event()
            for one, other, way in ((near, far, "there"), (far, near, "back")):
                threading.Thread(target=self._pass, args=(one, other, way, submits), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, way: str, submits: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(_CHUNK):
                if way == "there" and self.losing.is_set() and _KEY in content.lower():
                    submits.set()
                if way == "back" and submits.is_set():
                    self.lost.set()
                    break
                target.sendall(content)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
