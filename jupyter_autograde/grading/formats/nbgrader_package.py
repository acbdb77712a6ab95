"""The files of a grading package: `package.json`, and for each notebook the version that submissions are graded by.

That version has the hidden tests and no solution. Files of the assignment are below `files/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats import manifests
from jupyter_autograde.grading.formats.base import ManualQuestion, NotebookPlan, Question
from jupyter_autograde.grading.formats.nbgrader_cells import language_of, read_cells
from jupyter_autograde.grading.formats.nbgrader_tests import question_of
from jupyter_autograde.notebook.limits import read_notebook

FORMAT = "nbgrader"
MANIFEST = manifests.NAME
GRADED = "graded.ipynb"

_FILES = "files/"
_ENVIRON = {"NBGRADER_EXECUTION": "autograde"}
"""Notebooks may ask whether they are being graded. **Source:** nbgrader 0.9.6, `converters.autograde`."""


def manifest(folders: Mapping[str, str]) -> bytes:
    """Return `package.json` for notebooks, path -> folder in the package."""
    return manifests.make(FORMAT, folders)


def shared(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files of the assignment, path in it -> content, as a package holds them."""
    return {f"{_FILES}{path}": content for path, content in files.items()}


def read_package(package: Mapping[str, bytes]) -> list[NotebookPlan]:
    """Read a package.

    Raises
    ------
    InvalidSource
        It can't be graded here; the message names why.
    """
    files = {check_path(path[len(_FILES) :]): content for path, content in package.items() if path.startswith(_FILES)}
    return [_plan(package, path, folder, files) for path, folder in manifests.read(FORMAT, package)]


def _plan(package: Mapping[str, bytes], path: str, folder: str, files: Mapping[str, bytes]) -> NotebookPlan:
    try:
        notebook = read_notebook(package[f"{folder}/{GRADED}"], name=path)
    except KeyError:
        raise InvalidSource(f"The grading package has no version of {path} to grade by.") from None
    questions: list[Question] = []
    manual: list[ManualQuestion] = []
    cells = read_cells(notebook, path, solved=False)
    for place, cell in enumerate(cells):
        role = cell.role
        if role is None:
            continue
        if role.is_test:
            questions.append(question_of(role, cell.graded, place))
        elif role.is_answer or role.task:
            manual.append(ManualQuestion(role.grade_id, role.grade_id, role.points, place))
    options: dict[str, Any] = {"cells": cells, "language": language_of(notebook)}
    return NotebookPlan(path, tuple(questions), files, options, tuple(manual), otter=False, environ=_ENVIRON)
