"""From pass vectors to a result: points, status, sentences (SEC-09, SEC-14)."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence

from jupyter_autograde.errors import GradingError
from jupyter_autograde.grading.engine.verdicts import CaseVerdict, NotebookRun
from jupyter_autograde.grading.formats import (
    ManualQuestion,
    NotebookPlan,
    NotebookWork,
    Question,
    TestCase,
    TestKind,
)
from jupyter_autograde.grading.scorer.channel import TIMEOUT
from jupyter_autograde.models.grade import (
    CaseResult,
    GradeResult,
    GradeStatus,
    QuestionResult,
    pending_sentence,
    worst,
)
from jupyter_autograde.models.terminal_text import plain_text

_MESSAGE = 2000
_REPAIRS = 100

_SENTENCES = {
    GradeStatus.TIMEOUT: "A cell or the whole notebook ran longer than allowed; the tests that had finished count.",
    GradeStatus.LIMIT: "The notebook used more memory or time than allowed; the tests that had finished count.",
    GradeStatus.CONTAINED: "The notebook's process stopped before its end; the tests that had finished count.",
    GradeStatus.ERROR: "The grading itself failed; the course staff can see why.",
}


def grade_result(
    plans: Sequence[NotebookPlan],
    runs: Sequence[NotebookRun],
    works: Mapping[str, NotebookWork],
    missing: Sequence[str],
    started: float,
    facts: Mapping[str, str],
    flags: Sequence[str],
    rejected: str = "",
) -> GradeResult:
    """Return the result of a job.

    Parameters
    ----------
    missing : sequence of str
        Notebooks that are not in the submission.
    started : float
        When, by `time.monotonic()`.
    facts : mapping
        What graded it, see `GradeResult`.
    flags : sequence of str
        For staff, beside those of the runs.
    rejected : str
        Why nothing was run.

    Raises
    ------
    GradingError
        The score is not one (SEC-09).
    """
    status = GradeStatus.REJECTED if rejected else status_of(runs)
    questions = question_results(plans, runs, works)
    score = math.fsum(question.score for question in questions)
    maximum = math.fsum(question.max_score for question in questions)
    if not 0 <= score <= maximum + 1e-9:
        raise GradingError("The score is not between zero and the maximum.")
    noticed = ["missing_notebook"] if missing else []
    noticed += ["canary"] if status is GradeStatus.TAMPERED else []
    noticed += ["many_checks"] if any(run.many_checks for run in runs) else []
    return GradeResult(
        status=status,
        score=min(score, maximum),
        max_score=maximum,
        questions=questions,
        flags=[*noticed, *flags],
        limits_hit=sorted(set[str]().union(*(run.limits_hit for run in runs))),
        repairs=repairs_of(works),
        message=rejected or " ".join(filter(None, [sentence(status, runs, missing), pending_sentence(questions)])),
        seconds=time.monotonic() - started,
        cpu_seconds=math.fsum(run.cpu_seconds for run in runs) + (runs[-1].scorer_seconds if runs else 0),
        peak_memory=max((run.peak_memory for run in runs), default=0),
        **facts,
    )


def repairs_of(works: Mapping[str, NotebookWork]) -> list[str]:
    """Return what was repaired in the notebooks of a submission, each with its notebook where there are several."""
    named = len(works) > 1
    repairs = [(path, repair) for path, work in works.items() for repair in work.repairs]
    listed = [plain_text(f"{path}: {repair}" if named else repair, most=500) for path, repair in repairs[:_REPAIRS]]
    return [*listed, f"And {len(repairs) - _REPAIRS} more."] if len(repairs) > _REPAIRS else listed


def status_of(runs: Sequence[NotebookRun]) -> GradeStatus:
    """Return how the job ended: the worst of its notebooks."""
    return worst(map(_status, runs))


def _status(run: NotebookRun) -> GradeStatus:
    if run.ended is None:
        return GradeStatus.ERROR
    if run.tampered:
        return GradeStatus.TAMPERED
    if run.ended == TIMEOUT or "cell_time" in run.limits_hit:
        return GradeStatus.TIMEOUT
    if run.ended in {"", "unreachable"}:
        return GradeStatus.OK
    return GradeStatus.LIMIT if {"memory", "cpu"} & run.limits_hit else GradeStatus.CONTAINED


def sentence(status: GradeStatus, runs: Sequence[NotebookRun], missing: Sequence[str]) -> str:
    """Return one safe sentence for the student about how the run ended."""
    if status in _SENTENCES:
        return _SENTENCES[status]
    if missing:
        return f"Not in the submission: {', '.join(missing)}. Its questions have no points."
    if any(run.ended == "unreachable" for run in runs):
        return "The notebook changed its working directory, so the remaining tests could not be found."
    return ""


def question_results(
    plans: Sequence[NotebookPlan], runs: Sequence[NotebookRun], works: Mapping[str, NotebookWork]
) -> list[QuestionResult]:
    """Return the results of all questions in their order, those of notebooks that are not there included.

    Parameters
    ----------
    works : mapping
        Path -> the notebook of the submission.
    """
    by_path = {run.plan.path: run for run in runs}
    names = Counter(question.name for plan in plans for question in plan.in_order)
    results = []
    for plan in plans:
        for question in plan.in_order:
            name = question.name if names[question.name] == 1 else f"{plan.path}: {question.name}"
            if isinstance(question, ManualQuestion):
                results.append(_manual(question, name, plan.path, works.get(plan.path)))
                continue
            run = by_path.get(plan.path)
            verdicts = run.verdicts[question.key] if run else [CaseVerdict() for _ in question.cases]
            if run is not None and run.ended == "unreachable":
                verdicts = [CaseVerdict() for _ in question.cases]  # otter gives no result at all then
            results.append(_question(question, name, plan.path, verdicts))
    return results


def _manual(question: ManualQuestion, name: str, notebook: str, work: NotebookWork | None) -> QuestionResult:
    """Return a question that waits for a person, but for one that has no answer."""
    answered = work is not None and question.key not in work.unanswered
    return QuestionResult(
        name=plain_text(name, most=200),
        notebook=notebook,
        score=0.0,
        max_score=question.max_score,
        cases=[],
        manual=True,
        needs_manual_grade=answered,
        message="The course staff will grade this." if answered else "There is no answer.",
    )


def _question(question: Question, name: str, notebook: str, verdicts: Sequence[CaseVerdict]) -> QuestionResult:
    points = question.points([verdict.passed for verdict in verdicts], [verdict.share for verdict in verdicts])
    cases = [
        CaseResult(
            name=plain_text(case.name, most=200),
            passed=verdict.passed,
            hidden=case.hidden,
            points=worth,
            max_points=case.points,
            share=min(max(verdict.share, 0.0), 1.0),
            assurance=verdict.assurance,
            message=_message(case, verdict),
        )
        for case, verdict, worth in zip(question.cases, verdicts, points, strict=True)
    ]
    return QuestionResult(
        name=plain_text(name, most=200),
        notebook=notebook,
        score=math.fsum(points),
        max_score=question.max_score,
        cases=cases,
        all_or_nothing=question.all_or_nothing,
        one_cell=any(case.kind is TestKind.CELL for case in question.cases),
    )


def _message(case: TestCase, verdict: CaseVerdict) -> str:
    """Return what the assignment says; never what came out of the box (SEC-07)."""
    if verdict.passed:
        return plain_text(case.success_message, most=_MESSAGE)
    if case.failure_message:
        return plain_text(case.failure_message, most=_MESSAGE)
    if not verdict.reached:
        return "This test was not reached."
    if case.hidden or case.kind is TestKind.FUNCTION:
        return ""
    return plain_text(f"This test did not pass:\n{case.code}", most=_MESSAGE)


def staff_log(runs: Sequence[NotebookRun]) -> str:
    """Return what staff may read: why tests failed, how boxes ended. Texts from a box are stripped of controls."""
    lines = []
    for run in runs:
        ended = {None: "the scorer failed", "": "ran to its end"}.get(run.ended, run.ended)
        lines.append(f"{run.plan.path}: {ended}; {run.cpu_seconds:.1f} s CPU, {run.peak_memory >> 20} MiB")
        for question in run.plan.questions:
            for case, verdict in zip(question.cases, run.verdicts[question.key], strict=True):
                if not verdict.passed:
                    lines.append(f"--- {case.name}: {'failed' if verdict.reached else 'not reached'}")
                    lines.append(verdict.detail)
        if run.log.strip():
            lines.append(f"--- log of the box\n{run.log.strip()}")
    return plain_text("\n".join(lines), most=100_000)
