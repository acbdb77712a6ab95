"""Prove a release: the solution must reach full marks, the untouched student version gets what it gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from jupyter_autograde.grading.engine.advice import advice_for
from jupyter_autograde.grading.engine.build import BuiltRelease
from jupyter_autograde.grading.engine.leaks import leaks
from jupyter_autograde.grading.formats import NotebookPlan
from jupyter_autograde.models.grade import GradeResult, GradeStatus, ReleaseReport, TestAssurance
from jupyter_autograde.models.terminal_text import plain_text
from jupyter_autograde.sandbox.base import Limits

if TYPE_CHECKING:
    from jupyter_autograde.grading.engine.engine import GradingEngine

_TOLERANCE = 1e-9

_NO_OUTPUT = "\nThe test has no saved output: run all cells of the source notebook, save it, and release again."


def prove_release(
    engine: GradingEngine,
    plans: Sequence[NotebookPlan],
    built: BuiltRelease,
    source: Mapping[str, bytes],
    environment: str,
    on_progress: Callable[[str], None],
    limits: Limits,
) -> ReleaseReport:
    """Grade the solution and the student version on the real path."""
    on_progress("Running the solution")
    solved = engine.attempt(built.package, {**built.student, **built.solution}, environment=environment, limits=limits)
    on_progress("Running the untouched student version")
    empty = engine.attempt(built.package, built.student, environment=environment, limits=limits)
    results = [solved.result, empty.result]
    score, maximum = solved.result.automatic()
    return ReleaseReport(
        format=built.format,
        max_score=solved.result.max_score,
        manual_score=solved.result.max_score - maximum,
        manual_questions=[question.name for question in solved.result.questions if question.manual],
        solution_score=score,
        empty_score=empty.result.automatic()[0],
        seconds=max(result.seconds for result in results),
        peak_memory=max(result.peak_memory for result in results),
        tests=_assurances(solved.result, solved.doubts),
        warnings=_warnings(solved.result, empty.result),
        leaks=leaks(plans, built.student, built.solution, source),
        failing=_failing(solved.result, solved.details),
        refusal=_refusal(solved.result),
    )


def _assurances(result: GradeResult, doubts: Mapping[tuple[str, str], tuple[str, str]]) -> list[TestAssurance]:
    return [
        TestAssurance(
            question=question.name,
            case=case.name,
            assurance=case.assurance,
            part_of_cell=question.one_cell and len(question.cases) > 1,
            points=case.max_points,
            advice=plain_text(advice_for(case.assurance, *doubts.get((question.name, case.name), ("", ""))), most=1000),
        )
        for question in result.questions
        for case in question.cases
    ]


def _warnings(solved: GradeResult, empty: GradeResult) -> list[str]:
    warnings = []
    score, maximum = empty.automatic()
    if all(question.manual for question in solved.questions):
        warnings.append("No tests were found: nothing will be graded automatically.")
    elif score >= maximum:
        warnings.append("The untouched student version already reaches full marks.")
    if empty.status not in {GradeStatus.OK, GradeStatus.TIMEOUT}:
        warnings.append(f"The untouched student version did not run to its end ({empty.status}).")
    return warnings


def _failing(result: GradeResult, details: Mapping[tuple[str, str], str]) -> list[str]:
    failing = []
    for question in result.questions:
        for case in question.cases:
            if not case.passed:
                why = details.get((question.name, case.name), "")
                if "expected:\n(nothing)\ngot:" in why:
                    why += _NO_OUTPUT
                failing.append(plain_text(f"{case.name}: {why}" if why else case.name, most=2000))
    return failing


def _refusal(result: GradeResult) -> str | None:
    if result.status is not GradeStatus.OK:
        return f"The solution did not run to its end ({result.status}). {result.message}".strip()
    score, maximum = result.automatic()
    if score < maximum - _TOLERANCE:
        return f"The solution reaches {score:g} of {maximum:g} points; it must reach all of them."
    return None
