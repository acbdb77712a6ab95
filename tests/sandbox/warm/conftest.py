"""Warm boxes, and a program that counts how often it was warmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.sandbox import Program
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.sandbox.warm.boxes import SHORT, said


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that counts how often it was warmed and prepared, and runs what it is sent.

    Preparing for `broken` fails, for `slow…` it lasts until the file `main.py.go` is there.
    """
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "main.py").write_text(
        "import os, socket, time\n"
        "warmed, prepared, makers = [], [], []\n"
        "def warm():\n"
        "    warmed.append(os.getpid())\n"
        "def prepare(data):\n"
        "    prepared.append(data.decode())\n"
        "    makers.append(os.getpid())\n"
        "    if data == b'broken':\n"
        "        raise ValueError('a library that can not be imported')\n"
        "    while data.startswith(b'slow') and not os.path.exists(__file__ + '.go'):\n"
        "        time.sleep(0.01)\n"
        "def main(channel):\n"
        "    sock = socket.socket(fileno=channel)\n"
        "    names = {'warmed': warmed, 'prepared': prepared, 'makers': makers}\n"
        "    while source := sock.recv(65536):\n"
        "        try:\n"
        "            exec(source.decode(), names)\n"
        "            answer = repr(names.get('answer'))\n"
        "        except BaseException as fault:\n"
        "            answer = f'{type(fault).__name__}: {fault}'\n"
        "        sock.sendall(answer.encode())\n"
    )
    return Program(folder, "probe_program", warm=True)


@pytest.fixture
def sandbox() -> Iterator[WarmBubblewrapSandbox]:
    made = WarmBubblewrapSandbox()
    yield made
    made.close()


@pytest.fixture
def running(sandbox, environment, program):
    """A box that has answered and must answer again at the end of the test."""
    box = sandbox.start(program, environment, SHORT)
    assert said(box, "answer = 'here'") == "'here'"
    yield box
    try:
        assert said(box, "answer = 'still here'") == "'still here'"
    finally:
        box.kill()
