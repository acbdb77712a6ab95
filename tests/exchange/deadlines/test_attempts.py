"""Limits of attempts."""

from __future__ import annotations

from datetime import datetime

import pytest

from jupyter_autograde.errors import (
    AttemptsUsedUp,
)
from jupyter_autograde.testing.school import TA, School
from jupyter_autograde.timestamps import now
from tests.exchange.deadlines.steps import (
    DAY,
    HOUR,
    change,
    change_of_course,
    extend,
    seen,
)


class TestAttempts:
    def test_the_last_one_is_taken_and_the_next_refused_with_what_was_given(
        self, school: School, assignment_id: str
    ) -> None:
        change(school, assignment_id, attempt_limit={"attempts": 2})
        assert seen(school, assignment_id).attempts_left == 2
        for _ in range(2):
            school.submit(assignment_id, key=f"k{_}")
        assert (seen(school, assignment_id).attempts_left, seen(school, assignment_id, TA).attempts_left) == (0, 2)
        with pytest.raises(AttemptsUsedUp, match="all 2 attempts") as fault:
            school.submit(assignment_id)
        assert fault.value.details == {"attempts": 2, "hours": None, "again_at": None}
        # What was acknowledged is acknowledged again, and is no further attempt.
        assert [school.submit(assignment_id, key=f"k{n}")[1] for n in range(2)] == [False, False]
        extend(school, assignment_id, users=["sam"], extra_attempts=1)
        assert seen(school, assignment_id).attempts_left == 1
        assert school.submit(assignment_id)[0].attempt == 3
        with pytest.raises(AttemptsUsedUp, match="all 3 attempts"):
            school.submit(assignment_id)

    def test_within_some_hours_there_is_another_one_when_the_oldest_has_passed(
        self, school: School, assignment_id: str
    ) -> None:
        change_of_course(school, timezone="Asia/Kolkata")
        change(school, assignment_id, attempt_limit={"attempts": 2, "hours": 24})
        first = now() - 23 * HOUR
        for at in (first - DAY, first, first + HOUR):
            school.submit(assignment_id, at=at)
        found = seen(school, assignment_id)
        assert (found.attempts_left, found.attempts_again_at) == (0, first + DAY)
        with pytest.raises(AttemptsUsedUp, match="Asia/Kolkata") as fault:
            school.submit(assignment_id)
        assert datetime.fromisoformat(fault.value.details["again_at"]) == first + DAY
        assert school.submit(assignment_id, at=first + DAY)[0].attempt == 4
        change(school, assignment_id, attempt_limit=None)
        assert seen(school, assignment_id).attempts_left is None
