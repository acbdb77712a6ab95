"""A real bubblewrap and the grading Python."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.sandbox import BubblewrapSandbox, Environment
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment() -> Environment:
    python = os.environ.get("AUTOGRADE_GRADING_PYTHON", str(REPOSITORY / ".venv-grading" / "bin" / "python"))
    return Environment("default", Path(python))


@pytest.fixture(scope="session", params=[BubblewrapSandbox, WarmBubblewrapSandbox], ids=["cold", "warm"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[BubblewrapSandbox]:
    made: BubblewrapSandbox = request.param()
    yield made
    made.close()
