"""A grading engine without a sandbox or a Python to start: for tests of everything around it.

It takes its verdicts from the submission's text, so it must never be configured outside of tests:
`score: 3` anywhere in the submitted notebooks scores 3 points of 10, and after `raises: ` stands, to the end of its
line, what the first test is said to have raised.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_autograde.bundles import identity_of
from jupyter_autograde.errors import GradingError, InvalidSource
from jupyter_autograde.models.grade import (
    Assurance,
    CaseResult,
    GradeResult,
    GradeStatus,
    QuestionResult,
    ReleaseReport,
    TestAssurance,
    pending_sentence,
)
from jupyter_autograde.models.raised_error import RaisedError
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.sandbox.base import Limits

MAX_SCORE = 10.0
_SCORE = re.compile(rb"score: (\d+)")
_RAISES = re.compile(rb"raises: ([^\n]+)")


@dataclass(frozen=True)
class FakeOutcome:
    """As `grading.contract.Outcome`."""

    result: GradeResult
    notebooks: Mapping[str, bytes]
    log: str
    errors: Sequence[RaisedError] = ()


@dataclass(frozen=True)
class FakeBuilt:
    """As `grading.contract.Built`."""

    student: Mapping[str, bytes]
    package: Mapping[str, bytes]
    notebooks: Sequence[str]
    log: str
    solution: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class FakeEngine:
    """Scores what the submission asks for.

    Parameters
    ----------
    hold : threading.Event, optional
        When given, grading waits until it is set: for tests that look at running jobs.
    failures : int
        So many first gradings raise GradingError.
    crash : bool
        While True, grading breaks with an error that nobody foresaw.
    score : float, optional
        When given, every submission scores it, whatever it asks for.
    proof_seconds : float
        What the proof of a version is said to have taken.
    """

    hold: threading.Event | None = None
    failures: int = 0
    crash: bool = False
    score: float | None = None
    one_cell: bool = False
    """The tests are parts of one test cell, from the next build on."""
    essay: float = 0
    """Points of a question `essay` that a person grades, from the next build or grading on; 0 = there is none."""
    proof_seconds: float = 0.1
    graded: list[str] = field(default_factory=list)
    """Identities of the submissions graded so far."""

    shown: list[str] = field(default_factory=list)
    """Identities of the submissions that were run for their students so far."""
    limits: Limits = field(default_factory=Limits)
    asked: list[Limits] = field(default_factory=list)
    """The limits of each grading so far."""

    def warm_up(self) -> None:
        """Start nothing."""

    def close(self) -> None:
        """Keep nothing."""

    def identity(self, environment: str, limits: Limits) -> str:
        """Return the same always, so that equal submissions get equal grades."""
        return f"fake {environment} {limits}"

    def grade(
        self,
        package: Mapping[str, bytes],
        submission: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Callable[[str], None],
        limits: Limits,
    ) -> FakeOutcome:
        """Return the asked score; all of it for the package's own solution."""
        on_progress("Running the cells")
        if self.hold is not None:
            self.hold.wait()
        if self.crash:
            raise ZeroDivisionError
        if self.failures:
            self.failures -= 1
            raise GradingError("The engine was told to fail.")
        self.graded.append(identity_of(submission))
        self.asked.append(limits)
        asked = [int(found) for text in submission.values() for found in _SCORE.findall(text)]
        score = min(float(max(asked, default=0)), MAX_SCORE) if self.score is None else self.score
        notebooks = {path: text for path, text in submission.items() if path.endswith(".ipynb")}
        errors = [
            RaisedError(notebook="hw1.ipynb", question="q1", test="q1 - 1", text=found.decode("utf-8", "replace"))
            for text in submission.values()
            for found in _RAISES.findall(text)
        ]
        return FakeOutcome(self._result(score, package, environment), notebooks, f"scored {score}", errors)

    def show(
        self,
        package: Mapping[str, bytes],
        submission: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Callable[[str], None],
        limits: Limits,
    ) -> Mapping[str, bytes]:
        """Return the notebooks as they were handed in, outputs included."""
        if self.hold is not None:
            self.hold.wait()
        if self.crash:
            raise ZeroDivisionError
        self.shown.append(identity_of(submission))
        notebooks = {path: text for path, text in submission.items() if path.endswith(".ipynb")}
        for path, text in notebooks.items():
            read_notebook(text, name=path)
        return notebooks

    def build(
        self,
        source: Mapping[str, bytes],
        notebooks: Sequence[str],
        *,
        environment: str,
        on_progress: Callable[[str], None],
    ) -> FakeBuilt:
        """Take the source as the student version; `broken` anywhere in it is refused."""
        on_progress("Making the student version")
        if any(b"broken" in text for text in source.values()):
            raise InvalidSource("The notebook has no assignment in it.")
        solution = {path: source[path] for path in notebooks}
        return FakeBuilt(dict(source), {"package.json": b"{}"}, list(notebooks), "built", solution)

    def prove(
        self,
        built: FakeBuilt,
        source: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Callable[[str], None],
        limits: Limits,
    ) -> ReleaseReport:
        """Give full marks to the solution, unless it says `unsolved`; it is nbgrader's where it says so."""
        on_progress("Running the solution")
        wrong = any(b"unsolved" in text for text in source.values())
        return ReleaseReport(
            format="nbgrader" if any(b"nbgrader" in text for text in source.values()) else "otter",
            max_score=MAX_SCORE + self.essay,
            manual_score=self.essay,
            manual_questions=["essay"] if self.essay else [],
            solution_score=0 if wrong else MAX_SCORE,
            empty_score=0,
            seconds=self.proof_seconds,
            peak_memory=1 << 20,
            tests=[
                TestAssurance(
                    question="q1", case=case, assurance=Assurance.BLIND, part_of_cell=self.one_cell, points=5.0
                )
                for case in ("q1 - 1", "q1 - 2")
            ],
            failing=["q1 - 1"] if wrong else [],
            refusal="The solution does not reach full marks." if wrong else None,
        )

    def _result(self, score: float, package: Mapping[str, bytes], environment: str) -> GradeResult:
        cases = [
            CaseResult(name="q1 - 1", passed=score >= 5, hidden=False, points=min(score, 5.0), max_points=5.0),
            CaseResult(name="q1 - 2", passed=score >= MAX_SCORE, hidden=True, points=max(score - 5, 0), max_points=5.0),
        ]
        questions = [QuestionResult(name="q1", notebook="hw1.ipynb", score=score, max_score=MAX_SCORE, cases=cases)]
        if self.essay:
            questions.append(_essay(self.essay))
        return GradeResult(
            status=GradeStatus.OK,
            score=score,
            max_score=MAX_SCORE + self.essay,
            questions=questions,
            message=pending_sentence(questions),
            sandbox="none (test engine)",
            environment=environment,
            package_sha256=identity_of(package),
            engine="fake",
            seconds=0.1,
        )


def _essay(points: float) -> QuestionResult:
    return QuestionResult(
        name="essay",
        notebook="hw1.ipynb",
        score=0,
        max_score=points,
        cases=[],
        manual=True,
        needs_manual_grade=True,
        message="The course staff will grade this.",
    )
