"""A box made of a process: its end, its log, its usage."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable

from jupyter_autograde.errors import WorkerLost
from jupyter_autograde.sandbox.base import Box, Usage
from jupyter_autograde.sandbox.cgroups import ControlGroup
from jupyter_autograde.sandbox.process_tree import usage_of_tree
from jupyter_autograde.sandbox.readable import wait_until_readable

_PATIENCE = 10.0
"""Seconds that killed processes may need to be gone."""


class LogTail:
    """Read a pipe to its end in a thread and keep the last bytes: a flood must neither block nor fill anything."""

    def __init__(self, pipe: int, keep: int) -> None:
        self._pipe, self._keep, self._tail = pipe, keep, b""
        self._thread = threading.Thread(target=self._read, name="box-log", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        # Closed by who reads: a number that is closed by another may be a file of somebody else's at the next read.
        with contextlib.suppress(OSError), os.fdopen(self._pipe, "rb", buffering=0) as pipe:
            while chunk := pipe.read(65536):
                self._tail = (self._tail + chunk)[-self._keep :]

    def text(self) -> str:
        """Return what is kept."""
        return self._tail.decode("utf-8", "replace")

    def close(self) -> None:
        """Wait for the end of the pipe, which is closed then (its writers are dead)."""
        self._thread.join(_PATIENCE)


class ProcessBox(Box):
    """A process, the pid 1 of its namespace where it has one, and its control group where it has one.

    Parameters
    ----------
    process : Popen
        The outermost process, a direct child.
    init : int or None
        Host's process id of pid 1 of the box: with it the kernel kills everything inside.
    session : bool
        The process leads a session whose processes are killed with it.
    after : callable, optional
        Called once when the box is gone.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        channel: socket.socket,
        log: LogTail,
        *,
        init: int | None = None,
        group: ControlGroup | None = None,
        session: bool = False,
        after: Callable[[], None] | None = None,
    ) -> None:
        self.channel = channel
        self._process, self._log, self._group, self._session, self._after = process, log, group, session, after
        self._init = os.pidfd_open(init) if init is not None else None
        self._usage: Usage | None = None

    @property
    def pid(self) -> int:
        """The outermost process."""
        return self._process.pid

    def log(self) -> str:
        """Return the end of the log."""
        return self._log.text()

    def kill(self) -> Usage:
        """End the box (SEC-32): pid 1 first, so that nothing inside can outlive the others."""
        if self._usage is not None:
            return self._usage
        self.channel.close()
        self._usage = Usage() if self._group else usage_of_tree(self._process.pid)
        if self._init is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init, signal.SIGKILL)
            gone = wait_until_readable(self._init, _PATIENCE)
            os.close(self._init)
            if not gone:
                raise WorkerLost("A killed job did not end; the machine needs a look.")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)  # bubblewrap reaps pid 1 and ends by itself
        if self._session:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait(_PATIENCE)
        try:
            if self._group is not None:
                if not self._group.empty(_PATIENCE):
                    raise WorkerLost("A killed job left a process; the machine needs a look.")
                self._usage = self._group.usage()
                self._group.remove()
        finally:
            self._log.close()
            if self._after is not None:
                self._after()
        return self._usage
