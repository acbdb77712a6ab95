"""The service as a process of its own, that tests kill and start again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil
import requests

from jupyter_autograde.testing.own_hub import until


class ServiceProcess:
    """Runs `jupyter autograde serve`.

    Parameters
    ----------
    words : sequence of str
        What comes after `jupyter autograde`.
    environment : mapping
        Variables beside those of this process.
    url : str
        Where it listens, with the prefix.
    log : Path
        Appended to.
    """

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], *, url: str, log: Path) -> None:
        self._command = [str(Path(sys.prefix) / "bin" / "jupyter-autograde"), *words]
        self._environment = {**os.environ, **environment}
        self._url, self.log = url, log
        self._process: psutil.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it is well."""
        with self.log.open("ab") as stream:
            self._process = psutil.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        until(self._well, f"the service; its log: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """Kill it as `kill -9` does, and wait until nothing that it had started is left."""
        assert self._process is not None
        below = self._process.children(recursive=True)
        self._process.kill()
        self._process.wait(10)
        self._process = None
        # What graded dies with it: nothing may run on without anybody who watches its limits.
        _, left = psutil.wait_procs(below, timeout=10)
        alive = [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        assert not alive, f"{alive} outlived the service"

    def stop(self) -> None:
        """End it in order, if it runs."""
        if self._process is None:
            return
        below = self._process.children(recursive=True)
        self._process.terminate()
        with contextlib.suppress(psutil.TimeoutExpired):
            self._process.wait(30)
        for one in [self._process, *below]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self._process = None

    def _well(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()[-4000:]
        try:
            return bool(requests.get(f"{self._url}api/v1/health", timeout=5).json()["status"] == "ok")
        except (requests.RequestException, ValueError, KeyError):
            return False
