"""PACKAGE: what notebooks are graded with, read into the form that the engine takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jupyter_autograde.bundles import BundleLimits, BundleReader
from jupyter_autograde.cli.local.grade.gradescope import GradescopeOptions, otter_results
from jupyter_autograde.errors import InvalidInput, InvalidSource
from jupyter_autograde.grading.engine import GradingOutcome
from jupyter_autograde.grading.formats import NotebookPlan, OtterFormat, otter_package

NOTEBOOK = "notebook.ipynb"
"""What a submission is called in the box, whatever its file's name: so all are graded with one and the same package."""

_CONFIG = "otter_config.json"
_FOLDER = "notebooks/1"


class OtterPackage:
    """`autograder.zip` of `otter assign`.

    Parameters
    ----------
    files : mapping
        As in the archive.
    name : str
        For messages.

    Raises
    ------
    InvalidSource
        It is none, or can't be graded here; the message says why.
    """

    def __init__(self, files: Mapping[str, bytes], name: str) -> None:
        if not any(path.startswith("tests/") and path.endswith(".py") for path in files):
            raise InvalidSource(
                f"{name} holds no tests. PACKAGE is the autograder.zip that `otter assign` has made, or for nbgrader "
                "the source notebook."
            )
        self.files = otter_package.kept(files, _FOLDER)
        self.files[otter_package.MANIFEST] = otter_package.manifest({NOTEBOOK: _FOLDER})
        self.plans: Sequence[NotebookPlan] = OtterFormat().read(self.files)
        self._options = GradescopeOptions.read(json.loads(files.get(_CONFIG, b"{}")))

    def submission(self, name: str, content: bytes) -> dict[str, bytes]:
        """Return what is graded: the notebook, and once more under its own name, which code in it may open."""
        return {name: content, NOTEBOOK: content}

    def named(self, outcome: GradingOutcome, name: str) -> GradingOutcome:
        """Return the outcome with the submission's own name in it."""
        result = outcome.result
        questions = [question.model_copy(update={"notebook": name}) for question in result.questions]
        message = result.message.replace(NOTEBOOK, name)
        renamed = result.model_copy(update={"questions": questions, "message": message})
        notebooks = {path.replace(NOTEBOOK, name): content for path, content in outcome.notebooks.items()}
        return replace(outcome, result=renamed, notebooks=notebooks)

    def results(self, outcome: GradingOutcome) -> dict[str, Any]:
        """Return what goes into `results.json`."""
        return otter_results(self.plans, outcome, self._options)


def read_package(path: Path) -> OtterPackage:
    """Read PACKAGE.

    Raises
    ------
    InvalidInput
        There is none, or it can't be used; the message says why.
    """
    if not path.exists():
        raise InvalidInput(f"There is no package {path.name!r} at {path.parent}.")
    try:
        return OtterPackage(_files(path), path.name)
    except InvalidInput as refusal:
        raise InvalidInput(f"The package {path.name!r} can't be used: {refusal.message}") from refusal


def _files(path: Path) -> dict[str, bytes]:
    """Return the files of an archive or a folder."""
    if path.is_dir():
        return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}
    try:
        with path.open("rb") as archive:
            return dict(BundleReader(archive, BundleLimits()).files())
    except OSError as fault:
        raise InvalidInput(f"it can't be read ({fault.strerror}).") from fault
