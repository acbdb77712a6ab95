"""Assignments written for otter-grader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_autograde.grading.formats import otter_package
from jupyter_autograde.grading.formats.base import BuildTool, GradingFormat, MadeFiles, NotebookPlan, NotebookWork
from jupyter_autograde.grading.formats.otter_build import assemble
from jupyter_autograde.grading.formats.otter_cells import cells_to_run

_MARK = re.compile(r"#\s+(assignment\s+config|begin\s+question)", re.IGNORECASE)
"""**Source:** otter-grader 7.0, `otter.assign.blocks`."""


class OtterFormat(GradingFormat):
    """otter-grader's test files and rules."""

    name = otter_package.FORMAT

    def recognises(self, notebook: Mapping[str, Any]) -> str:
        """Return the place of a raw cell that configures otter."""
        for number, cell in enumerate(notebook["cells"], start=1):
            if cell["cell_type"] == "raw" and (mark := _MARK.match(cell["source"])):
                return f"otter's `{mark.group()}` (cell {number})"
        return ""

    def make(self, source: Mapping[str, bytes], notebooks: Sequence[str], tool: BuildTool) -> MadeFiles:
        """Let `otter assign` make the versions."""
        made, log = tool.assign(source, notebooks)
        return assemble(source, notebooks, made, log)

    def read(self, package: Mapping[str, bytes]) -> list[NotebookPlan]:
        """Read a grading package."""
        return otter_package.read_package(package)

    def prepare(self, plan: NotebookPlan, notebook: Mapping[str, Any]) -> NotebookWork:
        """Return what to execute of a submitted notebook."""
        return NotebookWork(notebook, tuple(cells_to_run(notebook, plan.options["config"])))
