"""A real Docker engine of our own, in a scratch folder and in network and mount namespaces of its own."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.containers.engine import ContainerEngine

_SECONDS_TO_START = 60.0
_CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


class NoEngine(Exception):
    """No engine can be started here; the message says why."""


def required() -> bool:
    """Return whether an engine that does not start is a failure (`JAG_REQUIRE=docker`)."""
    return "docker" in os.environ.get("JAG_REQUIRE", "").replace(",", " ").split()


@contextmanager
def run_docker() -> Iterator[str]:
    """Start an engine and yield its address; nothing of it is left afterwards.

    Raises
    ------
    NoEngine
    """
    if os.geteuid() != 0:
        raise NoEngine("only root can start a Docker engine")
    missing = [name for name in ("dockerd", "setpriv", "unshare") if shutil.which(name, path=_CLEAN["PATH"]) is None]
    if missing:
        raise NoEngine(f"not installed: {', '.join(missing)} (apt-get install docker.io)")
    # Short: the path of a socket may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="jag-", dir="/tmp"))
    url = f"unix://{folder}/d.sock"
    command = [
        # A test run that is killed takes its engine with it.
        *("setpriv", "--pdeathsig=TERM", "unshare", "--net", "--mount", "dockerd", "--host", url),
        *("--data-root", str(folder / "data"), "--exec-root", str(folder / "exec"), "--pidfile", str(folder / "pid")),
        *("--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false"),
    ]
    try:
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                command, cwd="/", env=_CLEAN, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            _wait(server, url, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(30)
            finally:
                server.kill()
    finally:
        shutil.rmtree(folder)


def python_root() -> bytes:
    """Return a tar archive to make an image of: this Python with its standard library, at `/usr/local`.

    `IPython` is an empty package in it, enough to be found.
    """
    home, version = Path(sys.base_prefix), f"python{sys.version_info.major}.{sys.version_info.minor}"
    binary = home / "bin" / version
    native = [binary, *(home / "lib" / version / "lib-dynload").glob("*.so")]
    listed = subprocess.run(["ldd", *map(str, native)], capture_output=True, text=True, check=True).stdout
    libraries = sorted(set(re.findall(r"(/\S+\.so\S*) \(0x", listed)))
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", dereference=True) as archive:
        archive.add(binary, "usr/local/bin/python3")
        archive.add(home / "lib" / version, f"usr/local/lib/{version}", filter=_without_tests)
        archive.addfile(tarfile.TarInfo(f"usr/local/lib/{version}/IPython/__init__.py"))
        for library in libraries:
            archive.add(library, library.lstrip("/"))
    return content.getvalue()


def _without_tests(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    left_out = {"test", "tests", "idlelib", "ensurepip", "site-packages", "__pycache__"}
    return None if Path(entry.name).name in left_out else entry


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    waited = 0.0
    while waited < _SECONDS_TO_START:
        try:
            ContainerEngine(url).close()
            return
        except SandboxUnavailable:
            waited += 0.1
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    lines = [line for line in log.read_text().splitlines() if line.strip()]
    raise NoEngine(f"dockerd does not start: {lines[-1][-300:] if lines else 'it said nothing'}")
