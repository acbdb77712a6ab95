"""A program of which nothing is left when we end, however we end."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from jupyter_autograde.cli.local.demo import keeper

_PATIENCE = keeper.STOP_SECONDS + keeper.REST_SECONDS + 10
_TAIL = 16 << 10


class KeptProcess:
    """Runs a command under the keeper, its output in a file.

    Parameters
    ----------
    command : sequence of str
    log : Path
        Written anew.
    folder : Path
        Where it starts.
    environment : mapping
        All of its environment.
    """

    def __init__(self, command: Sequence[str], *, log: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._command, self.log, self._folder = list(command), log, folder
        self._environment = dict(environment)
        self._keeper: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", str(keeper.__file__), *self._command],
                # Never written to: its end tells the keeper that we are gone.
                stdin=subprocess.PIPE,
                stdout=descriptor,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                env=self._environment,
                # Ctrl-C in a terminal is for us alone; we end the program in its own order.
                start_new_session=True,
            )
        finally:
            os.close(descriptor)

    def stop(self) -> None:
        """End it and everything that it has started."""
        if self._keeper is None:
            return
        with contextlib.suppress(OSError):
            assert self._keeper.stdin is not None
            self._keeper.stdin.close()
        try:
            self._keeper.wait(_PATIENCE)
        finally:
            self._keeper.kill()
            self._keeper.wait()
            self._keeper = None

    def wait(self) -> None:
        """Wait until it ends by itself."""
        if self._keeper is not None:
            self._keeper.wait()

    @property
    def running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._keeper is not None and self._keeper.poll() is None

    @property
    def pid(self) -> int | None:
        """The keeper's process id; the program is its first child."""
        return self._keeper.pid if self._keeper else None

    def last_lines(self, count: int = 15) -> str:
        """Return the end of what it has printed."""
        try:
            with open(self.log, "rb") as stream:
                stream.seek(max(0, self.log.stat().st_size - _TAIL))
                lines = stream.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-count:])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
