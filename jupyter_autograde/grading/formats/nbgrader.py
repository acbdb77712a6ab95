"""Assignments written for nbgrader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jupyter_autograde.grading.formats import nbgrader_package
from jupyter_autograde.grading.formats.base import (
    BuildTool,
    CellToRun,
    GradingFormat,
    MadeFiles,
    NotebookPlan,
    NotebookWork,
)
from jupyter_autograde.grading.formats.nbgrader_build import make_release
from jupyter_autograde.grading.formats.nbgrader_metadata import RoleFault, read_role
from jupyter_autograde.grading.formats.nbgrader_repair import Repaired, repair
from jupyter_autograde.notebook.tags import skips_execution


class NbgraderFormat(GradingFormat):
    """nbgrader's cell metadata and rules."""

    name = nbgrader_package.FORMAT

    def recognises(self, notebook: Mapping[str, Any]) -> str:
        """Return the place of the first cell with a role in nbgrader."""
        for number, cell in enumerate(notebook["cells"], start=1):
            try:
                role = read_role(cell)
            except RoleFault:
                return f"nbgrader's metadata (cell {number})"
            if role is not None:
                return f"nbgrader's metadata (cell {number})"
        return ""

    def make(self, source: Mapping[str, bytes], notebooks: Sequence[str], tool: BuildTool) -> MadeFiles:
        """Make the versions from the notebooks' text; nothing is run."""
        return make_release(source, notebooks)

    def read(self, package: Mapping[str, bytes]) -> list[NotebookPlan]:
        """Read a grading package."""
        return nbgrader_package.read_package(package)

    def public(self, plan: NotebookPlan) -> NotebookPlan:
        """Return the plan without hidden tests, neither to ask nor in the text of a restored cell."""
        cells = [
            replace(cell, graded=cell.released, cell={**cell.cell, "source": cell.released})
            for cell in plan.options["cells"]
        ]
        return replace(super().public(plan), options={**plan.options, "cells": cells})

    def prepare(self, plan: NotebookPlan, notebook: Mapping[str, Any]) -> NotebookWork:
        """Repair a submitted notebook; ask each test cell in its place."""
        repaired = repair(plan.options["cells"], notebook["cells"])
        cells = _cells_to_run(repaired) if plan.options["language"] == "python" else ()
        return NotebookWork(
            {**notebook, "cells": repaired.cells}, cells, tuple(repaired.repairs), _unanswered(repaired)
        )


def _cells_to_run(repaired: Repaired) -> tuple[CellToRun, ...]:
    run = []
    for number, cell in enumerate(repaired.cells):
        source = repaired.roles.get(number)
        role = source.role if source is not None else None
        if role is not None and role.is_test:
            run.append(CellToRun(cell["source"], number, question=role.grade_id))
        elif cell["cell_type"] == "code" and cell["source"].strip() and not skips_execution(cell):
            run.append(CellToRun(cell["source"], number))
    return tuple(run)


def _unanswered(repaired: Repaired) -> frozenset[str]:
    """Return the manually graded answers that are as they were handed out."""
    return frozenset(
        source.role.grade_id
        for number, source in repaired.roles.items()
        if source.role is not None and source.role.is_answer and repaired.cells[number]["source"] == source.released
    )
