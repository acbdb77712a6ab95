"""A real bubblewrap and the grading Python."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_autograde.sandbox import BubblewrapSandbox, Environment

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment() -> Environment:
    python = os.environ.get("AUTOGRADE_GRADING_PYTHON", str(REPOSITORY / ".venv-grading" / "bin" / "python"))
    return Environment("default", Path(python))


@pytest.fixture(scope="session")
def sandbox() -> BubblewrapSandbox:
    return BubblewrapSandbox()
