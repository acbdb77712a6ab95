"""What every format gives: questions with points, and the cells to run. All of it is data, nothing is executed."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ENTRY_POINT_GROUP = "jupyter_autograde.formats"


class TestKind(StrEnum):
    """How the code of a test is written."""

    __test__ = False  # not a test class of pytest

    DOCTEST = "doctest"
    FUNCTION = "function"
    """The body of a function that raises when the test fails."""


@dataclass(frozen=True)
class TestCase:
    """One test case.

    Parameters
    ----------
    points : float
        Resolved: what the case gives when it passes.
    preamble : str
        Of a function: the statements of its module (imports, constants, helpers).
    parameters : tuple of str
        Of a function: the names of the notebook that it sees.
    """

    __test__ = False

    name: str
    kind: TestKind
    code: str
    points: float
    hidden: bool
    success_message: str = ""
    failure_message: str = ""
    preamble: str = ""
    parameters: tuple[str, ...] = ()

    def for_scorer(self) -> dict[str, Any]:
        """Return what the scorer needs: no name, no points."""
        if self.kind is TestKind.DOCTEST:
            return {"kind": "doctest", "code": self.code}
        return {
            "kind": "function",
            "code": self.code,
            "preamble": self.preamble,
            "parameters": list(self.parameters),
        }


@dataclass(frozen=True)
class Question:
    """A question: its cases in the order they are asked.

    Parameters
    ----------
    key : str
        What a check cell calls it.
    name : str
        What people call it.
    """

    key: str
    name: str
    cases: tuple[TestCase, ...]
    all_or_nothing: bool = False

    @property
    def max_score(self) -> float:
        """The points of all cases."""
        return math.fsum(case.points for case in self.cases)

    def points(self, passed: Sequence[bool]) -> list[float]:
        """Return the points of each case for a pass vector; their sum is the score (SEC-09)."""
        if self.all_or_nothing and not all(passed):
            return [0.0] * len(self.cases)
        return [case.points if ok else 0.0 for case, ok in zip(self.cases, passed, strict=True)]


@dataclass(frozen=True)
class CellToRun:
    """Source to execute; `number` is the cell of the notebook it belongs to, None for one that the format adds."""

    source: str
    number: int | None = None


@dataclass(frozen=True)
class NotebookPlan:
    """One notebook of an assignment.

    Parameters
    ----------
    path : str
        In student bundle and submission.
    files : mapping
        Support files, path relative to the bundle's root -> content; they replace a student's.
    options : mapping
        The format's own, of this notebook.
    """

    path: str
    questions: tuple[Question, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The notebook's folder in the bundle; empty for the root."""
        return self.path.rpartition("/")[0]


class GradingFormat(ABC):
    """A way to write assignments."""

    name: str

    @abstractmethod
    def read(self, package: Mapping[str, bytes]) -> list[NotebookPlan]:
        """Read a grading package.

        Raises
        ------
        InvalidSource
            The package can't be graded here; the message names why.
        """

    @abstractmethod
    def cells(self, plan: NotebookPlan, notebook: Mapping[str, Any]) -> list[CellToRun]:
        """Return what to execute of a submitted notebook, in order. Its metadata has no authority (SEC-10)."""

    @abstractmethod
    def package(self, path: str, files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
        """Return the files of a grading package for one notebook, from what the format's build tool made."""
