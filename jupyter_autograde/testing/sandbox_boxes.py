"""Boxes of a program that runs what it is sent, for tests of sandboxes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from jupyter_autograde.sandbox import Box, Environment, Limits, Program, Sandbox

SHORT = Limits(wall_seconds=20, memory=256 << 20, processes=32)

_MAIN = """\
import socket
prepared = b""
def prepare(data):
    global prepared
    prepared = data
def main(channel):
    sock = socket.socket(fileno=channel)
    names = {"prepared": prepared, "channel": sock}
    try:
        exec(sock.recv(65536).decode(), names)
        answer = repr(names.get("answer"))
    except BaseException as fault:
        answer = f"{type(fault).__name__}: {fault}"
    sock.sendall(answer.encode())
    sock.recv(1)
"""


class BoxContract:
    """What the parts of the contract share: a program that runs what it is sent, and boxes of it.

    A subclass gives `sandbox` as a fixture, and `environment` with a Python that has the standard library at least.
    """

    limits: ClassVar[Limits] = SHORT
    """Of the boxes; a sandbox that needs more to start may raise them."""
    hidden: ClassVar[tuple[str, ...]] = ("/root", "/home", "/work", "/var", "/run", "/etc/shadow", "/etc/passwd")
    """Folders without files but the environment's, and files that are not there."""

    @pytest.fixture
    def program(self, tmp_path: Path) -> Program:
        """Write a program that runs what it is sent."""
        return write_program(tmp_path)

    @contextlib.contextmanager
    def box(
        self,
        sandbox: Sandbox,
        environment: Environment,
        program: Program,
        *,
        prepared: bytes = b"",
        limits: Limits | None = None,
    ) -> Iterator[Box]:
        """Start a box, and end it."""
        started = sandbox.start(program, environment, limits or self.limits, prepared=prepared)
        started.channel.settimeout(self.limits.wall_seconds)
        try:
            yield started
        finally:
            started.kill()

    def ask(
        self,
        sandbox: Sandbox,
        environment: Environment,
        program: Program,
        source: str,
        *,
        prepared: bytes = b"",
        limits: Limits | None = None,
    ) -> str:
        """Run `source` in a box of its own and return the text of its `answer`."""
        with self.box(sandbox, environment, program, prepared=prepared, limits=limits) as box:
            return said(box, source)

    def has_process(self, marker: str) -> bool:
        """Return whether a living process has `marker` in its command line; override where boxes run elsewhere."""
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and marker.encode() in (folder / "cmdline").read_bytes():
                    return True
        return False


def write_program(folder: Path) -> Program:
    """Write a program that runs what it is sent and answers with what `answer` is then."""
    home = folder / "program"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "main.py").write_text(_MAIN)
    return Program(home, "probe_program", warm=True)


def said(box: Box, source: str) -> str:
    """Send `source` and return what the program answers."""
    box.channel.sendall(source.encode())
    return box.channel.recv(65536).decode()
