"""The self-test's inside half: try every way out, say for each whether it was held (SEC-34)."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

CLONE_NEWUSER = 0x10000000
PTRACE_TRACEME = 0


def main(channel: int) -> None:
    """Read one line of JSON, answer with one object: name of the probe -> "held" or "through"."""
    with socket.socket(fileno=channel) as sock:
        ask = json.loads(sock.makefile("r").readline())
        close_inherited(channel)
        sock.sendall(json.dumps({name: probe(ask) for name, probe in PROBES.items()}).encode())


def close_inherited(channel: int) -> None:
    """Close everything but the standard streams and the channel."""
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)


def _held(attempt: Callable[[dict[str, Any]], bool]) -> Callable[[dict[str, Any]], str]:
    def probe(ask: dict[str, Any]) -> str:
        try:
            return "through" if attempt(ask) else "held"
        except (OSError, AttributeError):
            return "held"

    return probe


def _root(ask: dict[str, Any]) -> bool:
    return 0 in os.getresuid() + os.getresgid()


def _file(ask: dict[str, Any]) -> bool:
    with open(ask["file"]) as file:
        return bool(file.read())


def _tcp(ask: dict[str, Any]) -> bool:
    socket.create_connection(("127.0.0.1", ask["port"]), 1).close()
    return True


def _abstract(ask: dict[str, Any]) -> bool:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(1)
        sock.connect("\0" + ask["abstract"])
    return True


def _environ(ask: dict[str, Any]) -> bool:
    own = {os.fsencode(f"{name}={value}") for name, value in os.environ.items()}
    with open("/proc/1/environ", "rb") as file:
        entries = set(file.read().split(b"\0")) - own - {b""}
    # Container engines tell the first process these two, and nothing else.
    return any(not entry.startswith((b"HOSTNAME=", b"container=")) for entry in entries)


def _processes(ask: dict[str, Any]) -> bool:
    return len([name for name in os.listdir("/proc") if name.isdigit()]) > 4  # bubblewrap's two, prlimit's, ours


def _fork(ask: dict[str, Any]) -> bool:
    children: list[int] = []
    try:
        while len(children) <= 2 * ask["processes"]:
            pid = os.fork()
            if pid == 0:
                signal.pause()
            children.append(pid)
        return True
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _namespace(ask: dict[str, Any]) -> bool:
    # In a child: a success would change us.
    pid = os.fork()
    if pid == 0:
        made = ctypes.CDLL(None).unshare(CLONE_NEWUSER) == 0
        os._exit(0 if made else 1)
    return os.waitpid(pid, 0)[1] == 0


def _core_pattern(ask: dict[str, Any]) -> bool:
    os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
    return True


def _write(ask: dict[str, Any]) -> bool:
    for folder in ("/", "/usr", "/etc", sys.prefix, os.path.dirname(__file__)):
        try:
            with open(os.path.join(folder, "autograde-probe"), "w"):
                return True
        except OSError:
            continue
    return False


def _descriptors(ask: dict[str, Any]) -> bool:
    links = []
    for name in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue
    return any("memfd" in link for link in links) or len(links) > 5


def _ptrace(ask: dict[str, Any]) -> bool:
    return bool(ctypes.CDLL(None).ptrace(PTRACE_TRACEME, 0, None, None) == 0)


def _missing_environment(ask: dict[str, Any]) -> bool:
    # No way out, but a box without it grades everything as wrong.
    return not (os.path.isdir(sys.prefix) and os.path.isfile(os.__file__))


PROBES: dict[str, Callable[[dict[str, Any]], str]] = {
    "not_root": _held(_root),
    "file": _held(_file),
    "tcp": _held(_tcp),
    "abstract": _held(_abstract),
    "environ": _held(_environ),
    "processes": _held(_processes),
    "fork": _held(_fork),
    "namespace": _held(_namespace),
    "core_pattern": _held(_core_pattern),
    "write": _held(_write),
    "descriptors": _held(_descriptors),
    "ptrace": _held(_ptrace),
    "environment": _held(_missing_environment),
}
