"""What the two kinds of packages have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from jupyter_autograde.grading.engine import GradingOutcome

NOTEBOOK = "notebook.ipynb"
"""What a submission is called in the box, whatever its file's name: so all are graded with one and the same package."""


class GradedWith(ABC):
    """What one notebook is graded with.

    Parameters
    ----------
    files : mapping
        The grading package, as the engine takes it.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

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

    @abstractmethod
    def results(self, outcome: GradingOutcome) -> dict[str, Any]:
        """Return what goes into `results.json`."""


class Package(Protocol):
    """What PACKAGE names."""

    def for_notebook(self, name: str, content: bytes) -> GradedWith:
        """Return what a submission is graded with.

        Raises
        ------
        InvalidNotebook
            It belongs to no notebook of the package.
        """
