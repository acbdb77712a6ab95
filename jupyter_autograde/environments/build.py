"""Build an environment from a requirements file: lock it with hashes, then install exactly the lock."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from jupyter_autograde.environments.built import BuiltEnvironment
from jupyter_autograde.environments.installers import find_installer, run
from jupyter_autograde.environments.store import EnvironmentStore
from jupyter_autograde.errors import EnvironmentUnavailable, InvalidInput
from jupyter_autograde.timestamps import now

ALWAYS = ("ipykernel",)
"""What running a notebook needs."""

_QUESTION = """
import json, platform, sys, sysconfig
import IPython
print(json.dumps({"version": platform.python_version(), "platform": sysconfig.get_platform()}))
"""


def build_environment(
    store: EnvironmentStore,
    name: str,
    requirements: Path,
    *,
    python: str,
    on_progress: Callable[[str], None],
    check: Callable[[BuiltEnvironment], None],
    use_uv: bool = True,
) -> BuiltEnvironment:
    """Build `name` anew; the one that is there serves until this is done, and stays when it fails.

    Parameters
    ----------
    requirements : Path
        As pip reads it. A lock file of another machine gives the same environment again.
    python : str
        The interpreter that it is made of: a path, or with uv a version.
    check : callable
        Called before jobs may use it; raises one of our errors where they must not (SEC-34).
    use_uv : bool
        Where uv is installed; pip takes several times as long.

    Raises
    ------
    InvalidInput
        There is no such file or interpreter.
    EnvironmentUnavailable
        It can't be built; the message ends with what the installer said.
    AutogradeError
        What `check` raised.
    """
    if not requirements.is_file():
        raise InvalidInput(f"There is no file {str(requirements)!r}.")
    installer = find_installer(use_uv=use_uv)
    folder = store.new_build(name)
    try:
        lock_file, own = folder / "requirements.lock", folder / "always.in"
        own.write_text("".join(f"{package}\n" for package in ALWAYS))
        on_progress("Making a virtual environment")
        interpreter = installer.make(folder / "venv", python)
        on_progress("Locking")
        locked = installer.lock(interpreter, [requirements.absolute(), own])
        on_progress("Installing")
        lock_file.write_text(locked)
        installer.install(interpreter, lock_file)
        on_progress("Trying it")
        facts = json.loads(run([str(interpreter), "-I", "-c", _QUESTION], "It does not start"))
        text = f"# Python {facts['version']}, {facts['platform']}\n{locked}"
        lock_file.write_text(text)
        built = BuiltEnvironment(
            name=name,
            python=str(interpreter),
            version=facts["version"],
            lock=hashlib.sha256(text.encode()).hexdigest(),
            build=folder.name,
            built_at=now(),
        )
        check(built)
        store.put(built, text)
    except BaseException as fault:  # Ctrl-C as well
        store.discard(name, folder)
        if isinstance(fault, (OSError, subprocess.SubprocessError, ValueError)):
            raise EnvironmentUnavailable(f"The environment {name!r} can't be built: {fault}.") from fault
        raise
    return built
