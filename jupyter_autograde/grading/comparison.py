"""Two results of one submission beside each other, and one made of both. Pure."""

from __future__ import annotations

from jupyter_autograde.grading.voids import earned, with_cases
from jupyter_autograde.models.grade import GradeResult, GradeStatus, QuestionResult, worst
from jupyter_autograde.models.regrade import Direction, Points, QuestionChange

_TOLERANCE = 1e-9


def points_of(result: GradeResult | QuestionResult | None) -> Points | None:
    """Return the score and the maximum; None of nothing."""
    return None if result is None else Points(score=result.score, max_score=result.max_score)


def same(before: Points | None, after: Points | None) -> bool:
    """Say whether two scores are equal, but for rounding."""
    if before is None or after is None:
        return before is after
    return _close(before.score, after.score) and _close(before.max_score, after.max_score)


def direction(before: Points | None, after: Points | None) -> Direction:
    """Say whether a score rises: in points, or as a share of the maximum where that changes too.

    A first score rises.
    """
    if after is None or same(before, after):
        return Direction.SAME
    if before is None:
        return Direction.UP
    if _close(before.max_score, after.max_score):
        old, new = before.score, after.score
    else:
        old, new = _share(before), _share(after)
    return Direction.SAME if _close(old, new) else Direction.UP if new > old else Direction.DOWN


def changed_questions(before: GradeResult | None, after: GradeResult) -> list[QuestionChange]:
    """Return the questions whose points differ, in the order of `after`; then those that only `before` has."""
    old = {question.name: question for question in before.questions} if before else {}
    new = {question.name: question for question in after.questions}
    changes = [
        QuestionChange(name=name, before=points_of(old.get(name)), after=points_of(new.get(name)))
        for name in [*new, *(name for name in old if name not in new)]
    ]
    return [change for change in changes if not same(change.before, change.after)]


def merged(base: GradeResult, run: GradeResult, question: str, test: str | None) -> GradeResult:
    """Return `base` with the verdicts of one question, or of one test of it, taken from `run`.

    What `run` does not have is not taken, and the result is then `base`. How a run ended that did not end well, and
    what was noticed in it, is taken too: a verdict that came of it must not look like any other.
    """
    fresh = next((one for one in run.questions if one.name == question), None)
    if fresh is None:
        return base
    result = base.with_questions([_taken(one, fresh, test) if one.name == question else one for one in base.questions])
    if run.status is GradeStatus.OK:
        return result
    return result.model_copy(
        update={
            "status": worst([base.status, run.status]),
            "flags": [*base.flags, *(flag for flag in run.flags if flag not in base.flags)],
            "limits_hit": sorted({*base.limits_hit, *run.limits_hit}),
        }
    )


def _taken(old: QuestionResult, fresh: QuestionResult, test: str | None) -> QuestionResult:
    if test is None:
        return fresh
    verdicts = {case.name: case for case in fresh.cases}
    cases = [verdicts.get(case.name, case) if case.name == test else case for case in old.cases]
    if fresh.all_or_nothing:
        passed = all(case.passed for case in cases)
        cases = [earned(case) if passed else case.model_copy(update={"points": 0.0}) for case in cases]
    elif old.all_or_nothing:
        cases = [earned(case) if case.passed else case for case in cases]
    return with_cases(old.model_copy(update={"all_or_nothing": fresh.all_or_nothing}), cases)


def _share(points: Points) -> float:
    return points.score / points.max_score if points.max_score > 0 else 0.0


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _TOLERANCE
