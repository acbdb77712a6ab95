"""Which folders an environment needs, found by asking its interpreter once."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jupyter_autograde.errors import EnvironmentUnavailable
from jupyter_autograde.sandbox.environment import Environment

_QUESTION = """
import importlib.util, json, os, sys, sysconfig
site = sysconfig.get_path("purelib")
try:
    packages = sorted(name[:-10] for name in os.listdir(site) if name.endswith(".dist-info"))
except OSError:
    packages = []
version = sys.version.split()[0]
missing = [name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]
print(json.dumps(
    {"prefix": sys.prefix, "base": sys.base_prefix, "version": version, "packages": packages, "missing": missing}
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

    The answer is kept until the environment's `pyvenv.cfg` or interpreter changes.

    Raises
    ------
    EnvironmentUnavailable
        The interpreter is missing or does not start.
    """
    python = environment.python
    if environment.image:
        return EnvironmentLayout(python, python.parent.parent, (), environment.version, environment.lock)
    try:
        changed = max(path.stat().st_mtime_ns for path in (python, python.parent) if path.exists())
    except ValueError:
        raise EnvironmentUnavailable(
            f"The grading environment {environment.name!r} has no Python at the configured place.",
            details={"environment": environment.name},
        ) from None
    return _inspect(environment, changed)


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


@lru_cache(maxsize=64)
def _inspect(environment: Environment, changed: int) -> EnvironmentLayout:
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
    described = json.dumps([facts["version"], facts["packages"]])
    return EnvironmentLayout(
        python=environment.python,
        prefix=prefix,
        folders=_outermost(wanted),
        version=facts["version"],
        digest=environment.lock or hashlib.sha256(described.encode()).hexdigest(),
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
