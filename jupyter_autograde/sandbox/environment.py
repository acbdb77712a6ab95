"""What an operator says about a grading Python."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """A Python that jobs run under; staff build it ahead (SEC-37).

    Parameters
    ----------
    name : str
        As in `c.AutogradeService.environments`, or as it was built (`jupyter autograde env build`).
    python : Path
        Its interpreter, absolute: `<venv>/bin/python`; with an image, inside of it.
    lock : str
        SHA-256 of the lock file that it was built from; empty where nobody locked it.
    image : str
        A container image by digest, `NAME@sha256:…` or `sha256:…`; empty for a Python of this machine.
    version : str
        Of Python; with an image only, where nobody can ask the interpreter.
    """

    name: str
    python: Path
    lock: str = ""
    image: str = ""
    version: str = ""


def default_python() -> Path:
    """Return `.venv-grading` beside our own environment, which `make install` makes, else our own Python."""
    beside = Path(sys.prefix).with_name(".venv-grading") / "bin" / "python"
    return beside if beside.exists() else Path(sys.executable)
