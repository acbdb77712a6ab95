"""The demo: all of it comes out right, and nothing of it stays."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from jupyter_autograde.cli.local.demo import ports
from jupyter_autograde.cli.local.demo.course.assignments import ASSIGNMENTS
from jupyter_autograde.cli.local.demo.course.submissions import HAND_INS
from jupyter_autograde.cli.local.demo.journey import TRAVELLERS
from jupyter_autograde.testing.own_hub import until

COMMAND = [str(Path(sys.prefix) / "bin" / "jupyter"), "autograde", "demo"]


def processes_of(folder: Path) -> list[psutil.Process]:
    """Return the living processes that have a file of `folder` on their command line or work in it."""
    found = []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = " ".join([*one.cmdline(), one.cwd()])
            if str(folder) in words and one.status() != psutil.STATUS_ZOMBIE and one.pid != os.getpid():
                found.append(one)
    return found


@contextlib.contextmanager
def starting(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start a demo; gives it and the address that its hub will have."""
    (port,) = ports.draw(1)
    command = [*COMMAND, f"--port={port}", f"--data={folder}"]
    with folder.with_suffix(".out").open("wb") as out:
        demo = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        yield demo, f"http://127.0.0.1:{port}/hub/api/"
    finally:
        demo.kill()
        demo.wait()


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_check_finds_every_score_right(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "120"}
    done = subprocess.run([*COMMAND, "--check"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(HAND_INS) + len(TRAVELLERS)
    assert f"{count} of {count} submissions came out right" in done.stdout
    assert done.stdout.count(" right ") + done.stdout.count(" right\n") >= count
    assert "WRONG" not in done.stdout
    assert not list(tmp_path.glob("autograde-check-*"))
    assert not processes_of(tmp_path)


@pytest.mark.slow
def test_nothing_is_left_running_however_it_ends(tmp_path: Path) -> None:
    # After kill -9 the keeper notices and cleans up by itself.
    codes = {signal.SIGINT: 0, signal.SIGTERM: 0, signal.SIGKILL: -signal.SIGKILL}
    with contextlib.ExitStack() as stack:
        demos = {sent: stack.enter_context(starting(tmp_path / f"by-{sent.name}")) for sent in codes}
        for sent, (_, address) in demos.items():
            until(lambda url=address: answers(url), f"the hub of the demo that {sent.name} will end", 180)
            assert len(processes_of(tmp_path / f"by-{sent.name}")) >= 2
        for sent, (demo, _) in demos.items():
            demo.send_signal(sent)
        assert {sent: demo.wait(40) for sent, (demo, _) in demos.items()} == codes
        until(lambda: not processes_of(tmp_path), "the end of all processes", 40)


def test_a_port_in_use_is_named_with_the_next_step(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [*COMMAND, f"--port={port}", f"--data={tmp_path / 'demo'}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Port {port} is in use by another program" in done.stderr
    assert "--port=" in done.stderr


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    done = subprocess.run(
        [*COMMAND, f"--data={tmp_path}", "--reset", "--yes"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "thesis.tex" in done.stderr
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_points_and_answers_of_the_course_fit_its_notebooks() -> None:
    for demo in ASSIGNMENTS:
        source = demo.files[demo.notebook].decode()
        points = [int(found) for found in re.findall(r"points: (\d+)", source)]
        assert sum(points) == demo.max_score
        assert [f"name: {question}" in source for question in demo.answers] == [True] * len(points)
