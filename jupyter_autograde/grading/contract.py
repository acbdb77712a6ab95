"""What the use cases need of a grading engine; `grading.engine` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from jupyter_autograde.models.grade import GradeResult, ReleaseReport
from jupyter_autograde.models.raised_error import RaisedError
from jupyter_autograde.sandbox.base import Limits

Files = Mapping[str, bytes]
"""Path -> content."""


class Outcome(Protocol):
    """What grading one submission gives."""

    @property
    def result(self) -> GradeResult:
        """The verdicts and the score."""

    @property
    def notebooks(self) -> Files:
        """The notebooks as they were run, with outputs; for staff."""

    @property
    def log(self) -> str:
        """What staff may read about the run."""

    @property
    def errors(self) -> Sequence[RaisedError]:
        """What cells and tests raised; for staff."""


class Built(Protocol):
    """What building a source gives."""

    @property
    def student(self) -> Files:
        """Files for the student."""

    @property
    def package(self) -> Files:
        """The grading package: tests, points, configuration."""

    @property
    def notebooks(self) -> Sequence[str]:
        """Paths of the assignment's notebooks in `student`."""

    @property
    def solution(self) -> Files:
        """The notebooks with their solutions, as they would be submitted: without hidden tests."""

    @property
    def log(self) -> str:
        """What the build printed."""


class Engine(Protocol):
    """Grades, builds and proves; thread-safe.

    All methods raise GradingError (SandboxUnavailable, EnvironmentUnavailable) when the work could not be
    done, and `build` and `prove` raise InvalidInput when the source is at fault. `on_progress` is called with a few
    words from time to time.
    """

    @property
    def limits(self) -> Limits:
        """What one grading may use where its assignment has no limits of its own."""

    def identity(self, environment: str, limits: Limits) -> str:
        """Return what besides package and submission decides a result: engine, locked environment, sandbox, limits."""

    def grade(
        self,
        package: Files,
        submission: Files,
        *,
        environment: str,
        on_progress: Callable[[str], None],
        limits: Limits,
    ) -> Outcome:
        """Run a submission and score it. What the student's code does is a result, never an error."""

    def show(
        self,
        package: Files,
        submission: Files,
        *,
        environment: str,
        on_progress: Callable[[str], None],
        limits: Limits,
    ) -> Files:
        """Run a submission for its student's eyes; return the notebooks with outputs (SEC-07).

        Raises
        ------
        InvalidNotebook
            There is nothing that could be run.
        """

    def build(
        self, source: Files, notebooks: Sequence[str], *, environment: str, on_progress: Callable[[str], None]
    ) -> Built:
        """Make the student version and the grading package."""

    def prove(
        self,
        built: Any,
        source: Files,
        *,
        environment: str,
        on_progress: Callable[[str], None],
        limits: Limits,
    ) -> ReleaseReport:
        """Grade the solution and the untouched student version."""

    def warm_up(self) -> None:
        """Start what the first jobs would have to wait for."""

    def close(self) -> None:
        """End what is kept between gradings."""
