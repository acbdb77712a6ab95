"""What lateness costs."""

from __future__ import annotations

from jupyter_autograde import access
from jupyter_autograde.exchange.submissions import describe_submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import verify
from jupyter_autograde.testing.school import STUDENT, School
from jupyter_autograde.timestamps import now
from tests.exchange.deadlines.steps import (
    DAY,
    FREE,
    HOUR,
    PER_DAY,
    change,
    change_of_course,
    counts,
    extend,
    newest,
    seen,
)


class TestLatePolicy:
    def test_the_score_stays_and_what_counts_is_less(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due, late_policy=PER_DAY)
        school.submit(assignment_id, text=b"score: 7", at=due + DAY + HOUR)
        assert counts(newest(school, assignment_id)) == (True, None, None, None)
        school.grade_everything()
        assert counts(newest(school, assignment_id)) == (True, 7, 2, 5)
        mine = seen(school, assignment_id).my_submission
        assert mine is not None
        assert (mine.late, mine.score, mine.penalty, mine.final_score) == (True, 7, 2, 5)

    def test_nothing_counts_less_than_nothing(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due, late_policy=PER_DAY)
        school.submit(assignment_id, text=b"score: 1", at=due + 4 * DAY)
        school.grade_everything()
        assert counts(newest(school, assignment_id)) == (True, 1, 1, 0)

    def test_a_change_of_policy_or_due_time_holds_for_what_was_handed_in(
        self, school: School, assignment_id: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        school.submit(assignment_id, text=b"score: 7", at=due + HOUR)
        school.grade_everything()
        assert counts(newest(school, assignment_id)) == (True, 7, 0, 7)
        change(school, assignment_id, late_policy={"unit": "points", "steps": [{"amount": 3}]})
        assert counts(newest(school, assignment_id)) == (True, 7, 3, 4)
        change(school, assignment_id, late_policy={"grace_minutes": 60, "steps": [{"amount": 30}]})
        assert counts(newest(school, assignment_id)) == (False, 7, 0, 7)
        change(school, assignment_id, late_policy=PER_DAY, due_at=due + 2 * HOUR)
        assert counts(newest(school, assignment_id)) == (False, 7, 0, 7)
        change(school, assignment_id, due_at=None)
        assert counts(newest(school, assignment_id)) == (False, 7, 0, 7)

    def test_the_courses_policy_holds_where_an_assignment_has_none(self, school: School, assignment_id: str) -> None:
        change(school, assignment_id, due_at=now() - HOUR)
        change_of_course(school, late_policy=PER_DAY, timezone="Europe/Berlin")
        found = seen(school, assignment_id)
        assert found.late_now is not None
        assert (found.late_now.amount, found.late_policy_of_course, found.timezone) == (10, True, "Europe/Berlin")
        change(school, assignment_id, late_policy=FREE)
        found = seen(school, assignment_id)
        assert found.late_now is not None
        assert (found.late_now.amount, found.late_policy_of_course) == (0, False)
        change(school, assignment_id, late_policy=None, due_at=now() + HOUR)
        assert seen(school, assignment_id).late_now is None

    def test_the_receipt_says_what_was_and_stays_true(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        school.submit(assignment_id, at=due + HOUR)
        extend(school, assignment_id, users=["sam"], due_at=(due + DAY).isoformat())
        row = newest(school, assignment_id)
        with school.database.read() as session:
            receipt = describe_submission(
                session, access.submission(session, STUDENT, row.id, Permission.SEE_OWN_SUBMISSIONS)
            ).receipt
        assert receipt is not None
        assert (row.late, receipt.late, verify(receipt, school.signer.public_key)) == (False, True, True)
