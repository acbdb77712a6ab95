"""Effective results from stored ones: voided tests, merged questions, what changes."""

from __future__ import annotations

import pytest

from jupyter_autograde.grading.comparison import changed_questions, direction, merged
from jupyter_autograde.grading.voids import Void, without_voided
from jupyter_autograde.models.grade import CaseResult, GradeResult, GradeStatus, QuestionResult, pending_sentence
from jupyter_autograde.models.regrade import Direction, Points, VoidPolicy
from jupyter_autograde.models.visibility import BY_DEFAULT


def question(name: str, *cases: tuple[bool, float, float], whole: bool = False, share: float = 1) -> QuestionResult:
    """Return a question from (passed, points, max points) of its cases.

    Parameters
    ----------
    whole : bool
        All or nothing.
    share : float
        What a pass of the last case gives of its points.
    """
    made = [
        CaseResult(
            name=f"{name} - {n}",
            passed=passed,
            hidden=False,
            points=points,
            max_points=most,
            share=share if n == len(cases) else 1,
        )
        for n, (passed, points, most) in enumerate(cases, 1)
    ]
    return QuestionResult(
        name=name,
        notebook="a.ipynb",
        score=sum(case.points for case in made),
        max_score=sum(case.max_points for case in made),
        cases=made,
        all_or_nothing=whole,
    )


def result(*questions: QuestionResult) -> GradeResult:
    return GradeResult(
        status=GradeStatus.OK,
        score=sum(one.score for one in questions),
        max_score=sum(one.max_score for one in questions),
        questions=list(questions),
        sandbox="s",
        environment="e",
        package_sha256="0",
        engine="x",
        seconds=1,
    )


HALF = result(question("q1", (True, 2, 2), (False, 0, 3)), question("q2", (True, 5, 5)))


def totals(found: GradeResult) -> tuple[float, float]:
    return found.score, found.max_score


@pytest.mark.parametrize(
    ("void", "expected"),
    [
        (Void("q1", "q1 - 2", VoidPolicy.DROP), (7, 7)),
        (Void("q1", "q1 - 2", VoidPolicy.FULL_MARKS), (10, 10)),
        (Void("q1", "q1 - 1", VoidPolicy.DROP), (5, 8)),
        (Void("q1", None, VoidPolicy.DROP), (5, 5)),
        (Void("q1", None, VoidPolicy.FULL_MARKS), (10, 10)),
        (Void("other", None, VoidPolicy.DROP), (7, 10)),
        (Void("q2", "q1 - 2", VoidPolicy.DROP), (7, 10)),
    ],
)
def test_totals_without_a_voided_test(void: Void, expected: tuple[float, float]) -> None:
    effective = without_voided(HALF, [void])
    assert totals(effective) == expected
    for one in effective.questions:
        assert (one.score, one.max_score) == (
            sum(case.points for case in one.cases),
            sum(case.max_points for case in one.cases),
        )
    assert totals(HALF) == (7, 10)


def test_the_order_of_voids_changes_nothing() -> None:
    one, two = Void("q1", None, VoidPolicy.DROP), Void("q1", "q1 - 2", VoidPolicy.FULL_MARKS)
    assert without_voided(HALF, [one, two]) == without_voided(HALF, [two, one])
    assert totals(without_voided(HALF, [one, two])) == (8, 8)


def test_what_was_all_or_nothing_gives_its_rest_when_the_failed_test_is_voided() -> None:
    nothing = result(question("q1", (True, 0, 2), (False, 0, 3), whole=True))
    assert totals(without_voided(nothing, [Void("q1", "q1 - 2", VoidPolicy.DROP)])) == (2, 2)
    assert totals(without_voided(nothing, [Void("q1", "q1 - 2", VoidPolicy.FULL_MARKS)])) == (5, 5)
    assert totals(without_voided(nothing, [Void("q1", "q1 - 1", VoidPolicy.DROP)])) == (0, 3)


@pytest.mark.parametrize(
    ("cases", "rest"),
    [([(True, 0, 2), (False, 0, 3)], 2), ([(True, 2, 2), (False, 0, 3)], 2), ([(False, 0, 2)] * 2, 0)],
)
def test_results_that_do_not_say_what_is_all_or_nothing_tell_it_by_their_points(
    cases: list[tuple[bool, float, float]], rest: float
) -> None:
    stored = result(question("q1", *cases)).model_dump(mode="json")
    del stored["questions"][0]["all_or_nothing"]
    effective = without_voided(GradeResult.model_validate(stored), [Void("q1", "q1 - 2", VoidPolicy.DROP)])
    assert totals(effective) == (rest, 2)


@pytest.mark.parametrize("policy", VoidPolicy)
def test_no_partial_credit_grows_by_a_void(policy: VoidPolicy) -> None:
    for share in (0, 0.5):
        part = result(question("t", (True, 0, 0), (True, 4 * share, 4), whole=True, share=share))
        assert totals(without_voided(part, [Void("t", "t - 1", policy)])) == (4 * share, 4)


def essay(name: str, score: float = 0, *, waits: bool = True) -> QuestionResult:
    return QuestionResult(
        name=name, notebook="a", score=score, max_score=4, cases=[], manual=True, needs_manual_grade=waits
    )


