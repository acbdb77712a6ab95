"""Which folders an environment needs, found by asking its interpreter once."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jupyter_autograde.errors import EnvironmentUnavailable
from jupyter_autograde.sandbox.environment import Environment

_QUESTION = """
import importlib.util, json, sys
version = sys.version.split()[0]
missing = [name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]
print(json.dumps(
    {"prefix": sys.prefix, "base": sys.base_prefix, "version": version, "path": sys.path, "missing": missing}
))
"""
_NEEDED = ("ipykernel", "IPython", "traitlets", "jupyter_client", "jupyter_core", "zmq", "tornado")
"""What a notebook's process imports; found, not imported, which takes ten times as long."""


@dataclass(frozen=True)
class EnvironmentLayout:
    """What the sandbox has to show of an environment.

    Parameters
    ----------
    python : Path
        The interpreter, at the place where it finds itself.
    prefix : Path
        `sys.prefix`.
    folders : tuple of Path
        Every folder outside `/usr` that the interpreter and its packages lie in.
    version : str
        Of Python.
    digest : str
        The identity that a grade records: SHA-256 of the environment's lock file; where it was not locked, over the
        Python version and the installed distributions.
    missing : tuple of str
        Packages without which no notebook runs, as they are imported. Not asked of an image.
    """

    python: Path
    prefix: Path
    folders: tuple[Path, ...]
    version: str
    digest: str
    missing: tuple[str, ...] = ()


def inspect_environment(environment: Environment) -> EnvironmentLayout:
    """Ask the interpreter where it and its packages lie; of an image, say what was found when it was taken in.

    The answer is kept until the environment's `pyvenv.cfg`, interpreter, programs or packages change.

    Raises
    ------
    EnvironmentUnavailable
        The interpreter is missing or does not start, or its packages can't be listed.
    """
    python = environment.python
    if environment.image:
        return EnvironmentLayout(python, python.parent.parent, (), environment.version, environment.lock)
    try:
        watched = (python, python.parent, python.parent.parent / "pyvenv.cfg")
        changed = max(path.stat().st_mtime_ns for path in watched if path.exists())
    except ValueError:
        raise EnvironmentUnavailable(
            f"The grading environment {environment.name!r} has no Python at the configured place.",
            details={"environment": environment.name},
        ) from None
    # An upgrade of a package need not touch any of these; where packages lie, only the interpreter knows.
    try:
        packages = _packages(_ask(environment, changed).path)
    except OSError as fault:
        raise EnvironmentUnavailable(
            f"The packages of the grading environment {environment.name!r} can't be listed: {fault.strerror}.",
            details={"environment": environment.name},
        ) from fault
    facts = _ask(environment, changed, packages)
    described = json.dumps([facts.version, packages])
    return EnvironmentLayout(
        python=python,
        prefix=facts.prefix,
        folders=facts.folders,
        version=facts.version,
        digest=environment.lock or hashlib.sha256(described.encode()).hexdigest(),
        missing=facts.missing,
    )


def local_layout(environment: Environment) -> EnvironmentLayout:
    """Do as `inspect_environment`, for a sandbox without containers.

    Raises
    ------
    EnvironmentUnavailable
        Also for an image.
    """
    if environment.image:
        raise EnvironmentUnavailable(
            f"The grading environment {environment.name!r} is a container image, which the configured sandbox can't "
            "run: c.AutogradeService.sandbox = 'docker'.",
            details={"environment": environment.name},
        )
    return inspect_environment(environment)


@dataclass(frozen=True)
class _Facts:
    """What only the interpreter knows."""

    prefix: Path
    folders: tuple[Path, ...]
    version: str
    path: tuple[Path, ...]
    """Where it looks for packages."""
    missing: tuple[str, ...]


def _packages(path: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the names and versions of the distributions in the folders of a `sys.path`."""
    folders = [folder for folder in path if folder.is_dir()]  # it also names a zip that need not be there
    suffix = ".dist-info"
    return tuple(
        sorted(name.removesuffix(suffix) for folder in folders for name in os.listdir(folder) if name.endswith(suffix))
    )


@lru_cache(maxsize=64)
def _ask(environment: Environment, changed: int, packages: tuple[str, ...] = ()) -> _Facts:
    """Ask the interpreter; what came of another `changed`, or with other packages, is too old."""
    try:
        done = subprocess.run(
            [str(environment.python), "-I", "-B", "-c", _QUESTION, *_NEEDED],
            env={},
            capture_output=True,
            timeout=60,
            check=True,
        )
        facts = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        raise EnvironmentUnavailable(
            f"The Python of the grading environment {environment.name!r} does not start.",
            details={"environment": environment.name},
        ) from fault
    prefix, base = Path(facts["prefix"]), Path(facts["base"])
    wanted = [prefix, prefix.resolve(), base, base.resolve(), *_link_homes(environment.python, {prefix, base})]
    return _Facts(
        prefix=prefix,
        folders=_outermost(wanted),
        version=facts["version"],
        path=tuple(Path(folder) for folder in facts["path"]),
        missing=tuple(facts["missing"]),
    )


def _link_homes(python: Path, known: set[Path]) -> list[Path]:
    """Return the prefix (two levels up) of every link between `python` and the real binary.

    uv and pyenv put links such as `cpython-3.12` → `cpython-3.12.4` in between.
    """
    homes, hop = [], python
    for _ in range(16):
        if not any(hop.is_relative_to(folder) for folder in known):
            homes.append(hop.parent.parent)
        if not hop.is_symlink():
            break
        hop = hop.parent / hop.readlink()
    return homes


def _outermost(folders: list[Path]) -> tuple[Path, ...]:
    """Leave out what lies in `/usr` (always shown) or below another folder of the list."""
    kept: list[Path] = []
    for folder in sorted(set(folders), key=lambda path: len(path.parts)):
        if not folder.is_relative_to("/usr") and not any(folder.is_relative_to(outer) for outer in kept):
            kept.append(folder)
    return tuple(kept)
