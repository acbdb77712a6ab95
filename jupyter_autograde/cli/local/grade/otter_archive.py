"""otter's `autograder.zip`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_autograde.cli.local.grade.graded_with import NOTEBOOK, GradedWith
from jupyter_autograde.cli.local.grade.gradescope import GradescopeOptions, otter_results
from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.engine import GradingOutcome
from jupyter_autograde.grading.formats import NotebookPlan, OtterFormat, otter_package

_CONFIG = "otter_config.json"
_FOLDER = "notebooks/1"


def has_config(files: Mapping[str, bytes]) -> bool:
    """Return whether only otter can have made the files."""
    return _CONFIG in files


def has_tests(files: Mapping[str, bytes]) -> bool:
    """Return whether otter may have made the files; a folder of tests is not otter's alone."""
    return any(_is_test(path) for path in files)


class OtterArchive(GradedWith):
    """An archive that `otter assign` has made; it is of one notebook, so all submissions are graded with it.

    Parameters
    ----------
    files : mapping
        As in the archive.

    Raises
    ------
    InvalidSource
        It can't be graded here; the message says why.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        if not has_tests(files):
            raise InvalidSource("it holds no tests.")
        kept = otter_package.kept(files, _FOLDER)
        super().__init__({**kept, otter_package.MANIFEST: otter_package.manifest({NOTEBOOK: _FOLDER})})
        self._plans: Sequence[NotebookPlan] = OtterFormat().read(self.files)
        self._options = GradescopeOptions.read(json.loads(files.get(_CONFIG, b"{}")))

    def for_notebook(self, name: str, content: bytes) -> GradedWith:
        """Return this."""
        return self

    def results(self, outcome: GradingOutcome) -> dict[str, Any]:
        """Return what otter writes."""
        return otter_results(self._plans, outcome, self._options)


def _is_test(path: str) -> bool:
    return path.startswith("tests/") and path.endswith(".py")
