"""People of a site that ran ngshare: each with a home, and the unmodified nbgrader with ngshare-exchange."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_autograde.testing.old_clients import CLIENTS

BIN = CLIENTS / "bin"

_CONFIG = """\
c = get_config()
from ngshare_exchange import configureExchange
configureExchange(c, {url!r})
c.CourseDirectory.course_id = {course!r}
"""


class NbgraderUser:
    """Somebody at a terminal of their server.

    Parameters
    ----------
    name, token : str
        As the hub knows them.
    home : Path
    url : str
        Where ngshare was, without a `/` at the end.
    course : str
        Of the configuration.
    """

    def __init__(self, name: str, token: str, home: Path, url: str, course: str) -> None:
        self.name, self.home = name, home
        home.mkdir(parents=True, exist_ok=True)
        (home / "nbgrader_config.py").write_text(_CONFIG.format(url=url, course=course))
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "JUPYTER", "JPY_"))}
        self._environment = {
            **kept,
            "HOME": str(home),
            "USER": name,
            "JUPYTERHUB_USER": name,
            "JUPYTERHUB_API_TOKEN": token,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        }

    def run(self, *words: str) -> str:
        """Run a command in the home; return all that it prints, and fail when it does."""
        done = self.try_to_run(*words)
        assert done.returncode == 0, f"{self.name}: {' '.join(words)}: {done.returncode}\n{done.stdout}"
        return done.stdout

    def try_to_run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the home."""
        program, *rest = words
        return subprocess.run(
            [str(BIN / program), *rest],
            cwd=self.home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    def write_source(self, assignment: str, name: str, content: bytes) -> None:
        """Put a notebook where nbgrader looks for the sources of an assignment."""
        folder = self.home / "source" / assignment
        folder.mkdir(parents=True)
        (folder / name).write_bytes(content)

    def answer(self, notebook: str, answers: Mapping[str, str]) -> None:
        """Write code into cells of a fetched notebook, by their nbgrader names."""
        path = self.home / notebook
        content = json.loads(path.read_text())
        for cell in content["cells"]:
            if (name := cell["metadata"]["nbgrader"]["grade_id"]) in answers:
                cell["source"] = answers[name]
        path.write_text(json.dumps(content))


def source_notebook() -> bytes:
    """Return a notebook of an instructor: `double` for two points, one of them for a hidden test."""
    solution = "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
    hidden = "### BEGIN HIDDEN TESTS\nassert double(-1) == -2\n### END HIDDEN TESTS"
    cells = [
        _cell("double", solution, solution=True),
        _cell("test_double", "assert double(2) == 4", grade=True, locked=True, points=1),
        _cell("test_negative", f"assert double(0) == 0\n{hidden}", grade=True, locked=True, points=1),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _cell(name: str, source: str, **flags: Any) -> dict[str, Any]:
    nbgrader = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    metadata = {"nbgrader": {**nbgrader, "grade_id": name, **flags}}
    cell = {"cell_type": "code", "id": name.replace("_", "-"), "metadata": metadata, "source": source}
    return {**cell, "outputs": [], "execution_count": None}
