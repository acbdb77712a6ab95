"""A real PostgreSQL server of our own, in a scratch folder."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.own_hub import until


class Postgres:
    """A running server; each test takes an empty database of its own."""

    def __init__(self, port: int) -> None:
        self._port = port

    def wait_until_ready(self, server: subprocess.Popen[bytes], log: Path) -> None:
        """Wait until it takes connections; RuntimeError with its log when it ends instead."""
        while True:
            try:
                self._execute("SELECT 1")
                return
            except psycopg.OperationalError:
                with suppress(subprocess.TimeoutExpired):
                    server.wait(0.02)
                    raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}") from None

    def create_database(self, template: str | None = None) -> str:
        """Return the SQLAlchemy URL of a new database: an empty one, or a copy of that at the URL `template`."""
        name = f"test_{secrets.token_hex(6)}"
        self._execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {_name(template)}" if template else ""))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/{name}"

    def drop_database(self, url: str) -> None:
        """Drop a database, and throw out who still uses it."""
        self._execute(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        address = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def _name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def wait_for_waiting(database: Database, count: int = 1) -> None:
    """Until so many transactions wait for another one."""

    def waiting() -> int:
        with database.read() as session:
            return session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) or 0

    until(lambda: waiting() >= count, f"{count} transactions to wait")


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """Start a server on a free port, as user `postgres` where we are root (initdb refuses root)."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="autograde-pg-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"])
        port = _free_port()
        settings = [f"port={port}", f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1"]
        settings += ["fsync=off", "max_connections=200"]
        options = [word for setting in settings for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            # `--pdeathsig`: a test run that is killed takes its server with it.
            server = subprocess.Popen(
                [*_as_postgres("--pdeathsig=QUIT"), str(programs / "postgres"), "-D", str(data), *options],
                **_CLEAN,
                stdout=log,
                stderr=log,
            )
        try:
            started = Postgres(port)
            started.wait_until_ready(server, folder / "log")
            yield started
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(30)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[4])
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise RuntimeError("These tests need PostgreSQL. Install it: apt-get install postgresql")


_CLEAN: dict[str, Any] = {
    "cwd": "/",
    "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    "stdin": subprocess.DEVNULL,
}


def _as_postgres(*options: str) -> list[str]:
    become = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *become, *options]


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(
        [*_as_postgres(), *map(str, command)],
        **_CLEAN,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
