"""Which cells otter runs, and what it puts around them.

**Source:** otter-grader 7.0, `otter.execute.preprocessor.GradingPreprocessor`; nbclient, `NotebookClient.execute`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from jupyter_autograde.grading.formats.base import CellToRun
from jupyter_autograde.grading.formats.otter_config import OtterConfig
from jupyter_autograde.notebook.tags import skips_execution, tags_of

_IGNORE_TAG = "otter_ignore"


def cells_to_run(notebook: Mapping[str, Any], config: OtterConfig) -> list[CellToRun]:
    """Return the sources to execute, in order."""
    run = []
    for number, cell in enumerate(notebook["cells"]):
        metadata = cell.get("metadata", {})
        options = metadata.get("otter")
        options = options if isinstance(options, dict) else {}
        if _IGNORE_TAG in tags_of(cell) or options.get("ignore", False):
            continue
        if cell["cell_type"] == "code" and not skips_execution(cell):
            run.append(CellToRun(cell["source"], number))
        run += _checks(options.get("tests"))
    run = _seeded(run, config)
    return [cell for cell in run if cell.source.strip()]


def _checks(tests: Any) -> list[CellToRun]:
    """Return the check after a cell that names tests in its metadata."""
    if not isinstance(tests, list):
        return []
    names = [name for name in tests if isinstance(name, str)]
    checks = "".join(f"_Notebook().check({json.dumps(name)})\n" for name in names)
    return [CellToRun(f"from otter import Notebook as _Notebook\n{checks}")] if names else []


def _seeded(cells: list[CellToRun], config: OtterConfig) -> list[CellToRun]:
    if config.seed is None:
        return cells
    if config.seed_variable is not None:
        return _prefixed(cells, f"{config.seed_variable} = {config.seed}")
    numpy, random = (f"{name}_{secrets.token_hex(3).upper()}" for name in ("np", "random"))
    first = CellToRun(f"import numpy as {numpy}\nimport random as {random}")
    return [first, *_prefixed(cells, f"{numpy}.random.seed({config.seed})\n{random}.seed({config.seed})")]


def _prefixed(cells: list[CellToRun], line: str) -> list[CellToRun]:
    return [
        cell if cell.source.startswith("%%") else CellToRun(f"{line}\n{cell.source}", cell.number) for cell in cells
    ]
