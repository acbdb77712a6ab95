"""The first program in a container: starts the real one as a child, and is its end of the bridge.

It gets everything over stdin, so that neither the worker's disk nor an image has to hold any of it.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import importlib
import importlib.abc
import importlib.machinery
import os
import resource
import signal
import socket
import sys
import traceback
from types import ModuleType
from typing import Any

PR_SET_DUMPABLE = 4
"""<linux/prctl.h>"""

ENDED, OUT_OF_MEMORY = b"ended", b"out of memory"
"""What the trusted end of the bridge is told, once the program is over."""
_COUNTERS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
"""Of version 2 and version 1 of control groups. The engine itself counts only the first process of a container."""

BOOT = """
import json, os
def take(size):
    got = b""
    while len(got) < size:
        chunk = os.read(0, size - len(got))
        if not chunk:
            os._exit(1)
        got += chunk
    return got
setup = json.loads(take(int.from_bytes(take(8), "big")))
names = {"__name__": "autograde_entry"}
exec(compile(setup["entry"], "<entry>", "exec"), names)
names["start"](setup)
"""
"""What the container's command line holds."""


class TextImporter(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports modules from text."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Say that a module is here."""
        if name not in self._sources:
            return None
        spec = importlib.machinery.ModuleSpec(name, self, is_package=self.is_package(name))
        spec.origin, spec.has_location = f"/program/{name.replace('.', '/')}.py", True
        return spec

    def is_package(self, name: str) -> bool:
        """Return whether other modules lie below it."""
        return any(other.startswith(name + ".") for other in self._sources)

    def get_source(self, name: str) -> str:
        """Return its text, for tracebacks."""
        return self._sources[name]

    def exec_module(self, module: ModuleType) -> None:
        """Run it."""
        name = module.__name__
        exec(compile(self._sources[name], f"/program/{name.replace('.', '/')}.py", "exec"), module.__dict__)


def start(setup: dict[str, Any]) -> None:
    """Start the program and carry its channel until stdin ends; never returns.

    Parameters
    ----------
    setup : dict
        `modules` (name -> text), `module`, `prepared` (base64 or None), `environ`, `rlimits` (name -> number),
        `bridge` (text).
    """
    # The program runs as the same user: so that it can't reach the pipes of its own channel.
    _set_dumpable(0)
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            _run(setup, theirs.detach())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    theirs.close()
    bridge: dict[str, Any] = {"__name__": "autograde_bridge"}
    exec(compile(setup["bridge"], "<bridge>", "exec"), bridge)
    ended, tell = os.pipe()
    signal.signal(signal.SIGCHLD, lambda *_: _bury(child, tell))
    _bury(child, tell)  # it may have ended before we listened
    bridge["Bridge"](bridge["Pipes"](0, 1), ours, hands_over=False).run(ended)
    os._exit(0)


def _bury(child: int, tell: int) -> None:
    """Once the program has ended, end what it left behind: the container itself stays until it is removed."""
    try:
        gone, _ = os.waitpid(child, os.WNOHANG)
    except ChildProcessError:
        return
    if gone:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        os.write(tell, OUT_OF_MEMORY if _memory_kills() else ENDED)


def _memory_kills() -> int:
    """Return how many processes of this control group the kernel has ended for their memory; 0 where it is unseen."""
    for place in _COUNTERS:
        with contextlib.suppress(OSError), open(place) as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
    return 0


def _run(setup: dict[str, Any], channel: int) -> None:
    nowhere = os.open("/dev/null", os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    channel = _move(channel, 3)
    os.closerange(4, 1024)
    _set_dumpable(1)
    _go_first()
    os.environ.clear()
    os.environ.update(setup["environ"])
    for name, number in setup["rlimits"].items():
        _limit(getattr(resource, name), number)
    sys.meta_path.insert(0, TextImporter(setup["modules"]))
    module = importlib.import_module(setup["module"])
    if setup["prepared"] is not None:
        module.prepare(base64.b64decode(setup["prepared"]))
    module.main(channel)
    os._exit(0)


def _go_first() -> None:
    """Have the kernel end the program when memory is short, and not `start`, whose end would be the container's.

    A container that has ended is gone with what the engine knew of it. A program that takes this back only hides
    from its student why it ended.
    """
    # An engine may hide the file; then the kernel chooses.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as chance:
        chance.write("1000")


def _move(fd: int, wanted: int) -> int:
    if fd != wanted:
        os.dup2(fd, wanted)
        os.close(fd)
    return wanted


def _limit(kind: int, number: int) -> None:
    _, hard = resource.getrlimit(kind)
    number = number if hard == resource.RLIM_INFINITY else min(number, hard)
    resource.setrlimit(kind, (number, number))


def _set_dumpable(value: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, value, 0, 0, 0)
