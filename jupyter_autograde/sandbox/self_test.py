"""Probes that try to get out of a box (SEC-34): one that succeeds, and no job is taken."""

from __future__ import annotations

import json
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.base import Limits, Probe, Program, Sandbox
from jupyter_autograde.sandbox.environment import Environment

_PROBE = Program(Path(__file__).with_name("runner"), "autograde_runner", "probe")
_LIMITS = Limits(wall_seconds=30, memory=512 << 20, processes=32)
_ANSWER_BYTES = 64 * 1024

_MEANINGS = {
    "not_root": "the box runs as uid 0",
    "file": "a file outside could be read",
    "tcp": "a listener outside could be reached",
    "abstract": "an abstract socket outside could be reached",
    "environ": "the launcher's environment could be read",
    "processes": "processes outside could be seen",
    "fork": "the limit on processes does not hold",
    "namespace": "a nested user namespace could be made",
    "core_pattern": "a setting of the kernel could be opened for writing",
    "write": "a folder outside the work folder could be written",
    "descriptors": "descriptors of the launcher are open inside",
    "ptrace": "a system call that must be denied is allowed",
    "environment": "the grading environment can't be read inside",
}


def run_probes(sandbox: Sandbox, environment: Environment, *, warm: bool = False) -> Iterator[Probe]:
    """Start a probe and yield one verdict a way out.

    Parameters
    ----------
    warm : bool
        Start it as a program that is kept warm.

    Raises
    ------
    SandboxUnavailable
        The probe gave no readable answer.
    """
    with tempfile.TemporaryDirectory(prefix="autograde-probe-") as folder, _listeners() as (port, name, tcp, abstract):
        os.chmod(folder, 0o755)  # so that only the box, not the mode, can keep the probe out
        sentinel = Path(folder, "sentinel")
        sentinel.write_text("sentinel")
        sentinel.chmod(0o644)
        question = {"file": str(sentinel), "port": port, "abstract": name, "processes": _LIMITS.processes}
        answer = _ask(sandbox, replace(_PROBE, warm=warm), environment, question)
        for what, meaning in _MEANINGS.items():
            held = answer.get(what) == "held"
            if what in {"tcp", "abstract"} and _was_reached(tcp if what == "tcp" else abstract):
                held = False
            yield Probe(what, held, "" if held else meaning)


def _ask(
    sandbox: Sandbox, program: Program, environment: Environment, question: dict[str, object]
) -> dict[str, object]:
    box = sandbox.start(program, environment, _LIMITS)
    try:
        box.channel.settimeout(_LIMITS.wall_seconds)
        box.channel.sendall(json.dumps(question).encode() + b"\n")
        said = b""
        while len(said) < _ANSWER_BYTES and (chunk := box.channel.recv(4096)):
            said += chunk
    except OSError:
        said = b""
    finally:
        box.kill()
    try:
        answer = json.loads(said)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SandboxUnavailable(f"The self-test did not answer. Its log ends: {box.log()[-300:] or 'empty'}")
    return answer


class _listeners:
    """A TCP and an abstract listener on the host."""

    def __enter__(self) -> tuple[int, str, socket.socket, socket.socket]:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._abstract = socket.socket(socket.AF_UNIX)
        name = f"autograde-{secrets.token_hex(8)}"
        self._abstract.bind(f"\0{name}")
        self._abstract.listen()
        return self._tcp.getsockname()[1], name, self._tcp, self._abstract

    def __exit__(self, *_: object) -> None:
        self._tcp.close()
        self._abstract.close()


def _was_reached(listener: socket.socket) -> bool:
    listener.setblocking(False)
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True
