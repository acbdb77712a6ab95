"""Points that people gave, in a result, and what follows from a rubric."""

from __future__ import annotations

import pytest

from jupyter_autograde.grading.manual.given import GivenPoints, start_of, total, with_given, words
from jupyter_autograde.models.grade import GradeResult, GradeStatus, QuestionResult, pending_sentence


def question(name: str, max_score: float, *, manual: bool, score: float = 0.0) -> QuestionResult:
    return QuestionResult(
        name=name,
        notebook="hw.ipynb",
        score=score,
        max_score=max_score,
        cases=[],
        manual=manual,
        needs_manual_grade=manual,
    )


def result(*questions: QuestionResult) -> GradeResult:
    return GradeResult(
        status=GradeStatus.OK,
        score=sum(one.score for one in questions),
        max_score=sum(one.max_score for one in questions),
        questions=list(questions),
        message=f"It took long. {pending_sentence(questions)}",
        sandbox="",
        environment="",
        package_sha256="",
        engine="",
        seconds=0,
    )


def test_totals_and_words_follow() -> None:
    graded = result(question("q1", 10, manual=False, score=7), question("why", 4, manual=True))
    counted = with_given(graded, {"why": GivenPoints(3, "Names the cause (+3)")})
    assert (counted.score, counted.max_score, counted.pending) == (10, 14, 0)
    assert (counted.message, counted.questions[1].message) == ("It took long.", "Names the cause (+3)")
    assert graded.pending == 4


def test_nothing_given_is_the_same_result() -> None:
    graded = result(question("q1", 10, manual=False, score=7))
    assert with_given(graded, {}) is graded
    assert with_given(graded, {"q1": GivenPoints(1)}) is graded


def test_a_version_that_gives_less_takes_what_is_above() -> None:
    assert with_given(result(question("why", 2, manual=True)), {"why": GivenPoints(3)}).score == 2


@pytest.mark.parametrize(
    ("items", "start"), [([], 0), ([-1, -2], 4), ([3, -1], 0), ([0], 0)], ids=["none", "deductions", "mixed", "zero"]
)
def test_a_rubric_counts_from(items: list[float], start: float) -> None:
    assert start_of(items, 4) == start


@pytest.mark.parametrize(
    ("start", "items", "adjustment", "points"), [(0, [3, 2], 0, 4), (4, [-9], 0, 0), (0, [3], -0.5, 2.5)]
)
def test_points_stay_between_nothing_and_the_maximum(
    start: float, items: list[float], adjustment: float, points: float
) -> None:
    assert total(start, items, adjustment, 4) == points


def test_items_in_words() -> None:
    assert words([("Names the cause", 3), ("No unit", -0.5)]) == "Names the cause (+3)\nNo unit (-0.5)"
