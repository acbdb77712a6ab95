"""Our side of the grading benchmark: a grading server as a process of its own, and its client."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from benchmarks.cpu_meter import CpuMeter, Used

GRADE = (sys.executable, "-m", "jupyter_autograde.cli.main", "grade")


class OurServer:
    """`grade --serve` with warm runners. A context manager.

    Parameters
    ----------
    meter : CpuMeter
        Counts the server, its warm processes and its boxes.
    slots : int
        Notebooks at once.
    """

    def __init__(self, meter: CpuMeter, folder: Path, python: Path, slots: int) -> None:
        self._meter, self._socket, self._out = meter, folder / f"grade{slots}.sock", folder / f"out{slots}"
        self._clients = CpuMeter()
        words = [*GRADE, "--serve", str(self._socket), "--jobs", str(slots), "--env", str(python)]
        env = {**os.environ, "JUPYTER_NO_CONFIG": "1"}
        with (folder / "server.log").open("w") as log:
            self._process = meter.start(words, stdout=log, stderr=log, env=env)
        while not self._socket.exists():
            if self._process.poll() is not None:
                sys.exit((folder / "server.log").read_text())
            time.sleep(0.01)

    def grade(self, package: Path, notebooks: Sequence[Path], *options: str) -> tuple[Used, float]:
        """Grade with one client; return what the server used and the processor time of the client."""
        before = self._meter.seconds()
        words = [*GRADE, str(package), *map(str, notebooks), "-o", str(self._out), "--socket", str(self._socket)]
        words += options
        client = self._clients.run(words)
        used = Used(client.wall, self._meter.seconds() - before)
        for notebook in notebooks:
            self._check(self._out / notebook.stem)
        return used, client.cpu

    def _check(self, folder: Path) -> None:
        """A fast answer that is wrong is worth nothing: submissions here are perfect."""
        record = json.loads((folder / "record.json").read_text())
        if record["score"] != record["max_score"]:
            sys.exit(f"A perfect submission did not reach all points: {json.dumps(record, indent=1)}")

    def memory(self) -> int:
        """Return the bytes of all processes, each shared page counted once in sum (PSS)."""
        server = psutil.Process(self._process.pid)
        return sum(_pss(process.pid) for process in [server, *server.children(recursive=True)])

    def processes(self) -> tuple[int, int]:
        """Return how many processes there are, and how many files the server has open."""
        server = psutil.Process(self._process.pid)
        return len(server.children(recursive=True)), server.num_fds()

    def __enter__(self) -> OurServer:
        return self

    def __exit__(self, *fault: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        with self._process:
            self._process.wait(60)
        with self._clients:
            pass


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has just ended, or is another user's
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
