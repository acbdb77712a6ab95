"""Grade, build, prove: the three things that the use cases ask for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jupyter_autograde.bundles import identity_of
from jupyter_autograde.errors import AutogradeError, EnvironmentUnavailable, GradingError, InvalidInput, InvalidNotebook
from jupyter_autograde.grading.engine import result as results
from jupyter_autograde.grading.engine.build import BuiltRelease, build_release
from jupyter_autograde.grading.engine.conduct import MARGIN_SECONDS, RUNNER, Conduct
from jupyter_autograde.grading.engine.cpus import own_cpu
from jupyter_autograde.grading.engine.executed import executed_notebook
from jupyter_autograde.grading.engine.files import work_files
from jupyter_autograde.grading.engine.outcome import GradingOutcome, outcome_of
from jupyter_autograde.grading.engine.preload import preload, usual
from jupyter_autograde.grading.engine.prove import prove_release
from jupyter_autograde.grading.engine.recent import Recent
from jupyter_autograde.grading.engine.scorers import Scorers
from jupyter_autograde.grading.engine.verdicts import NotebookRun
from jupyter_autograde.grading.formats import (
    GradingFormat,
    NbgraderFormat,
    NotebookPlan,
    NotebookWork,
    OtterFormat,
    manifests,
)
from jupyter_autograde.models.grade import GradeStatus, ReleaseReport
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.sandbox import Environment, Limits, Sandbox
from jupyter_autograde.sandbox.environment_layout import inspect_environment

_log = logging.getLogger(__name__)

ENGINE = "jupyter_autograde/7"
"""Recorded with every result: a change of what scores may come out is a new number."""

_PACKAGES = 32
"""Packages that are kept as they were read: a whole class submits to the same one."""

_FAULT_CHARACTERS = 4000
"""Of the log that goes with an error."""

Progress = Callable[[str], None]


class GradingEngine:
    """One scorer box an assignment, one runner box a notebook. Safe to use from several threads.

    Parameters
    ----------
    sandbox : Sandbox
    environments : mapping
        Name -> grading Python.
    limits : Limits
        Of one job; wall time is of one notebook.
    build_limits : Limits
        Of `otter assign`.
    formats : sequence of GradingFormat
        Those a source and a package may have; the first one builds a source without any mark.
    render_figures : bool
        Without it a figure leaves no picture in the executed notebook, and costs next to nothing.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        environments: Mapping[str, Environment],
        *,
        limits: Limits | None = None,
        build_limits: Limits | None = None,
        formats: Sequence[GradingFormat] | None = None,
        render_figures: bool = True,
    ) -> None:
        self._sandbox, self._environments = sandbox, environments
        self._limits = limits or Limits()
        self._build_limits = build_limits or Limits(wall_seconds=300)
        self._formats = list(formats or [OtterFormat(), NbgraderFormat()])
        self._figures = render_figures
        self._scorers = Scorers(sandbox, self._limits)
        self._packages: Recent[tuple[GradingFormat, list[NotebookPlan]]] = Recent(_PACKAGES)

    def warm_up(self) -> None:
        """Start what the first jobs would have to wait for; what fails is logged, and a job that needs it says so.

        Of the first environment, the default: each one that is kept warm holds its libraries in memory, and what was
        built beside it may never be used.
        """
        name = next(iter(self._environments))
        for prepared in usual(figures=self._figures):
            try:
                self._sandbox.warm_up(RUNNER, self._environments[name], self._limits, prepared=prepared)
            except AutogradeError as fault:
                _log.warning("Runners of the environment %s can't be started ahead: %s", name, fault.message)

    def close(self) -> None:
        """End the scorers that are kept."""
        self._scorers.close()

    @property
    def limits(self) -> Limits:
        """What one grading may use where nobody says otherwise."""
        return self._limits

    def identity(self, environment: str, limits: Limits) -> str:
        """Return what besides package and submission decides a result; raises EnvironmentUnavailable."""
        layout = inspect_environment(self._environment(environment))
        figures = "" if self._figures else " no figures"
        return f"{ENGINE} {layout.digest} {self._sandbox.isolation.name} {limits}{figures}"

    def grade(
        self,
        package: Mapping[str, bytes],
        submission: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Progress | None = None,
        limits: Limits | None = None,
    ) -> GradingOutcome:
        """Run a submission and score it.

        What the submission does is a result, never an error: a notebook that is none is `rejected`.

        Raises
        ------
        SandboxUnavailable, EnvironmentUnavailable, GradingError
            The work could not be done. Where the scorer has ended too early, `details["log"]` is for staff.
        """
        outcome = self.attempt(package, submission, environment=environment, on_progress=on_progress, limits=limits)
        if outcome.result.status is GradeStatus.ERROR:
            # Half a score is nobody's: the next try may be whole.
            log = outcome.log[-_FAULT_CHARACTERS:]
            raise GradingError("The program that scores tests ended too early.", details={"log": log})
        return outcome

    def attempt(
        self,
        package: Mapping[str, bytes],
        submission: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Progress | None = None,
        limits: Limits | None = None,
    ) -> GradingOutcome:
        """Do the same for staff who look on: a scorer that has ended too early is the status `error`, with its log.

        Raises
        ------
        SandboxUnavailable, EnvironmentUnavailable, GradingError
            The work could not be begun.
        """
        started = time.monotonic()
        limits, progress = limits or self._limits, on_progress or _silent
        python = self._environment(environment)
        identity = identity_of(package)
        grading_format, plans = self._packages.get(identity) or self._packages.keep(identity, self._read(package))
        facts = self._facts(identity, python)
        flags = [] if self._sandbox.isolation.safe else ["no_sandbox"]
        notebooks, missing, refusal = _notebooks(plans, submission)
        if refusal or not notebooks:
            message = refusal or f"Not in the submission: {', '.join(missing)}."
            return GradingOutcome(
                results.grade_result(plans, [], {}, missing, started, facts, flags, message), log=message
            )
        works = _prepare(grading_format, plans, notebooks)
        runs, executed = self._run(plans, works, submission, python, limits, progress)
        result = results.grade_result(plans, runs, works, missing, started, facts, flags)
        return outcome_of(result, runs, executed)

    def show(
        self,
        package: Mapping[str, bytes],
        submission: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Progress | None = None,
        limits: Limits | None = None,
    ) -> Mapping[str, bytes]:
        """Run a submission for the eyes of its student (SEC-07): in this process no hidden test is ever asked.

        The notebooks of a grading may show what hidden tests made them print; these can't.

        Returns
        -------
        mapping
            Path -> the notebook as it was run, with outputs.

        Raises
        ------
        InvalidNotebook
            A notebook is none, or all are missing: nothing was run.
        SandboxUnavailable, EnvironmentUnavailable, GradingError
            The work could not be done.
        """
        grading_format, plans = self._read(package)
        plans = [grading_format.public(plan) for plan in plans]
        notebooks, missing, refusal = _notebooks(plans, submission)
        if refusal or not notebooks:
            raise InvalidNotebook(refusal or f"Not in the submission: {', '.join(missing)}.")
        works = _prepare(grading_format, plans, notebooks)
        python = self._environment(environment)
        runs, executed = self._run(plans, works, submission, python, limits or self._limits, on_progress or _silent)
        if any(run.ended is None for run in runs):
            raise GradingError("The run could not be finished.", details={"log": results.staff_log(runs)[-2000:]})
        return executed

    def _run(
        self,
        plans: Sequence[NotebookPlan],
        works: Mapping[str, NotebookWork],
        submission: Mapping[str, bytes],
        environment: Environment,
        limits: Limits,
        progress: Progress,
    ) -> tuple[list[NotebookRun], dict[str, bytes]]:
        """Run the notebooks that are there and score them; return the runs and the notebooks with their outputs."""
        runs, executed = list[NotebookRun](), dict[str, bytes]()
        support = {path: content for plan in plans for path, content in plan.files.items()}
        files = work_files(submission, support, {plan.folder for plan in plans})
        seconds = (limits.wall_seconds + limits.question_seconds) * len(plans) + MARGIN_SECONDS
        with own_cpu() as cpu, self._scorers.job(plans, environment, limits, seconds, cpu) as (scorer, scorer_log):
            conduct = Conduct(self._sandbox, environment, limits, scorer, scorer_log, cpu)
            for plan in plans:
                if plan.path not in works:
                    continue
                progress(f"Running {plan.path}")
                work = works[plan.path]
                tests = [case.code for question in plan.questions for case in question.cases]
                prepared = preload(work.notebook, tests, figures=self._figures)
                run = conduct.run(plan, work.cells, files, prepared=prepared)
                made = executed_notebook(work.notebook, work.cells, run.outputs, limits.notebook_output_bytes)
                executed[plan.path], run.cell_errors = made.content, made.errors
                if made.cut:
                    run.limits_hit.add("output")
                runs.append(run)
                if run.ended is None:
                    break  # the scorer is gone
        return runs, executed

    def build(
        self,
        source: Mapping[str, bytes],
        notebooks: Sequence[str],
        *,
        environment: str,
        on_progress: Progress | None = None,
        limits: Limits | None = None,
    ) -> BuiltRelease:
        """Make the student version and the grading package of an assignment.

        Raises
        ------
        InvalidInput
            The source is at fault; the message says why.
        SandboxUnavailable, EnvironmentUnavailable, GradingError
            The work could not be done.
        """
        return build_release(
            self._sandbox,
            self._environment(environment),
            limits or self._build_limits,
            self._formats,
            source,
            notebooks,
            on_progress or _silent,
        )

    def prove(
        self,
        built: BuiltRelease,
        source: Mapping[str, bytes],
        *,
        environment: str,
        on_progress: Progress | None = None,
        limits: Limits | None = None,
    ) -> ReleaseReport:
        """Grade the solution and the untouched student version.

        Raises
        ------
        SandboxUnavailable, EnvironmentUnavailable, GradingError
            The work could not be done.
        """
        _, plans = self._read(built.package)
        return prove_release(self, plans, built, source, environment, on_progress or _silent, limits or self._limits)

    def _environment(self, name: str) -> Environment:
        try:
            return self._environments[name]
        except KeyError:
            raise EnvironmentUnavailable(
                f"There is no grading environment named {name!r} here. "
                f"Who runs the service builds it: jupyter autograde env build {name}",
                details={"environment": name},
            ) from None

    def _read(self, package: Mapping[str, bytes]) -> tuple[GradingFormat, list[NotebookPlan]]:
        try:
            name = manifests.format_name(package)
            for grading_format in self._formats:
                if grading_format.name == name:
                    forked = manifests.forks(package)
                    plans = grading_format.read(package)
                    return grading_format, [replace(plan, fork_hidden=plan.path in forked) for plan in plans]
        except InvalidInput as refusal:
            raise GradingError(f"The grading package can't be read: {refusal.message}") from refusal
        raise GradingError(f"The grading package is of the format {name[:100]!r}, which is not known here.")

    def _facts(self, package_sha256: str, environment: Environment) -> dict[str, str]:
        layout = inspect_environment(environment)
        return {
            "sandbox": self._sandbox.isolation.name,
            "environment": f"{environment.name} (Python {layout.version}, {layout.digest[:12]})",
            "package_sha256": package_sha256,
            "engine": ENGINE,
        }


def _notebooks(
    plans: Sequence[NotebookPlan], submission: Mapping[str, bytes]
) -> tuple[dict[str, dict[str, Any]], list[str], str]:
    """Return the parsed notebooks, the paths that are missing, and why the submission is rejected, if it is."""
    parsed, missing = {}, []
    for plan in plans:
        if plan.path not in submission:
            missing.append(plan.path)
            continue
        try:
            parsed[plan.path] = read_notebook(submission[plan.path], name=plan.path)
        except InvalidNotebook as refusal:
            return {}, [], refusal.message
    return parsed, missing, ""


def _prepare(
    grading_format: GradingFormat, plans: Sequence[NotebookPlan], notebooks: Mapping[str, dict[str, Any]]
) -> dict[str, NotebookWork]:
    return {plan.path: grading_format.prepare(plan, notebooks[plan.path]) for plan in plans if plan.path in notebooks}


def _silent(message: str) -> None:
    pass
