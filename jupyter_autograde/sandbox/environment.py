"""What an operator says about a grading Python."""

from __future__ import annotations

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
