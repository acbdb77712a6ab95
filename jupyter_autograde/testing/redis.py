"""A real redis-server of our own, that tests stop and start."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from jupyter_autograde.cli.local.demo.ports import draw


class RedisServer:
    """A server on a port of its own, which keeps nothing over a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (self._port,) = draw(1)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where a broker is configured."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it and wait until it answers; RuntimeError with its log when it ends instead."""
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError("These tests need Redis. Install it: apt-get install redis-server")
        log = self._folder / "log"
        options = ["--port", str(self._port), "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        with log.open("ab") as stream:
            # `--pdeathsig`: a test run that is killed takes its server with it.
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig=KILL", program, "--bind", "127.0.0.1", *options],
                env={"PATH": "/usr/bin:/bin"},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
            )
        client = redis.Redis(port=self._port)
        while True:
            with suppress(redis.ConnectionError):
                client.ping()
                return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)
                raise RuntimeError(f"Redis does not start: {log.read_text()}")

    def stop(self) -> None:
        """Stop it, and with it all that it knew."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)
            self._process = None

    def forbid(self, command: str) -> None:
        """Answer a command with an error from now on, as a server that is read-only or out of memory does."""
        self._control("ACL", "SETUSER", "default", f"-{command}")
        # What waits for an answer was asked before.
        self._control("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    def allow(self, command: str) -> None:
        """Take `forbid` back."""
        self._control("ACL", "SETUSER", "default", f"+{command}")

    def put(self, message: str, queue: str = "autograde") -> None:
        """Put something into a queue that Celery did not make."""
        redis.Redis(port=self._port).lpush(queue, message)

    def _control(self, *words: str) -> None:
        redis.Redis(port=self._port).execute_command(*words)

    def waiting(self, queue: str = "autograde") -> int:
        """Return how many messages lie in a queue."""
        return int(redis.Redis(port=self._port).llen(queue))


@contextmanager
def run_redis() -> Iterator[RedisServer]:
    """Start a server for the block."""
    folder = Path(tempfile.mkdtemp(prefix="autograde-redis-"))
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