@pytest.mark.parametrize("one", [essay("essay"), essay("essay", 2, waits=False)], ids=["not graded yet", "graded"])
@pytest.mark.parametrize(("policy", "expected"), [(VoidPolicy.DROP, (1, 1)), (VoidPolicy.FULL_MARKS, (5, 5))])
def test_a_question_that_a_person_grades_is_voided_as_a_whole(
    one: QuestionResult, policy: VoidPolicy, expected: tuple[float, float]
) -> None:
    effective = without_voided(result(question("q1", (True, 1, 1)), one), [Void("essay", None, policy)])
    assert totals(effective) == expected
    assert (effective.needs_manual_grade, effective.pending) == (False, 0)
    assert "This question was withdrawn" in BY_DEFAULT.of(effective).questions[1].message


def test_what_still_waits_for_a_person_is_said_anew_when_a_question_is_voided() -> None:
    questions = [question("q1", (True, 1, 1)), essay("essay"), essay("drawing")]
    manual = result(*questions).model_copy(update={"message": f"It ran too long. {pending_sentence(questions)}"})
    assert "8 of the 9 points are given by the course staff" in manual.message
    one = without_voided(manual, [Void("essay", None, VoidPolicy.DROP)])
    assert one.message.startswith("It ran too long. 4 of the 5 points are given")
    both = without_voided(one, [Void("drawing", None, VoidPolicy.FULL_MARKS)])
    assert both.message == "It ran too long."


def test_students_read_that_a_test_was_withdrawn() -> None:
    effective = without_voided(HALF, [Void("q1", "q1 - 2", VoidPolicy.DROP)])
    assert "withdrawn" in BY_DEFAULT.of(effective).questions[0].cases[1].message


def points(score: float, most: float = 10) -> Points:
    return Points(score=score, max_score=most)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (points(7), points(8), Direction.UP),
        (points(7), points(6), Direction.DOWN),
        (points(7), points(7), Direction.SAME),
        (points(0.1 + 0.2), points(0.3), Direction.SAME),
        (points(8, 10), points(6, 8), Direction.DOWN),
        (points(6, 10), points(6, 8), Direction.UP),
        (points(10, 10), points(8, 8), Direction.SAME),
        (None, points(0), Direction.UP),
        (points(7), None, Direction.SAME),
    ],
)
def test_where_a_score_goes(before: Points | None, after: Points | None, expected: Direction) -> None:
    assert direction(before, after) is expected


def test_only_questions_that_differ_are_named_and_those_of_one_side_too() -> None:
    after = result(
        question("q2", (True, 5, 5)), question("q1", (True, 2, 2), (True, 3, 3)), question("q3", (True, 1, 1))
    )
    changes = {change.name: change for change in changed_questions(HALF, after)}
    assert list(changes) == ["q1", "q3"]
    assert (changes["q1"].before, changes["q1"].after) == (points(2, 5), points(5, 5))
    assert changes["q3"].before is None
    assert changed_questions(after, HALF)[-1].after is None


RERUN = result(question("q1", (False, 0, 2), (True, 3, 3)), question("q2", (False, 0, 5)))


def test_one_question_or_one_test_is_taken_from_a_new_run() -> None:
    assert totals(merged(HALF, RERUN, "q1", None)) == (8, 10)
    assert totals(merged(HALF, RERUN, "q1", "q1 - 2")) == (10, 10)
    assert totals(merged(HALF, RERUN, "q3", None)) == (7, 10)


ALL_OR_NOTHING = [
    # before, run, result when the second case is taken from the run
    ([(True, 0, 2), (False, 0, 3)], [(True, 2, 2), (True, 3, 3)], (5, 5)),
    ([(True, 2, 2), (True, 3, 3)], [(False, 0, 2), (False, 0, 3)], (0, 5)),
    ([(False, 0, 0), (False, 0, 3)], [(True, 0, 0), (True, 3, 3)], (0, 3)),
    ([(True, 0, 2), (False, 0, 3)], [(True, 0, 2), (False, 0, 3)], (0, 5)),
]


@pytest.mark.parametrize(("before", "run", "expected"), ALL_OR_NOTHING)
def test_one_test_of_an_all_or_nothing_question(
    before: list[tuple[bool, float, float]], run: list[tuple[bool, float, float]], expected: tuple[float, float]
) -> None:
    old, fresh = result(question("q1", *before, whole=True)), result(question("q1", *run, whole=True))
    assert totals(merged(old, fresh, "q1", "q1 - 2")) == expected


@pytest.mark.parametrize(("before", "run"), [(0, 0), (2, 0), (0, 2), (2, 4)])
def test_partial_credit_is_what_the_run_gave(before: float, run: float) -> None:
    old = result(question("t", (True, before, 4), whole=True, share=before / 4))
    fresh = result(question("t", (True, run, 4), whole=True, share=run / 4))
    assert totals(merged(old, fresh, "t", "t - 1")) == (run, 4)


def test_a_mended_question_need_not_be_all_or_nothing_any_more() -> None:
    old = result(question("q1", (True, 0, 2), (False, 0, 3), whole=True))
    again = merged(old, RERUN, "q1", "q1 - 2")
    assert totals(again) == (5, 5)
    assert not again.questions[0].all_or_nothing


def test_how_a_run_ended_comes_with_its_verdict() -> None:
    bad = RERUN.model_copy(update={"status": GradeStatus.TAMPERED, "flags": ["canary"], "limits_hit": ["memory"]})
    taken = merged(HALF, bad, "q1", "q1 - 1")
    assert (taken.status, taken.flags, taken.limits_hit) == (GradeStatus.TAMPERED, ["canary"], ["memory"])
    assert merged(HALF, RERUN, "q1", "q1 - 1").status is GradeStatus.OK
    assert merged(bad, HALF, "q1", "q1 - 1").status is GradeStatus.TAMPERED
