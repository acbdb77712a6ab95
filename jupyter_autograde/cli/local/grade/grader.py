"""Grades requests: notebooks side by side in one sandbox, each result written as soon as it is there."""

from __future__ import annotations

import os
import shlex
import stat
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_autograde.bundles import check_path, file_sha256
from jupyter_autograde.cli.local.grade.csv_file import write_csv
from jupyter_autograde.cli.local.grade.graded_with import Package
from jupyter_autograde.cli.local.grade.package import check_apart, read_package
from jupyter_autograde.cli.local.grade.request import Request, Row
from jupyter_autograde.cli.local.grade.result_files import ResultFolder, record_of
from jupyter_autograde.errors import (
    AutogradeError,
    EnvironmentUnavailable,
    GradingError,
    InvalidInput,
    InvalidNotebook,
    NotFound,
    SandboxUnavailable,
    StorageError,
    UnsafePath,
    WorkerLost,
)
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.notebook.limits import NotebookLimits
from jupyter_autograde.sandbox import Environment, Limits, Sandbox
from jupyter_autograde.sandbox.environment_layout import inspect_environment

_PACKAGES = 16
"""Kept read, for requests that come one notebook at a time."""

_LOG_CHARACTERS = 600


@dataclass
class _Line:
    """One notebook of a request."""

    notebook: Path
    folder: ResultFolder
    row: Row = field(default_factory=Row)
    points: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Job:
    """What all lines of a request have in common."""

    package: Package
    engine: GradingEngine
    environment: str
    feedback: bool


class Grader:
    """Safe to use from several threads.

    Parameters
    ----------
    environments : mapping
        Name -> Python; the first is the default.
    default : str
        The environment of requests that name none, as in a request; empty: the first one.
    slots : int
        How many notebooks run at once, of all requests together.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        environments: Mapping[str, Environment],
        *,
        default: str = "",
        slots: int = 0,
        limits: Limits | None = None,
    ) -> None:
        self._sandbox, self._environments, self._limits = sandbox, environments, limits or Limits()
        self._default = default or next(iter(self._environments))
        self.slots = slots or len(os.sched_getaffinity(0))
        self._free = threading.BoundedSemaphore(self.slots)
        self._lock = threading.Lock()
        self._engines: dict[tuple[Environment, bool], GradingEngine] = {}
        self._packages: dict[tuple[object, ...], Package] = {}
        self._stopping = threading.Event()

    def check(self) -> None:
        """See that the default environment starts and the sandbox holds in it. Raises as `run`."""
        self._engine("")

    def run(self, request: Request, *, on_done: Callable[[int], None], gone: Callable[[], bool] = bool) -> list[Row]:
        """Grade all notebooks of a request and write their files; return a row for each.

        Parameters
        ----------
        on_done : callable
            Called with the number of notebooks that are done, each time it grows.
        gone : callable
            Whether nobody waits for the answer any more: then no further notebook is begun.

        Raises
        ------
        InvalidInput
            The package, the environment, or a place to write to can't be used; nothing was graded.
        SandboxUnavailable
        """
        lines = _lines(request)
        written = [request.output, *([request.csv] if request.csv else [])]
        check_apart(Path(request.package), map(Path, [*request.notebooks, *written]))
        _check_places(request)
        package = self._package(Path(request.package))
        engine, name = self._engine(request.environment, request.figures)
        for line in lines:
            _empty(line.folder)
        pool = ThreadPoolExecutor(min(request.jobs or self.slots, self.slots, len(lines)), "autograde-grade")
        try:
            job = _Job(package, engine, name, request.feedback)
            work = {pool.submit(self._grade, line, job, gone) for line in lines}
            self._follow(work, on_done)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        if request.csv:
            _write_csv(Path(request.csv), lines)
        return [line.row for line in lines]

    def stop(self) -> None:
        """Begin no further notebook; what runs is finished."""
        self._stopping.set()

    def close(self) -> None:
        """End everything at once."""
        self.stop()
        for engine in self._engines.values():
            engine.close()
        self._sandbox.close()

    @staticmethod
    def _follow(work: set[Future[None]], on_done: Callable[[int], None]) -> None:
        whole = len(work)
        while work:
            done, work = wait(work, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            on_done(whole - len(work))

    def _grade(self, line: _Line, job: _Job, gone: Callable[[], bool]) -> None:
        with self._free:
            try:
                if self._stopping.is_set() or gone():
                    raise WorkerLost("The grading was stopped before it came to this notebook.")
                self._grade_one(line, job)
            except AutogradeError as fault:
                line.row.code, line.row.message = fault.code, fault.message
            except OSError as fault:
                line.row.code, line.row.message = GradingError.code, f"Grading failed: {fault.strerror or fault}."

    def _grade_one(self, line: _Line, job: _Job) -> None:
        content = _read(line.notebook)
        graded_with = job.package.for_notebook(line.notebook.name, content)
        submission = graded_with.submission(line.notebook.name, content)
        outcome = job.engine.attempt(graded_with.files, submission, environment=job.environment)
        if self._stopping.is_set() and outcome.result.status is not GradeStatus.OK:
            # Its box may have been ended from outside: that is no result of the student's.
            raise WorkerLost("The grading was stopped in the middle of this notebook.")
        outcome = graded_with.named(outcome, line.notebook.name)
        result = outcome.result
        record = record_of(result, notebook=line.notebook.name, submission_sha256=file_sha256(content))
        results = graded_with.results(outcome)
        try:
            line.folder.write(results, record, result, outcome.notebooks.get(line.notebook.name))
            if job.feedback and outcome.notebooks:
                shown = job.engine.show(graded_with.files, submission, environment=job.environment)
                line.folder.write_feedback(next(iter(shown.values())))
        except OSError as fault:
            raise StorageError(f"The results can't be written: {fault.strerror}.") from fault
        notes = [*result.flags, *(["repaired"] if result.repairs else [])]
        line.row = Row(
            result.status.value, result.score, result.max_score, notes, message=result.message, pending=result.pending
        )
        if result.status is GradeStatus.REJECTED:
            line.row.code = InvalidNotebook.code
        elif result.status is GradeStatus.ERROR:
            # Who calls this is staff, and sees why at once.
            line.row.code, line.row.message = GradingError.code, f"Grading failed: {_end_of(outcome.log)}"
        else:
            line.points = {question.name: question.score for question in result.questions}

    def _package(self, path: Path) -> Package:
        """Return the package; one that has not changed is not read again."""
        try:
            facts = path.stat()
        except OSError:
            return read_package(path)  # which says what is wrong
        key = (path, facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns)
        if path.is_dir():
            return read_package(path)
        with self._lock:
            if key not in self._packages:
                made = read_package(path)
                while len(self._packages) >= _PACKAGES:
                    del self._packages[next(iter(self._packages))]
                self._packages[key] = made
            return self._packages[key]

    def _engine(self, asked: str, figures: bool = True) -> tuple[GradingEngine, str]:
        """Return the engine of an environment, which keeps its scorers, and the environment's name."""
        environment = self._environment(asked or self._default)
        with self._lock:
            # Not by name: an environment that is built again is another one.
            key = (environment, figures)
            if key not in self._engines:
                if (environment, not figures) not in self._engines:
                    self._test(environment)
                known = {environment.name: environment}
                self._engines[key] = GradingEngine(self._sandbox, known, limits=self._limits, render_figures=figures)
            return self._engines[key], environment.name

    def _environment(self, asked: str) -> Environment:
        environment = self._environments.get(asked)
        if environment is None:
            if os.sep not in asked:
                known = ", ".join(self._environments)
                raise InvalidInput(
                    f"There is no grading environment {asked!r}; there are: {known}. Or name the path of a Python."
                )
            environment = Environment(asked, Path(os.path.abspath(asked)))
        try:
            missing = inspect_environment(environment).missing
        except EnvironmentUnavailable as fault:
            raise InvalidInput(fault.message) from fault
        if missing:
            raise InvalidInput(
                f"The grading environment {environment.name!r} can't run notebooks: it has no {', no '.join(missing)}. "
                f"Install it there: {shlex.quote(str(environment.python))} -m pip install ipykernel"
            )
        return environment

    def _test(self, environment: Environment) -> None:
        """See that nothing gets out of the sandbox, before any notebook runs in it (SEC-34)."""
        if not self._sandbox.isolation.safe:
            return  # an explicit setting, shown in every result
        report = self._sandbox.self_test(environment)
        if not report.ok:
            raise SandboxUnavailable(f"The sandbox {report.sandbox} does not hold here: {report.reasons}.")


