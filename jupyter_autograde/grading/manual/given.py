"""Points that people gave, put into the result of an autograde. Pure: stored results stay as they were graded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jupyter_autograde.models.grade import GradeResult, QuestionResult

Given = Mapping[str, Mapping[str, "GivenPoints"]]
"""Id of a submission -> question -> what a person gave it."""


@dataclass(frozen=True)
class GivenPoints:
    """What somebody gave a question."""

    points: float
    message: str = ""
    """The rubric items that hold, for the student."""


def with_given(result: GradeResult, given: Mapping[str, GivenPoints]) -> GradeResult:
    """Return `result` with the points that people gave; the same object when there are none.

    Only questions that a person grades have them: the tests of the others speak for themselves.
    """
    if not any(question.manual and question.name in given for question in result.questions):
        return result
    return result.with_questions([_question(question, given.get(question.name)) for question in result.questions])


def _question(question: QuestionResult, given: GivenPoints | None) -> QuestionResult:
    if given is None or not question.manual:
        return question
    # A newer version of the assignment may give less for it.
    points = min(given.points, question.max_score)
    return question.model_copy(update={"score": points, "needs_manual_grade": False, "message": given.message})


def start_of(items: Iterable[float], max_score: float) -> float:
    """Return what a rubric counts from: the maximum where all its items take points off, and 0 otherwise."""
    points = list(items)
    return max_score if points and all(one < 0 for one in points) else 0.0


def total(start: float, items: Iterable[float], adjustment: float, max_score: float) -> float:
    """Return the points that follow from a rubric: at least 0, at most the maximum."""
    return min(max(math.fsum([start, *items, adjustment]), 0.0), max_score)


def words(items: Iterable[tuple[str, float]]) -> str:
    """Return rubric items (text, points) as a student reads them."""
    return "\n".join(f"{text} ({points:+g})" for text, points in items)
