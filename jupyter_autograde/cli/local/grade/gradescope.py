"""`results.json`: a result in Gradescope's format, as otter writes it.

**Source:** otter-grader 7.0, `otter.test_files.GradingResults.to_gradescope_dict` and `TestFile.summary`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from textwrap import indent
from typing import Any

from jupyter_autograde.grading.engine import GradingOutcome
from jupyter_autograde.grading.formats import NotebookPlan, Question, TestCase, TestKind
from jupyter_autograde.models.grade import CaseResult, GradeStatus, QuestionResult

_DIGITS = 5

NO_RESULT = frozenset({GradeStatus.REJECTED, GradeStatus.ERROR})
"""Statuses of a notebook that was not graded."""


@dataclass(frozen=True)
class GradescopeOptions:
    """The options of `otter_config.json` that say how Gradescope shows a result."""

    show_hidden: bool = False
    show_all_public: bool = False
    show_stdout: bool = False
    force_public_test_summary: bool = True

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> GradescopeOptions:
        """Take them out of the configuration."""
        return cls(**{field.name: config[field.name] for field in fields(cls) if field.name in config})


@dataclass(frozen=True)
class _Graded:
    """A question with its result."""

    question: Question
    result: QuestionResult
    details: Mapping[tuple[str, str], str]

    def passed(self, *, public_only: bool) -> bool:
        return all(case.passed for case in self.result.cases if not (public_only and case.hidden))

    def summary(self, *, public_only: bool, details: bool = False) -> str:
        """Return the question's text; only with `details` it says what came out of the box (SEC-07)."""
        name = self.question.name
        cases = [(case, result) for case, result in self._cases() if not (public_only and case.hidden)]
        if self.passed(public_only=public_only):
            told = [f"\n{case.name} message: {case.success_message}" for case, _ in cases if case.success_message]
            return f"{name} results: All test cases passed!{''.join(told)}"
        return f"{name} results:\n" + indent("\n\n".join(self._texts(cases, details)), "    ")

    def _cases(self) -> Iterable[tuple[TestCase, CaseResult]]:
        return zip(self.question.cases, self.result.cases, strict=True)

    def _texts(self, cases: Iterable[tuple[TestCase, CaseResult]], details: bool) -> Iterable[str]:
        for case, result in cases:
            said = case.success_message if result.passed else case.failure_message
            why = case.code if case.kind is TestKind.DOCTEST else ""
            if details:
                why = self.details.get((self.result.name, result.name), why)
            outcome = "✅ Test case passed" if result.passed else f"❌ Test case failed\n{why}"
            text = f"{case.name} message: {said}\n\n" if said else ""
            yield f"{text}{case.name} result:\n{indent(outcome.strip(), '    ')}"


def otter_results(plans: Sequence[NotebookPlan], outcome: GradingOutcome, options: GradescopeOptions) -> dict[str, Any]:
    """Return the content of otter's `results.json`."""
    result = outcome.result
    if result.status in NO_RESULT:
        return no_results(result.message)
    questions = [question for plan in plans for question in plan.questions]
    places = [_place(outcome, plan, question) for plan in plans for question in plan.questions]
    # otter's results say nothing of what a person grades.
    automatic = [found for found in result.questions if not found.manual]
    in_files = [_Graded(question, found, outcome.details) for question, found in zip(questions, automatic, strict=True)]
    graded = [one for _, one in sorted(zip(places, in_files, strict=True), key=lambda pair: pair[0])]
    visibility = "after_published" if options.show_hidden else "hidden"
    if options.show_all_public and not any(case.hidden for question in questions for case in question.cases):
        visibility = "visible"
    tests: list[dict[str, Any]] = []
    if not options.show_hidden or options.force_public_test_summary:
        tests.append(
            {
                "name": "Public Tests",
                "visibility": "visible",
                "output": "\n\n".join(one.summary(public_only=True) for one in graded),
                "status": "passed" if all(one.passed(public_only=True) for one in graded) else "failed",
            }
        )
    tests += [
        {
            "name": one.question.name,
            "score": round(one.result.score, _DIGITS),
            "max_score": round(one.result.max_score, _DIGITS),
            "visibility": visibility,
            "output": one.summary(public_only=False, details=visibility == "hidden"),
        }
        for one in graded
    ]
    made: dict[str, Any] = {"tests": tests}
    if options.show_stdout:
        made["stdout_visibility"] = "after_published"
    return made


def _place(outcome: GradingOutcome, plan: NotebookPlan, question: Question) -> int:
    """Return where otter lists a question: by its first check. What was never checked comes last, as it was."""
    checked = (plan.path, question.key)
    return outcome.checked.index(checked) if checked in outcome.checked else len(outcome.checked)


def no_results(message: str) -> dict[str, Any]:
    """Return what otter writes when there is no result."""
    return {
        "tests": [
            {
                "name": "Autograder Failed",
                "visibility": "visible",
                "output": "The autograder failed to produce any results. Please alert your instructor to this failure "
                "for assistance in debugging it.",
                "status": "failed",
            },
            {"name": "Autograder Exception", "visibility": "hidden", "output": message, "status": "failed"},
        ],
        "score": 0,
    }
