"""What is graded: a small notebook for otter and for nbgrader, and one with tables and three figures."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent.parent / "tests" / "notebooks" / "grading"

_FIGURES = (
    "heights['height'].plot.hist(bins=4)\nplt.title('all')\nplt.show()",
    "figure, axes = plt.subplots()\naxes.plot(np.cumsum(scaled), label='sum')\naxes.legend()\nplt.show()",
)
"""After the one that the assignment asks for."""

_FUNCTIONS = {
    "square": ("def square(x):", "return x * x", ["assert square(3) == 9"], ["assert square(-12) == 144"]),
    "evens": (
        "def evens(n):",
        "return [k for k in range(n) if k % 2 == 0]",
        ["assert len(evens(10)) == 5"],
        ["assert evens(10) == [0, 2, 4, 6, 8]"],
    ),
    "divide": ("def divide(a, b):", "return a / b", ["assert divide(8, 2) == 4.0"], ["assert divide(1, 4) == 0.25"]),
    "factorial": (
        "def factorial(n):",
        "return 1 if n == 0 else n * factorial(n - 1)",
        ["assert factorial(3) == 6"],
        ["assert factorial(5) == 120"],
    ),
    "words": (
        "def words(text):",
        "return sorted(set(text.split()))",
        ["assert words('b a') == ['a', 'b']"],
        ["assert words('x y x') == ['x', 'y']"],
    ),
}


@dataclass(frozen=True)
class Work:
    """An assignment and a perfect submission of it.

    Parameters
    ----------
    package : Path
        What `grade` and `otter run -a` take.
    solved : Path
        The submission.
    """

    name: str
    package: Path
    solved: Path

    def copies(self, folder: Path, number: int) -> list[Path]:
        """Return so many submissions."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"s{place:03}.ipynb" for place in range(number)]
        for path in paths:
            shutil.copyfile(self.solved, path)
        return paths


def small(folder: Path, otter: Path) -> Work:
    """Five questions of plain Python, built by otter itself."""
    return _assigned("plain", folder, otter)


def figures(folder: Path, otter: Path) -> Work:
    """Tables with pandas and numpy, and three figures."""
    work = _assigned("tables", folder, otter)
    notebook = json.loads(work.solved.read_text())
    notebook["cells"] += [_cell("code", source) for source in _FIGURES]
    work.solved.write_text(json.dumps(notebook))
    return work


def _assigned(name: str, folder: Path, otter: Path) -> Work:
    place = folder / name
    shutil.copytree(SOURCES / name, place)
    words = [str(otter / "python"), "-m", "otter", "assign", f"{name}.ipynb", "dist", "--no-run-tests"]
    subprocess.run(words, cwd=place, check=True, capture_output=True)
    (package,) = (place / "dist" / "autograder").glob("*.zip")
    return Work(name, package, place / "dist" / "autograder" / f"{name}.ipynb")


def nbgrader_source(path: Path) -> None:
    """Write a notebook of five functions with their tests in nbgrader's format: solutions are still in it."""
    cells = []
    for name, (head, body, shown, hidden) in _FUNCTIONS.items():
        solution = f"{head}\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
        tests = [*shown, "### BEGIN HIDDEN TESTS", *hidden, "### END HIDDEN TESTS"]
        cells += [
            _cell("code", solution, grade_id=name, solution=True, grade=False),
            _cell("code", "\n".join(tests), grade_id=f"test_{name}", solution=False, grade=True),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1))


def _cell(kind: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"c{abs(hash(source)) % 10**8}", "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if nbgrader:
        points = {"points": 1} if nbgrader["grade"] else {}
        cell["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "task": False,
            "locked": nbgrader["grade"],
            **points,
            **nbgrader,
        }
        cell["metadata"]["nbgrader"] |= {"cell_type": kind}
    return cell
