"""Warm mode: boxes forked from processes that have already imported what notebooks need.

A `Forker` is such a process, inside an outer box without a secret; its `Slot`s make one box after the other. Whatever
a forker or a slot says is believed only where the kernel vouches for it: process ids come from SCM_CREDENTIALS.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jupyter_autograde.errors import SandboxUnavailable, WorkerLost
from jupyter_autograde.sandbox.base import Box, Limits, Usage
from jupyter_autograde.sandbox.box import LogTail
from jupyter_autograde.sandbox.cgroups import ControlGroup, ControlGroupHome
from jupyter_autograde.sandbox.launch import SHARED_BYTES
from jupyter_autograde.sandbox.memory_file import memory_file
from jupyter_autograde.sandbox.process_tree import usage_of_tree
from jupyter_autograde.sandbox.readable import wait_until_readable

READY_SECONDS = 60.0
"""Importing numpy, pandas and matplotlib on a busy machine."""

_HELLO_SECONDS = 10.0
_PATIENCE = 10.0
_FILES = 20_000
"""In each work folder: a memory file system has no other limit on their number."""

_PACKET = 65536


@dataclass(frozen=True)
class Settings:
    """What all boxes of a warm process have in common.

    Parameters
    ----------
    variables : dict
        Their whole environment.
    shown : sequence of Path
        Folders of the outer box that lie where a box has file systems of its own.
    """

    variables: dict[str, str]
    shown: Sequence[Path] = ()


class Forker:
    """A warm process, ours to ask for templates and slots; several threads may ask at once.

    Parameters
    ----------
    control : socket
        Closed with the forker. That ends the process: a template leaves the boxes made from it alone, while the outer
        box of the first process ends with it, and with the outer box everything in it.
    log : callable
        Returns what the outer box has written, for messages.

    Attributes
    ----------
    idle : list of Slot
        For its pool, which guards it.
    """

    def __init__(self, control: socket.socket, log: Callable[[], str], groups: ControlGroupHome | None) -> None:
        self._control, self._log, self._groups = control, log, groups
        self.idle: list[Slot] = []
        self._await_ready()

    def _await_ready(self) -> None:
        self._control.settimeout(READY_SECONDS)
        try:
            said = self._control.recv(_PACKET)
        except OSError:
            said = b""
        if not said:
            self._control.close()
            raise SandboxUnavailable(
                "The warm grading process does not start.", details={"log": self._log()[-2000:], "mode": "warm"}
            )
        self._control.settimeout(_HELLO_SECONDS)

    def template(self, prepared: bytes) -> Forker:
        """Return a forker that has prepared for one kind of job."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        payload = memory_file(prepared)
        try:
            self._send({"op": "template"}, [theirs.fileno(), payload])
        finally:
            theirs.close()
            os.close(payload)
        return Forker(ours, self._log, self._groups)

    def slot(self, limits: Limits) -> Slot:
        """Return a new slot."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        with contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            with theirs:
                self._send({"op": "slot"}, [theirs.fileno()])
            pid = _hello(ours)
            slot = Slot(ours, pid, self._groups.create(limits) if self._groups is not None else None)
            undo.callback(slot.close)
            if slot.group is not None:
                slot.group.enter(pid)
            undo.pop_all()
        return slot

    def gone(self, patience: float = 0.0) -> bool:
        """Return whether the process has ended, or does within `patience` seconds."""
        if self._control.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._control, 0)  # the end of the connection is told without being asked for
        return bool(poll.poll(patience * 1000))

    def close(self) -> None:
        """Let the process end."""
        with contextlib.ExitStack() as closing:  # all, whatever one of them raises
            closing.callback(self._control.close)
            for slot in self.idle:
                closing.callback(slot.close)
            self.idle.clear()

    def _send(self, request: dict[str, str], fds: list[int]) -> None:
        socket.send_fds(self._control, [json.dumps(request).encode()], fds)


@dataclass
class Slot:
    """A process that makes one box after the other, in its control group where there is one."""

    control: socket.socket
    pid: int
    group: ControlGroup | None

    def box(self, limits: Limits, settings: Settings, after: Callable[[bool], None]) -> WarmBox:
        """Make a box.

        Parameters
        ----------
        after : callable
            Called when the box is gone, with whether the slot may be used again.

        Raises
        ------
        OSError
            The slot is gone.
        SandboxUnavailable
            The box could not lock itself in.
        """
        if self.group is not None:
            self.group.limit(limits)
            self.group.begin()
        with contextlib.ExitStack() as undo:
            with contextlib.ExitStack() as given:
                log_read, log_write = os.pipe()
                given.callback(os.close, log_write)
                log = LogTail(log_read, limits.log_bytes)
                undo.callback(log.close)  # after `ours`: a box that waits for its "G" holds its log open
                ours, theirs = socket.socketpair()
                undo.callback(ours.close)
                given.callback(theirs.close)
                ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                socket.send_fds(self.control, [_rules(limits, settings)], [theirs.fileno(), log_write])
            try:
                pid = _hello(ours)
                process = os.pidfd_open(pid)
                undo.callback(os.close, process)
                ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
                ours.sendall(b"G")
            except OSError as fault:
                undo.close()
                raise SandboxUnavailable("A warm box does not start.", details={"log": log.text()[-2000:]}) from fault
            undo.pop_all()
        ours.settimeout(None)
        return WarmBox(self, ours, pid, process, log, after)

    def close(self) -> None:
        """End the slot and its group."""
        self.control.close()
        if self.group is not None:
            self.group.empty()
            self.group.remove()


class WarmBox(Box):
    """A box that a slot has made: pid 1 of fresh namespaces and everything in them.

    Parameters
    ----------
    pid : int
        Pid 1 of the box, as the host sees it.
    process : int
        A descriptor of the same, closed with the box.
    """

    def __init__(
        self,
        slot: Slot,
        channel: socket.socket,
        pid: int,
        process: int,
        log: LogTail,
        after: Callable[[bool], None],
    ) -> None:
        self.channel, self.pid = channel, pid
        self._slot, self._process, self._log, self._after = slot, process, log, after
        self._usage: Usage | None = None

    def log(self) -> str:
        """Return the end of the log."""
        return self._log.text()

    def kill(self) -> Usage:
        """End the box (SEC-32): with pid 1 the kernel ends all, and says so on the descriptor only afterwards."""
        if self._usage is not None:
            return self._usage
        self.channel.close()
        group = self._slot.group
        self._usage = usage_of_tree(self.pid) if group is None else Usage()
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        gone = wait_until_readable(self._process, _PATIENCE)
        os.close(self._process)
        empty = False
        try:
            empty = group is None or group.empty(_PATIENCE, kept=frozenset({self._slot.pid}))
            if group is not None:
                self._usage = group.usage()
        finally:
            self._log.close()
            self._after(bool(gone and empty))
        if not gone or not empty:
            raise WorkerLost("A killed job did not end; the machine needs a look.")
        return self._usage


def _rules(limits: Limits, settings: Settings) -> bytes:
    rules = {
        "memory": limits.memory,
        "processes": limits.processes,
        "cpu_seconds": limits.cpu_seconds,
        "file_bytes": limits.file_bytes,
        "descriptors": limits.descriptors,
        "work_bytes": limits.work_bytes,
        "shared_bytes": SHARED_BYTES,
        "files": _FILES,
        "environment": settings.variables,
        "shown": [str(folder) for folder in settings.shown],
    }
    return json.dumps(rules).encode()


def _hello(sock: socket.socket) -> int:
    """Receive the first byte of a new process, and its id in the kernel's words."""
    sock.settimeout(_HELLO_SECONDS)
    said, ancillary, _, _ = sock.recvmsg(1, 256)
    for level, kind, data in ancillary:
        if said and level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            pid: int = struct.unpack("iII", data[:12])[0]
            if pid > 0:
                return pid
    raise ConnectionResetError("no process has come")