def _lines(request: Request) -> list[_Line]:
    lines: dict[str, _Line] = {}
    for path in map(Path, request.notebooks):
        try:
            check_path(path.stem)
        except UnsafePath as fault:
            raise InvalidInput(f"No folder can be named after {path.name!r}: {fault.message}") from fault
        if path.stem in lines:
            raise InvalidInput(
                f"Two notebooks are called {path.stem!r}, and their results would go into one folder. "
                "Grade them in two calls, with another -o."
            )
        lines[path.stem] = _Line(path, ResultFolder(Path(request.output, path.stem)))
    return list(lines.values())


def _check_places(request: Request) -> None:
    try:
        os.makedirs(request.output, exist_ok=True)
    except OSError as fault:
        raise InvalidInput(f"Results can't be written to {request.output}: {fault.strerror}.") from fault
    if request.csv and not Path(request.csv).parent.is_dir():
        raise InvalidInput(f"There is no folder for {request.csv}.")


def _empty(folder: ResultFolder) -> None:
    try:
        folder.empty()
    except OSError as fault:
        raise InvalidInput(f"The results of an earlier grading can't be removed: {fault}.") from fault


def _write_csv(path: Path, lines: list[_Line]) -> None:
    try:
        write_csv(path, [(line.notebook.name, line.row, line.points) for line in lines])
    except OSError as fault:
        raise StorageError(f"{path} can't be written: {fault.strerror}.") from fault


def _end_of(log: str) -> str:
    return " ".join(log.split())[-_LOG_CHARACTERS:]


def _read(path: Path) -> bytes:
    """Return the file; never more than a notebook may have."""
    limit = NotebookLimits().size
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InvalidNotebook("This is not a notebook.")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError as fault:
        raise NotFound("There is no such file.") from fault
    except OSError as fault:
        raise InvalidNotebook(f"This can't be read: {fault.strerror}.") from fault
    if len(content) > limit:
        raise InvalidNotebook(f"This has more than {limit >> 20} MiB.")
    return content
