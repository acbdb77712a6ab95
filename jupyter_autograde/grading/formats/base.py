"""What every format gives: questions with points, and the cells to run. All of it is data, nothing is executed."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.models.regrade import check_text


class TestKind(StrEnum):
    """How the code of a test is written."""

    __test__ = False  # not a test class of pytest

    DOCTEST = "doctest"
    FUNCTION = "function"
    """The body of a function that raises when the test fails."""
    CELL = "cell"
    """Statements of a cell, in the notebook's own names; an exception or text on stderr fails the test."""


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
    secret : str or None
        Of a hidden case: the lines that students must not have. None = all of `code`.
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
    secret: str | None = None

    def for_scorer(self) -> dict[str, Any]:
        """Return what the scorer needs: no name, no points."""
        if self.kind is TestKind.DOCTEST:
            return {"kind": "doctest", "code": self.code, "hidden": self.hidden}
        if self.kind is TestKind.CELL:
            return {"kind": "cell", "code": self.code, "hidden": self.hidden}
        return {
            "kind": "function",
            "hidden": self.hidden,
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
    place : int
        Where it stands among the questions of its notebook, those for a person included.
    """

    key: str
    name: str
    cases: tuple[TestCase, ...]
    all_or_nothing: bool = False
    place: int = 0

    def __post_init__(self) -> None:
        """Refuse names that can't be shown, or kept in any database."""
        _check_names(self.name, *(case.name for case in self.cases))

    @property
    def max_score(self) -> float:
        """The points of all cases."""
        return math.fsum(case.points for case in self.cases)

    def points(self, passed: Sequence[bool], shares: Sequence[float] | None = None) -> list[float]:
        """Return the points of each case for a pass vector; their sum is the score (SEC-09).

        Parameters
        ----------
        shares : sequence of float, optional
            Of each case's points that it gives when it passes, from 0 to 1; None = all.
        """
        if self.all_or_nothing and not all(passed):
            return [0.0] * len(self.cases)
        worth = zip(self.cases, passed, shares or [1.0] * len(self.cases), strict=True)
        return [case.points * min(max(share, 0.0), 1.0) if ok else 0.0 for case, ok, share in worth]


@dataclass(frozen=True)
class ManualQuestion:
    """A question that a person grades: its points count in the maximum.

    Parameters
    ----------
    place : int
        As in `Question`.
    """

    key: str
    name: str
    max_score: float
    place: int = 0

    def __post_init__(self) -> None:
        """Refuse a name that can't be shown, or kept in any database."""
        _check_names(self.name)


def _check_names(*names: str) -> None:
    for name in names:
        try:
            check_text(name)
        except ValueError as fault:
            raise InvalidSource(f"A question or test can't be named {name[:200]!a}: {fault}.") from fault


@dataclass(frozen=True)
class CellToRun:
    """Source to execute; `number` is the cell of the notebook it belongs to, None for one that the format adds.

    Parameters
    ----------
    question : str or None
        The question that is asked in place of the cell: its source is the scorer's, not the student's.
    """

    source: str
    number: int | None = None
    question: str | None = None


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
    manual : tuple of ManualQuestion
        What a person grades.
    otter : bool
        The notebook asks its tests itself, through otter's `Notebook.check`: it finds otter's names and test files.
    environ : mapping
        Environment variables that the notebook sees beside the sandbox's own.
    fork_hidden : bool
        Each hidden test runs in a fork: what it changes is gone afterwards.
    """

    path: str
    questions: tuple[Question, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    manual: tuple[ManualQuestion, ...] = ()
    otter: bool = True
    environ: Mapping[str, str] = field(default_factory=dict)
    fork_hidden: bool = False

    @property
    def folder(self) -> str:
        """The notebook's folder in the bundle; empty for the root."""
        return self.path.rpartition("/")[0]

    @property
    def in_order(self) -> list[Question | ManualQuestion]:
        """All questions, those for a person included, in the notebook's order."""
        both: list[Question | ManualQuestion] = [*self.questions, *self.manual]
        return sorted(both, key=lambda question: question.place)


@dataclass(frozen=True)
class NotebookWork:
    """A submitted notebook, ready to be run.

    Parameters
    ----------
    notebook : mapping
        As it is run: repaired where the format knows how. `CellToRun.number` counts its cells.
    repairs : tuple of str
        Sentences for staff: what was repaired.
    unanswered : frozenset of str
        Keys of manual questions whose answer is the release's own text: they have no points.
    """

    notebook: Mapping[str, Any]
    cells: tuple[CellToRun, ...]
    repairs: tuple[str, ...] = ()
    unanswered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MadeFiles:
    """What a format makes of a source; all are files, path -> content.

    Parameters
    ----------
    student : dict
        The student bundle.
    package : dict
        The grading package.
    solution : dict
        The notebooks with the solution, as a student would submit them.
    log : str
        For the instructor.
    """

    student: dict[str, bytes]
    package: dict[str, bytes]
    solution: dict[str, bytes] = field(repr=False)
    log: str = ""


class BuildTool(Protocol):
    """Runs a build program of a format in a box."""

    def assign(self, source: Mapping[str, bytes], notebooks: Sequence[str]) -> tuple[dict[str, bytes], str]:
        """Run `otter assign` on each notebook; return the files it made and what it printed.

        The files of notebook n are `n/student/…`, `n/solution/notebook.ipynb` and `n/package/…`.

        Raises
        ------
        InvalidSource, BundleTooLarge
            The source is at fault.
        GradingError
            It could not be run.
        """


class GradingFormat(ABC):
    """A way to write assignments."""

    name: str
    """As in a package's `package.json`."""

    @abstractmethod
    def recognises(self, notebook: Mapping[str, Any]) -> str:
        """Return the mark by which a source notebook is of this format, in a few words; empty when there is none."""

    @abstractmethod
    def make(self, source: Mapping[str, bytes], notebooks: Sequence[str], tool: BuildTool) -> MadeFiles:
        """Make student version, grading package and solution of a source; `notebooks` are paths in it.

        Raises
        ------
        InvalidSource, InvalidNotebook, BundleTooLarge
            The source is at fault; the message says why.
        GradingError
            The build could not be done.
        """

    @abstractmethod
    def read(self, package: Mapping[str, bytes]) -> list[NotebookPlan]:
        """Read a grading package.

        Raises
        ------
        InvalidSource
            The package can't be graded here; the message names why.
        """

    def public(self, plan: NotebookPlan) -> NotebookPlan:
        """Return the plan without any hidden test: nothing that is made with it can tell of one."""
        questions = (
            replace(question, cases=tuple(case for case in question.cases if not case.hidden))
            for question in plan.questions
        )
        return replace(plan, questions=tuple(questions))

    @abstractmethod
    def prepare(self, plan: NotebookPlan, notebook: Mapping[str, Any]) -> NotebookWork:
        """Return what to run of a submitted notebook. Its metadata has no authority (SEC-10)."""
