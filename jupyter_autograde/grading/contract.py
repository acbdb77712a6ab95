"""What the use cases need of a grading engine; `grading.engine` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from jupyter_autograde.models.grade import GradeResult, ReleaseReport

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
    def log(self) -> str:
        """What the build printed."""


class Engine(Protocol):
    """Grades, builds and proves; thread-safe.

    All methods raise GradingError (SandboxUnavailable, EnvironmentUnavailable) when the work could not be
    done, and `build` and `prove` raise InvalidInput when the source is at fault. `on_progress` is called with a few
    words from time to time.
    """

    def identity(self, environment: str) -> str:
        """Return what besides package and submission decides a result: engine, locked environment, sandbox, limits."""

    def grade(
        self, package: Files, submission: Files, *, environment: str, on_progress: Callable[[str], None]
    ) -> Outcome:
        """Run a submission and score it. What the student's code does is a result, never an error."""

    def build(
        self, source: Files, notebooks: Sequence[str], *, environment: str, on_progress: Callable[[str], None]
    ) -> Built:
        """Make the student version and the grading package."""

    def prove(
        self, built: Any, source: Files, *, environment: str, on_progress: Callable[[str], None]
    ) -> ReleaseReport:
        """Grade the solution and the untouched student version."""
