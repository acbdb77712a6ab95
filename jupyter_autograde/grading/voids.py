"""Voided tests: totals from stored verdicts without the points of tests that turned out to be wrong.

Pure: stored results stay as they were graded, and an effective one is made of each whenever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jupyter_autograde.models.grade import CaseResult, GradeResult, QuestionResult
from jupyter_autograde.models.regrade import VoidPolicy

_WORDS = {
    VoidPolicy.DROP: "This {} was withdrawn; it does not count.",
    VoidPolicy.FULL_MARKS: "This {} was withdrawn; everybody gets its points.",
}


@dataclass(frozen=True)
class Void:
    """A question (`test` None) or one test of it that does not count as it was graded."""

    question: str
    test: str | None
    policy: VoidPolicy


def without_voided(result: GradeResult, voids: Sequence[Void]) -> GradeResult:
    """Return `result` as it counts under `voids`; the same object when none of them concerns it."""
    questions = [_question(question, voids) for question in result.questions]
    if all(new is old for new, old in zip(questions, result.questions, strict=True)):
        return result
    return result.with_questions(questions)


def with_cases(question: QuestionResult, cases: list[CaseResult]) -> QuestionResult:
    """Return `question` with other cases, and the totals that follow from them (SEC-09)."""
    return question.model_copy(
        update={
            "cases": cases,
            "score": math.fsum(case.points for case in cases),
            "max_score": math.fsum(case.max_points for case in cases),
        }
    )


def earned(case: CaseResult) -> CaseResult:
    """Return a case that passed with the points that it has where nothing holds them back."""
    return case.model_copy(update={"points": case.max_points * case.share})


def _question(question: QuestionResult, voids: Iterable[Void]) -> QuestionResult:
    # Where two speak of the same, the one that gives points counts: nobody loses what was promised.
    mine = [void for void in voids if void.question == question.name]
    mine.sort(key=lambda void: void.policy is VoidPolicy.FULL_MARKS)
    policies: dict[int, VoidPolicy] = {}
    for void in mine:
        for number, case in enumerate(question.cases):
            if void.test is None or void.test == case.name:
                policies[number] = void.policy
    if not question.cases and mine:
        return _whole(question, mine[-1].policy)
    if not policies:
        return question
    cases = [_case(case, policies.get(number)) for number, case in enumerate(question.cases)]
    rest = [case for number, case in enumerate(cases) if number not in policies]
    if question.all_or_nothing and all(case.passed for case in rest):
        cases = [case if number in policies else earned(case) for number, case in enumerate(cases)]
    return with_cases(question, cases)


def _whole(question: QuestionResult, policy: VoidPolicy) -> QuestionResult:
    """Return a question without cases as it counts: a person grades it, and need not do so any more."""
    drop = policy is VoidPolicy.DROP
    points = {"score": 0.0, "max_score": 0.0} if drop else {"score": question.max_score}
    return question.model_copy(
        update={**points, "needs_manual_grade": False, "message": _WORDS[policy].format("question")}
    )


def _case(case: CaseResult, policy: VoidPolicy | None) -> CaseResult:
    if policy is None:
        return case
    if policy is VoidPolicy.DROP:
        return case.model_copy(update={"points": 0.0, "max_points": 0.0, "message": _WORDS[policy].format("test")})
    return case.model_copy(update={"points": case.max_points, "message": _WORDS[policy].format("test")})
