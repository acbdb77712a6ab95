"""The two exchanges side by side: ngshare from PyPI and ours, at the same hub, each as it comes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import handins, load, peers
from benchmarks.cpu_meter import CpuMeter
from benchmarks.tiny_hub import ADMIN, SERVICE

COURSE, ASSIGNMENT, TEACHER = "physics", "hw1", "ines"
PREFIX = "/services/ngshare/"
NATIVE = f"/services/{SERVICE}/"

_SETTINGS = """
c.AutogradeService.sandbox = "jupyter_autograde.testing.service.HoldingSandbox"
c.AutogradeService.engine = "jupyter_autograde.testing.service.fake_engine"
c.AutogradeService.attempts_a_day = 1_000_000
c.AutogradeService.requests_per_second = 0
"""
"""Nothing is graded here, and a hundred students do what a thousand would."""


@contextmanager
def tiny_hub() -> Iterator[str]:
    """Run the hub; gives the address of its API."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "benchmarks.tiny_hub", str(port)]) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/hub/api"
        finally:
            process.terminate()


class Exchange(ABC):
    """A service as a process of its own. A context manager.

    Parameters
    ----------
    hub : str
        Address of the hub's API.
    """

    name: str

    def __init__(self, folder: Path, hub: str) -> None:
        self.port = free_port()
        self._folder, self._hub = folder, hub
        self._meter = CpuMeter()

    def cpu(self) -> float:
        """Return the processor seconds it has used."""
        return self._meter.seconds()

    def prepare(self, students: list[str]) -> None:
        """Make the course, its students and the assignment, as an instructor does by ngshare's commands."""
        rows = [{"username": name, "first_name": name, "last_name": "S", "email": ""} for name in students]
        self.post(f"course/{COURSE}", instructors=json.dumps([TEACHER]))
        self.post(f"students/{COURSE}", students=json.dumps(rows))
        self.post(f"assignment/{COURSE}/{ASSIGNMENT}", files=handins.tree(handins.notebook(10_000)))

    def post(self, path: str, **fields: str) -> None:
        """Send a form as the administrator."""
        load.ask(self.port, handins.form(PREFIX + path, ADMIN, **fields))

    def get(self, path: str) -> bytes:
        """Ask for something as the teacher."""
        return load.ask(self.port, self.asking(path))

    @staticmethod
    def asking(path: str) -> bytes:
        """Return the request of `get`."""
        return load.request("GET", path, {"Authorization": f"token {TEACHER}"})

    @abstractmethod
    def command(self) -> tuple[list[str], dict[str, str]]:
        """Return the words and the variables that start it."""

    def __enter__(self) -> Exchange:
        words, variables = self.command()
        variables |= {
            "JUPYTERHUB_API_URL": self._hub,
            "JUPYTERHUB_API_TOKEN": "the-service's-own",
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{self.port}",
        }
        with (self._folder / "log").open("w") as log:
            self._process = self._meter.start(words, env={**os.environ, **variables}, stdout=log, stderr=log)
        try:
            _wait_for(self.port, self._process)
        except SystemExit:
            print((self._folder / "log").read_text()[-3000:], file=sys.stderr)
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        self._process.terminate()
        with self._process, self._meter:
            self._process.wait(30)


class Ngshare(Exchange):
    """ngshare."""

    name = "ngshare"

    def command(self) -> tuple[list[str], dict[str, str]]:
        """Return how its page says that it is started."""
        programs = peers.environment("ngshare", peers.NGSHARE)
        words = [str(programs / "python"), "-m", "ngshare", "--admins", ADMIN]
        words += ["--database", f"sqlite:///{self._folder}/ngshare.db", "--storage", f"{self._folder}/files/"]
        return words, {"JUPYTERHUB_SERVICE_PREFIX": PREFIX, "JUPYTERHUB_CLIENT_ID": "service-ngshare"}


class Ours(Exchange):
    """`jupyter autograde serve`, with ngshare's door."""

    name = "ours"

    def command(self) -> tuple[list[str], dict[str, str]]:
        """Return a start with an empty data folder."""
        settings = self._folder / "jupyter_autograde_config.py"
        settings.write_text(_SETTINGS)
        words = [sys.executable, "-m", "jupyter_autograde.cli.main", "serve", f"--data-dir={self._folder}/data"]
        words += [f"--config={settings}", f"--doors=ngshare={PREFIX}"]
        variables = {
            "JUPYTERHUB_SERVICE_PREFIX": NATIVE,
            "JUPYTERHUB_SERVICE_NAME": SERVICE,
            "JUPYTERHUB_CLIENT_ID": f"service-{SERVICE}",
            "JUPYTER_NO_CONFIG": "1",
        }
        return words, variables

    @property
    def submissions(self) -> str:
        """Path of the submissions of our own API."""
        (assignment,) = json.loads(self.get(f"{NATIVE}api/v1/assignments"))
        return f"{NATIVE}api/v1/assignments/{assignment['id']}/submissions"


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("A service of the benchmark does not start.")
