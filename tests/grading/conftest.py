"""A real engine (bubblewrap, otter) and assignments built with it once a session."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Limits
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from jupyter_autograde.testing.school import School

REPOSITORY = Path(__file__).parents[2]
SOURCES = Path(__file__).parents[1] / "notebooks" / "grading"

Submit = Callable[..., dict[str, bytes]]


@pytest.fixture(scope="session")
def environment() -> Environment:
    """The lean grading Python that `make install` makes."""
    python = os.environ.get("AUTOGRADE_GRADING_PYTHON", str(REPOSITORY / ".venv-grading" / "bin" / "python"))
    return Environment("default", Path(python))


@pytest.fixture(scope="session", params=[WarmBubblewrapSandbox, BubblewrapSandbox], ids=["warm", "cold"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[BubblewrapSandbox]:
    """Both modes: whatever a notebook does, it scores the same in either."""
    made: BubblewrapSandbox = request.param()
    yield made
    made.close()


@pytest.fixture(scope="session")
def engine(sandbox: BubblewrapSandbox, environment: Environment) -> GradingEngine:
    """Times large enough for a busy machine; tests of limits bring their own."""
    limits = Limits(wall_seconds=120, cell_seconds=30, question_seconds=20, memory=1 << 30)
    return GradingEngine(sandbox, {"default": environment}, limits=limits)


def files_of(name: str) -> dict[str, bytes]:
    folder = SOURCES / name
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(engine: GradingEngine, name: str) -> BuiltRelease:
    files = files_of(name)
    notebooks = sorted(path for path in files if path.endswith(".ipynb"))
    return engine.build(files, notebooks, environment="default")


@pytest.fixture(scope="session")
def source_files() -> Callable[[str], dict[str, bytes]]:
    return files_of


@pytest.fixture(scope="session")
def plain(engine: GradingEngine) -> BuiltRelease:
    """Five questions of plain Python, 8 points."""
    return build(engine, "plain")


@pytest.fixture(scope="session")
def tables(engine: GradingEngine) -> BuiltRelease:
    """pandas, numpy and a plot, 6 points; a seed variable; a data file."""
    return build(engine, "tables")


@pytest.fixture(scope="session")
def several(engine: GradingEngine) -> BuiltRelease:
    """Two notebooks with a question of the same name, one in a folder with data, 3 points."""
    return build(engine, "several")


@pytest.fixture(scope="session")
def functions(engine: GradingEngine) -> BuiltRelease:
    """Exception-based tests, 3 points."""
    return build(engine, "functions")


@pytest.fixture(scope="session")
def submit() -> Submit:
    """Make a submission: the solution with some cells replaced.

    `edits`: text in a cell of the solution -> its new source.
    `first`: source of a cell put in front.
    """

    def make(
        release: BuiltRelease, edits: Mapping[str, str] | None = None, *, first: str = "", path: str = ""
    ) -> dict[str, bytes]:
        path = path or release.notebooks[0]
        notebook = json.loads(release.solution[path])
        # otter leaves the hidden tests in the metadata of the version with the solution.
        notebook["metadata"] = json.loads(release.student[path])["metadata"]
        left = dict(edits or {})
        for cell in notebook["cells"]:
            for start in list(left):
                if start in cell["source"]:
                    cell["source"] = left.pop(start)
                    break
        assert not left, f"no cell has {left}"
        if first:
            cell = {"cell_type": "code", "id": "first", "metadata": {}, "source": first}
            notebook["cells"].insert(0, {**cell, "outputs": [], "execution_count": None})
        return {**release.student, **release.solution, path: json.dumps(notebook).encode()}

    return make


@pytest.fixture
def submission(school: School) -> Submission:
    """What a student has just handed in, which waits in the queue."""
    assignment = school.draft()
    school.release(assignment.id)
    return school.submit(assignment.id)[0]
