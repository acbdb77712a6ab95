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
        As in `c.AutogradeService.environments`.
    python : Path
        Its interpreter, absolute: `<venv>/bin/python`.
    """

    name: str
    python: Path


def default_python() -> Path:
    """Return `.venv-grading` beside our own environment, which `make install` makes, else our own Python."""
    beside = Path(sys.prefix).with_name(".venv-grading") / "bin" / "python"
    return beside if beside.exists() else Path(sys.executable)
