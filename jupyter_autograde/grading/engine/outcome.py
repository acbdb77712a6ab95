"""What grading one submission gives, with all that staff may see beside the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_autograde.grading.engine.result import staff_log
from jupyter_autograde.grading.engine.verdicts import CaseVerdict, NotebookRun
from jupyter_autograde.models.grade import GradeResult


@dataclass(frozen=True)
class GradingOutcome:
    """What grading one submission gives.

    Parameters
    ----------
    result : GradeResult
    notebooks : mapping
        Path -> the notebook as it was run, with outputs; for staff only (SEC-07).
    log : str
        For staff.
    details : mapping
        (question, case) -> why it failed; for staff.
    doubts : mapping
        (question, case) -> what made its verdict less than blind, and in which line of the test.
    checked : sequence
        (path, key) of the questions in the order of their first checks.
    """

    result: GradeResult
    notebooks: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    log: str = ""
    details: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    doubts: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict, repr=False)
    checked: Sequence[tuple[str, str]] = ()


def outcome_of(result: GradeResult, runs: Sequence[NotebookRun], executed: Mapping[str, bytes]) -> GradingOutcome:
    """Return a result with what its runs tell staff."""
    by_case = _by_case(runs, result)
    details = {key: verdict.detail for key, verdict in by_case.items() if verdict.detail}
    doubts = {key: (verdict.construct, verdict.line) for key, verdict in by_case.items() if verdict.construct}
    checked = [(run.plan.path, key) for run in runs for key in run.checked]
    return GradingOutcome(result, executed, staff_log(runs), details, doubts, checked)


def _by_case(runs: Sequence[NotebookRun], result: GradeResult) -> dict[tuple[str, str], CaseVerdict]:
    """Return the verdicts under the names that the result gives to question and case."""
    found = {}
    verdicts = [
        (run.plan.path, question.key, verdicts)
        for run in runs
        for question in run.plan.questions
        for verdicts in [run.verdicts[question.key]]
    ]
    there = {run.plan.path for run in runs}
    graded = [question for question in result.questions if question.notebook in there and not question.manual]
    for question, (_, _, cases) in zip(graded, verdicts, strict=True):
        for case, verdict in zip(question.cases, cases, strict=True):
            found[question.name, case.name] = verdict
    return found
