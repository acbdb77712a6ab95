"""The tests of an assignment: how many pass each, and whom it tells apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from jupyter_autograde.gradebook.insight.item_statistics import point_biserial, upper_lower
from jupyter_autograde.gradebook.insight.works import GradedWork
from jupyter_autograde.models.grade import CaseResult
from jupyter_autograde.models.insight import TestInsight

_Key = tuple[str, str, str, int]
"""Notebook, question, test, and which of several tests of that name."""


@dataclass
class _Item:
    case: CaseResult
    voided: bool
    passed: list[bool] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)


class TestTable:
    """Takes results, and makes a line of each test in them."""

    __test__ = False  # not a test class of pytest

    def __init__(self) -> None:
        self._items: dict[_Key, _Item] = {}

    def take(self, work: GradedWork) -> None:
        """Take the result of one student."""
        result = work.result
        if result is None:
            return
        for question in result.questions:
            names: Counter[str] = Counter()
            for case in question.cases:
                key = question.notebook, question.name, case.name, names[case.name]
                names[case.name] += 1
                voided = not work.voided.isdisjoint({(question.name, None), (question.name, case.name)})
                item = self._items.setdefault(key, _Item(case, voided))
                item.voided &= voided  # of several versions one may still count
                item.passed.append(case.passed)
                item.rest.append(result.score - case.points)
                item.total.append(result.score)

    def lines(self) -> list[TestInsight]:
        """Return the tests in the order of the results."""
        return [_line(key, item) for key, item in self._items.items()]


def _line(key: _Key, item: _Item) -> TestInsight:
    notebook, question, test, _ = key
    students, passed = len(item.passed), sum(item.passed)
    return TestInsight(
        notebook=notebook,
        question=question,
        test=test,
        hidden=item.case.hidden,
        voided=item.voided,
        max_points=item.case.max_points,
        students=students,
        passed=passed,
        pass_rate=passed / students,
        discrimination=point_biserial(item.passed, item.rest),
        upper_lower=upper_lower(item.passed, item.total),
    )
