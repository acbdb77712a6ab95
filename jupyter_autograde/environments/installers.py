"""uv and pip: make a virtual environment, lock requirements with hashes, install a lock."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_autograde.errors import EnvironmentUnavailable

TAIL_LINES = 15
_SECONDS = 3600.0


class Installer(ABC):
    """All raise EnvironmentUnavailable with the end of what the program said."""

    @abstractmethod
    def make(self, folder: Path, python: str) -> Path:
        """Make a virtual environment of `python` in `folder` and return its interpreter."""

    @abstractmethod
    def lock(self, interpreter: Path, requirements: Sequence[Path]) -> str:
        """Return the text of a lock file: every package with version and hashes."""

    @abstractmethod
    def install(self, interpreter: Path, lock: Path) -> None:
        """Install exactly what the lock names, compiled: a box sees it read-only."""


class UvInstaller(Installer):
    """By uv.

    Parameters
    ----------
    uv : str
        Its path.
    """

    def __init__(self, uv: str) -> None:
        self._uv = uv

    def make(self, folder: Path, python: str) -> Path:
        """See the base."""
        run([self._uv, "venv", "--quiet", "--python", python, str(folder)], "No virtual environment can be made")
        return folder / "bin" / "python"

    def lock(self, interpreter: Path, requirements: Sequence[Path]) -> str:
        """See the base."""
        words = ["--quiet", "--generate-hashes", "--no-header", "--no-annotate", "--python", str(interpreter)]
        files = [str(path) for path in requirements]
        return run([self._uv, "pip", "compile", *words, *files], "The requirements can't be locked")

    def install(self, interpreter: Path, lock: Path) -> None:
        """See the base."""
        words = ["--quiet", "--require-hashes", "--no-deps", "--compile-bytecode", "--python", str(interpreter)]
        run([self._uv, "pip", "install", *words, "--requirements", str(lock)], "The packages can't be installed")


class PipInstaller(Installer):
    """By the pip that comes with Python."""

    def make(self, folder: Path, python: str) -> Path:
        """See the base."""
        run([python, "-m", "venv", str(folder)], "No virtual environment can be made")
        return folder / "bin" / "python"

    def lock(self, interpreter: Path, requirements: Sequence[Path]) -> str:
        """See the base; of each package the one file that this machine takes is locked."""
        files = [word for path in requirements for word in ("--requirement", str(path))]
        report = interpreter.parents[1] / "report.json"
        words = ["--quiet", "--dry-run", "--ignore-installed", "--report", str(report), *files]
        run([*_pip(interpreter), "install", *words], "The requirements can't be locked")
        found = json.loads(report.read_text())["install"]
        report.unlink()
        return "".join(sorted(map(_locked, found), key=str.lower))

    def install(self, interpreter: Path, lock: Path) -> None:
        """See the base."""
        words = ["--quiet", "--require-hashes", "--no-deps", "--compile", "--requirement", str(lock)]
        run([*_pip(interpreter), "install", *words], "The packages can't be installed")


def find_installer(*, use_uv: bool = True) -> Installer:
    """Return uv's where uv is installed and wanted, else pip's."""
    uv = shutil.which("uv") if use_uv else None
    return UvInstaller(uv) if uv else PipInstaller()


def run(command: Sequence[str], what: str) -> str:
    """Run a program and return what it printed.

    Raises
    ------
    EnvironmentUnavailable
        `what`, with the end of its output.
    """
    # Compiled by whoever is first would be anew in every box.
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "VIRTUAL_ENV": ""}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env=variables,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise EnvironmentUnavailable(f"{what}: {fault}.") from fault
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        tail = "\n".join(said[-TAIL_LINES:])
        raise EnvironmentUnavailable(f"{what}:\n{tail}", details={"command": command[0], "code": done.returncode})
    return done.stdout


def _pip(interpreter: Path) -> list[str]:
    return [str(interpreter), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _locked(found: dict[str, Any]) -> str:
    about, archive = found["metadata"], found["download_info"].get("archive_info")
    if archive is None:
        raise EnvironmentUnavailable(
            f"{about['name']} comes from a folder or a repository, which can't be locked by a hash. Name a release."
        )
    hashes = archive.get("hashes") or dict([archive["hash"].split("=", 1)])
    return f"{about['name']}=={about['version']} --hash=sha256:{hashes['sha256']}\n"
