"""What grading one submission gives, with all that staff may see beside the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_autograde.grading.engine.result import staff_log
from jupyter_autograde.grading.engine.verdicts import CaseVerdict, NotebookRun
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.raised_error import MOST_CHARACTERS, MOST_ERRORS, RaisedError
from jupyter_autograde.models.terminal_text import plain_line, plain_text


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
    errors : sequence
        What cells and tests raised; for staff.
    doubts : mapping
        (question, case) -> what made its verdict less than blind, and in which line of the test.
    checked : sequence
        (path, key) of the questions in the order of their first checks.
    """

    result: GradeResult
    notebooks: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    log: str = ""
    details: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    errors: Sequence[RaisedError] = field(default=(), repr=False)
    doubts: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict, repr=False)
    checked: Sequence[tuple[str, str]] = ()


def outcome_of(result: GradeResult, runs: Sequence[NotebookRun], executed: Mapping[str, bytes]) -> GradingOutcome:
    """Return a result with what its runs tell staff."""
    by_case = _by_case(runs, result)
    details = {key: verdict.detail for key, verdict in by_case.items() if verdict.detail}
    doubts = {key: (verdict.construct, verdict.line) for key, verdict in by_case.items() if verdict.construct}
    checked = [(run.plan.path, key) for run in runs for key in run.checked]
    errors = _errors(runs, result, by_case)
    return GradingOutcome(result, executed, staff_log(runs), details, errors, doubts, checked)


def _errors(
    runs: Sequence[NotebookRun], result: GradeResult, by_case: Mapping[tuple[str, str], CaseVerdict]
) -> list[RaisedError]:
    """Return what was raised: in the students' cells first, for that is what many tests fail of."""
    found = [
        RaisedError(notebook=run.plan.path, cell=number, text=_line(text))
        for run in runs
        for number, text in run.cell_errors
    ]
    found += [
        RaisedError(notebook=question.notebook, question=question.name, test=case.name, text=_line(verdict.raised))
        for question in result.questions
        for case in question.cases
        if (verdict := by_case.get((question.name, case.name))) is not None and verdict.raised and not case.passed
    ]
    return [error for error in found if error.text][:MOST_ERRORS]


def _line(text: str) -> str:
    """Return the first line that says something: messages of numpy and others begin with an empty one."""
    lines = (plain_line(line) for line in text.splitlines())
    said = [line for line in lines if line]
    if len(said) > 1 and said[0].endswith(":"):
        said = [" ".join(said[:2])]
    return plain_text(said[0], most=MOST_CHARACTERS) if said else ""


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
