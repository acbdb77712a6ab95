"""Assignments written for otter-grader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_autograde.grading.formats import otter_package
from jupyter_autograde.grading.formats.base import CellToRun, GradingFormat, NotebookPlan
from jupyter_autograde.grading.formats.otter_cells import cells_to_run


class OtterFormat(GradingFormat):
    """otter-grader's test files and rules."""

    name = otter_package.FORMAT

    def read(self, package: Mapping[str, bytes]) -> list[NotebookPlan]:
        """Read a grading package."""
        return otter_package.read_package(package)

    def cells(self, plan: NotebookPlan, notebook: Mapping[str, Any]) -> list[CellToRun]:
        """Return what to execute of a submitted notebook."""
        return cells_to_run(notebook, plan.options["config"])

    def package(self, path: str, files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
        """Keep of otter's autograder archive what grading needs."""
        return otter_package.kept(files, folder)
