"""An assignment as `otter assign` makes it, for the verbs that grade."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment
from jupyter_autograde.sandbox.environment import default_python

SOURCE = Path(__file__).parents[1] / "notebooks" / "grading" / "plain" / "plain.ipynb"

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `autograder.zip` (5 questions, 8 points), `solved.ipynb` and `untouched.ipynb`."""
    folder = tmp_path_factory.mktemp("assignment")
    engine = GradingEngine(BubblewrapSandbox(), {"default": Environment("default", default_python())})
    built = engine.build({"plain.ipynb": SOURCE.read_bytes()}, ["plain.ipynb"], environment="default")
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        for path, content in built.package.items():
            if path.startswith("notebooks/1/"):
                archive.writestr(path.removeprefix("notebooks/1/"), content)
        archive.writestr("run_autograder", "#!/bin/sh\n")  # as in otter's own archive; of no use here
    (folder / "untouched.ipynb").write_bytes(built.student["plain.ipynb"])
    # otter leaves the hidden tests in the metadata of the version with the solution.
    notebook = json.loads(built.solution["plain.ipynb"])
    notebook["metadata"] = json.loads(built.student["plain.ipynb"])["metadata"]
    (folder / "solved.ipynb").write_text(json.dumps(notebook))
    return folder


@pytest.fixture
def write(assignment: Path, tmp_path: Path) -> Write:
    """Write a submission: the solution under another name, with some cells replaced."""

    def make(name: str, edits: dict[str, str] | None = None, *, folder: Path = tmp_path) -> Path:
        notebook = json.loads((assignment / "solved.ipynb").read_text())
        for start, source in (edits or {}).items():
            (cell,) = [cell for cell in notebook["cells"] if cell["source"].startswith(start)]
            cell["source"] = source
        path = folder / name
        path.write_text(json.dumps(notebook))
        return path

    return make
