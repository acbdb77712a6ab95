"""`grade --serve`: a Unix socket behind which runners stay warm."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import socket
import stat
import struct
import threading
from multiprocessing.connection import wait
from pathlib import Path

from jupyter_autograde.cli.local.grade.grader import Grader
from jupyter_autograde.cli.local.grade.report import SOME_NOT, WRONG_USE
from jupyter_autograde.cli.local.grade.request import MAX_LINE, Malformed, Request
from jupyter_autograde.errors import AutogradeError, InvalidInput
from jupyter_autograde.sandbox.readable import wait_until_readable

log = logging.getLogger(__name__)

_REQUEST_SECONDS = 10.0
_ANSWER_SECONDS = 60.0
_AGAIN_SECONDS = 0.5
_BACKLOG = 128


class GradeServer:
    """Answers one request a connection, each in a thread of its own.

    To the client: `{"done": n}` each time a notebook is done, at the end `{"rows": [...]}`; or
    `{"refused": sentence, "exit": code}`.

    Parameters
    ----------
    path : str
        Where to listen. Only the user who runs the server may connect.

    Raises
    ------
    Conflict
        Somebody listens there already.
    InvalidInput
        Nothing can listen there.
    """

    def __init__(self, path: str, grader: Grader) -> None:
        self._path, self._grader = path, grader
        self._listener = _listen(path)
        self._wake, self._stop = os.pipe()
        self._threads: set[threading.Thread] = set()

    def run(self) -> None:
        """Serve until `stop`, then finish the notebooks that run and refuse the others."""
        try:
            while True:
                if self._wake in wait([self._listener, self._wake]):
                    break
                try:
                    connection, _ = self._listener.accept()
                except OSError as fault:  # it went away again, or we have too many files open: the others go on
                    log.warning("A client could not be let in: %s", fault)
                    wait([self._wake], _AGAIN_SECONDS)
                    continue
                thread = threading.Thread(target=self._answer, args=(connection,), name="autograde-request")
                self._threads = {known for known in self._threads if known.is_alive()} | {thread}
                thread.start()
        finally:
            self._listener.close()
            Path(self._path).unlink(missing_ok=True)
            self._grader.stop()
            for thread in self._threads:
                thread.join()

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM and SIGINT."""
        # A handler written in Python waits until the main thread runs again, and that may be waiting for a client: a
        # signal that came just before, or to another thread, does not wake it. This does.
        os.set_blocking(self._stop, False)
        signal.set_wakeup_fd(self._stop, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: None)

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._talk(connection)
            except OSError as fault:
                log.info("A client went away: %s", fault)
            except Exception:
                log.exception("A request failed; please report this")

    def _talk(self, connection: socket.socket) -> None:
        if _peer(connection) not in (os.getuid(), 0):
            return
        connection.settimeout(_REQUEST_SECONDS)
        try:
            request = Request.read(_line(connection))
        except Malformed as fault:
            _send(connection, refused=f"The request is not understood: {fault}.", exit=WRONG_USE)
            return
        # A client that is stopped takes no answer; it must not keep the server from ending.
        connection.settimeout(_ANSWER_SECONDS)
        try:
            rows = self._grader.run(
                request, on_done=lambda done: _send(connection, done=done), gone=lambda: _hung_up(connection)
            )
        except InvalidInput as fault:
            _send(connection, refused=fault.message, exit=WRONG_USE)
        except AutogradeError as fault:
            _send(connection, refused=fault.message, exit=SOME_NOT)
        else:
            _send(connection, rows=[row.plain() for row in rows])


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        # Not by chmod afterwards: in between others could connect.
        umask = os.umask(0o177)
        try:
            listener.bind(path)
        finally:
            os.umask(umask)
        listener.listen(_BACKLOG)
    except OSError as fault:
        listener.close()
        raise InvalidInput(f"Nothing can listen at {path}: {fault.strerror or fault}.") from fault
    except AutogradeError:
        listener.close()
        raise
    return listener


def _remove_stale(path: str) -> None:
    """Remove the socket of a server that was killed; nothing else that may lie there."""
    try:
        kind = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(kind):
        raise InvalidInput(f"There is a file at {path} that is no socket; name another place.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        answer = probe.connect_ex(path)
    if answer == 0:
        raise InvalidInput(f"A server listens at {path} already.")
    if answer == errno.ECONNREFUSED:
        os.unlink(path)


def _peer(connection: socket.socket) -> int:
    """Return the user at the other end, in the kernel's words."""
    _, uid, _ = struct.unpack("iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(uid)


def _line(connection: socket.socket) -> bytes:
    got = bytearray()
    while not got.endswith(b"\n"):
        chunk = connection.recv(65536)
        if not chunk or len(got) + len(chunk) > MAX_LINE or b"\n" in chunk[:-1]:
            raise Malformed("it is not one line")
        got += chunk
    return bytes(got)


def _send(connection: socket.socket, **answer: object) -> None:
    connection.sendall(json.dumps(answer).encode() + b"\n")


def _hung_up(connection: socket.socket) -> bool:
    """Return whether the client has closed its end; it sends nothing after its request."""
    if connection.fileno() < 0:
        return True
    return wait_until_readable(connection.fileno(), 0)
