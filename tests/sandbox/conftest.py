"""A real bubblewrap and the grading Python."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Program
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

pytest.register_assert_rewrite(
    *(f"jupyter_autograde.testing.sandbox_{part}" for part in ("boxes", "contract", "isolation", "limits"))
)
from jupyter_autograde.testing.sandbox_boxes import write_program  # noqa: E402 - its asserts tell what they saw

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


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that runs what it is sent and answers with what `answer` is then."""
    return write_program(tmp_path)
