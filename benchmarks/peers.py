"""The programs beside ours, each in a lean environment of its own: their best case.

The environments are made when they are first needed, in `.bench` of the checkout; `make test` never needs them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parent.parent / ".bench"

OTTER = ("otter-grader==7.0.0", "ipykernel", "matplotlib", "pandas")
NBGRADER = ("nbgrader==0.9.6", "ipykernel", "matplotlib", "pandas")
NGSHARE = ("ngshare==0.6.0", "SQLAlchemy<2")
"""With SQLAlchemy 2 it says that it keeps an assignment, and does not."""


def environment(name: str, packages: tuple[str, ...]) -> Path:
    """Return the `bin` folder of an environment with `packages`, made when it is not there."""
    folder = HOME / name
    stamp = folder / "stamp"
    wanted = "\n".join(packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"making the environment {name} …", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        _call(sys.executable, "-m", "venv", str(folder))
        _call(str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *packages)
        stamp.write_text(wanted)
    return folder / "bin"


def _call(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
