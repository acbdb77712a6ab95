"""`jupyter autograde worker` as a process of its own, that tests kill and stop."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

WORKER_SECONDS = 60


class WorkerProcess:
    """Runs one worker.

    Parameters
    ----------
    config : Path
        The service's configuration file.
    environment : mapping
        Variables beside those of this process.
    log : Path
        Appended to.
    """

    def __init__(self, config: Path, environment: Mapping[str, str], *, log: Path, words: Sequence[str] = ()) -> None:
        self.log = log
        command = [str(Path(sys.prefix) / "bin" / "jupyter-autograde"), "worker", f"--config={config}", *words]
        with log.open("ab") as stream:
            self._process = psutil.Popen(
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of the process."""
        return int(self._process.pid)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return bool(self._process.poll() is None)

    def kill(self) -> None:
        """Kill it as `kill -9` does."""
        self._process.kill()
        self._process.wait(WORKER_SECONDS)

    def tell_to_stop(self) -> None:
        """Send SIGTERM."""
        self._process.terminate()

    def wait(self) -> int:
        """Wait for its end; returns the exit code."""
        return int(self._process.wait(WORKER_SECONDS))

    def end(self) -> None:
        """End it, however it is, with all that it has started."""
        if self.runs:
            below = self._process.children(recursive=True)
            self.kill()
            for one in below:
                if one.is_running():
                    one.kill()
