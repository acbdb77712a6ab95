"""Run a program and leave nothing of it behind. Standard library only; started as a script.

    python keeper.py PROGRAM ARGUMENT…

A hub starts its proxy, its services and people's servers in sessions of their own, so a process group does not
hold them, and a hub that is killed leaves them running. The keeper makes itself the reaper of all its descendants
(`PR_SET_CHILD_SUBREAPER`, Linux). When the program has ended, when SIGTERM or SIGINT comes, or when its standard
input ends because whoever started it is gone, also by `kill -9`, it stops the program and then all that is left.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType

PR_SET_CHILD_SUBREAPER = 36
"""Source: <linux/prctl.h>."""
STOP_SECONDS = 20.0
"""For the program to end by itself after SIGTERM; a hub stops everybody's servers in it."""
REST_SECONDS = 3.0
"""For what is left to end by itself after SIGTERM."""


def main(command: list[str]) -> int:
    """Run `command`; return its exit code, or 128 + the signal that ended it."""
    _adopt_orphans()
    with _wake_up() as wake:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        _wait(program, wake)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if program.poll() is None:
        program.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(STOP_SECONDS)
    _end_the_rest(program.pid)
    code = program.wait()
    return code if code >= 0 else 128 - code


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@contextlib.contextmanager
def _wake_up() -> Iterator[int]:
    """Give a descriptor that becomes readable when a signal comes."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def note(number: int, frame: FrameType | None) -> None:
        """Let the wake-up descriptor tell."""

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, note)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(-1)


def _wait(program: subprocess.Popen[bytes], wake: int) -> None:
    """Return when the program has ended or shall end."""
    with selectors.DefaultSelector() as selector:
        selector.register(wake, selectors.EVENT_READ)
        selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                content = os.read(key.fd, 512)
                if key.fd != wake and not content:
                    return
                if key.fd == wake and set(content) & {signal.SIGTERM, signal.SIGINT}:
                    return
            # Before the reaping of orphans, so that the program's own exit code is not lost to it.
            if program.poll() is not None:
                return
            _reap(but=program.pid)


def _end_the_rest(program: int) -> None:
    give_up_at = time.monotonic() + REST_SECONDS
    number = signal.SIGTERM
    asked: set[int] = set()
    while left := _descendants():
        if time.monotonic() > give_up_at:
            number, asked = signal.SIGKILL, set()
        for pid in left - asked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        asked |= left
        _reap(but=program)
        time.sleep(0.02)


def _reap(*, but: int) -> None:
    """Take the exit codes of the orphans that have ended; zombies would stay for ever."""
    for pid in _descendants(zombies=True) - {but}:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def _descendants(*, zombies: bool = False) -> set[int]:
    """Return the processes below this one; empty where there is no /proc."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else ():
        if name.isdigit():
            # The name of the program is in parentheses and may hold anything: proc(5).
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as stream:
                state, parent = stream.read().rpartition(b")")[2].split()[:2]
                if zombies or state != b"Z":
                    parents[int(name)] = int(parent)
    found: set[int] = set()
    below = {os.getpid()}
    while below:
        below = {pid for pid, parent in parents.items() if parent in below} - found
        found |= below
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
