"""Extensions, late policies, attempt limits and openings, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import change_course
from jupyter_autograde.courses.roster import enroll
from jupyter_autograde.errors import (
    AssignmentClosed,
    AssignmentNotOpen,
    AttemptsUsedUp,
    AutogradeError,
    DeadlinePassed,
    InvalidInput,
    NotFound,
    PermissionDenied,
)
from jupyter_autograde.exchange.announcements import announce_openings, has_openings
from jupyter_autograde.exchange.archive import archive_assignment, find_released, released_names
from jupyter_autograde.exchange.assignments import change_assignment, describe, list_assignments, list_own_assignments
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.extensions import end_extension, grant_extensions, list_extensions
from jupyter_autograde.exchange.submissions import describe_submission, list_submissions
from jupyter_autograde.models.assignment import Assignment, AssignmentChange, AssignmentState
from jupyter_autograde.models.course import CourseChange, EnrollmentRequest
from jupyter_autograde.models.deadlines import Extension, ExtensionRequest
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.receipts import verify
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STRANGER, STUDENT, TA, School
from jupyter_autograde.timestamps import in_words, now

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PER_DAY = {"steps": [{"amount": 10, "every": "day"}], "cap": 50}
FREE: Any = {"steps": []}


@pytest.fixture
def assignment_id(school: School) -> str:
    assignment = school.draft()
    school.release(assignment.id)
    return assignment.id


def change(school: School, assignment_id: str, **changes: Any) -> Assignment:
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
        return change_assignment(session, owner, AssignmentChange.model_validate(changes))


def change_of_course(school: School, **changes: Any) -> None:
    with school.database.write() as session:
        owner = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
        change_course(session, owner, CourseChange.model_validate(changes), ())


def in_section(school: School, section: str, user: str, role: Role = Role.STUDENT) -> None:
    with school.database.write() as session:
        owner = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        enroll(session, owner, user, EnrollmentRequest(role=role, section=section))


def extend(school: School, assignment_id: str, by: Asker = INSTRUCTOR, **given: Any) -> list[Extension]:
    with school.database.write() as session:
        found = access.assignment(session, by, assignment_id, Permission.EXTEND)
        return grant_extensions(session, found, ExtensionRequest.model_validate(given))


def end(school: School, assignment_id: str, extension_id: str, by: Asker = INSTRUCTOR) -> None:
    with school.database.write() as session:
        end_extension(session, access.assignment(session, by, assignment_id, Permission.EXTEND), extension_id)


def extensions(school: School, assignment_id: str, by: Asker = INSTRUCTOR, *, ended: bool = False) -> list[Extension]:
    with school.database.read() as session:
        found = access.assignment(session, by, assignment_id, Permission.EXTEND)
        return list_extensions(session, found, ended=ended)


def newest(school: School, assignment_id: str, user: Asker = STUDENT) -> Submission:
    """Return somebody's newest submission as lists have it; that it is the same alone and for its owner is asserted."""
    with school.database.read() as session:

        def listed(asker: Asker) -> Submission:
            found = access.assignment(session, asker, assignment_id, Permission.SEE_OWN_SUBMISSIONS)
            return list_submissions(session, found, user=user.name, latest=True)[0]

        row = listed(INSTRUCTOR)
        alone = describe_submission(session, access.submission(session, user, row.id, Permission.SEE_OWN_SUBMISSIONS))
        assert listed(user) == row
        assert alone.model_copy(update={"receipt": None, "position": None, "eta": None}) == row
        return row


def seen(school: School, assignment_id: str, asker: Asker = STUDENT) -> Assignment:
    with school.database.read() as session:
        found = access.assignment(session, asker, assignment_id, Permission.SEE_COURSE)
        return describe(session, asker, [found.object])[0]


def counts(one: Submission) -> tuple[bool, float | None, float | None, float | None]:
    return one.late, one.score, one.penalty, one.final_score


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


class TestExtensions:
    def test_one_counts_at_once_for_one_student_and_ends_at_once(self, school: School, assignment_id: str) -> None:
        due = now() - 3 * HOUR
        change(school, assignment_id, due_at=due, closes_at=due + HOUR, late_policy=PER_DAY)
        school.submit(assignment_id, at=due + HOUR)
        school.grade_everything()
        later = due + 2 * DAY
        (given,) = extend(school, assignment_id, users=["sam"], due_at=later, reason="ill")
        assert counts(newest(school, assignment_id)) == (False, 7, 0, 7)
        mine, theirs, staff = (seen(school, assignment_id, who) for who in (STUDENT, OTHER_STUDENT, INSTRUCTOR))
        assert (mine.due_at, mine.closes_at, mine.extended, mine.late_now) == (later, later, True, None)
        for other in (theirs, staff):
            assert (other.due_at, other.closes_at, other.extended) == (due, due + HOUR, False)
        assert school.submit(assignment_id)[0].late is False
        with pytest.raises(DeadlinePassed):
            school.submit(assignment_id, OTHER_STUDENT)
        end(school, assignment_id, given.id)
        with pytest.raises(DeadlinePassed):
            school.submit(assignment_id)
        assert newest(school, assignment_id).late

    def test_the_newest_counts_and_all_are_kept_with_who_and_why(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        extend(school, assignment_id, users=["sam"], due_at=due + 2 * DAY, reason="ill")
        (second,) = extend(school, assignment_id, TA, users=["sam"], due_at=due + DAY, reason="")
        assert seen(school, assignment_id).due_at == due + DAY
        assert [one.id for one in extensions(school, assignment_id)] == [second.id]
        end(school, assignment_id, second.id)
        end(school, assignment_id, second.id, TA)  # it has ended already
        assert (extensions(school, assignment_id), seen(school, assignment_id).due_at) == ([], due)
        kept = extensions(school, assignment_id, ended=True)
        assert [(one.created_by, one.reason, one.ended_by) for one in kept] == [
            ("tom", "", "ines"),
            ("ines", "ill", "tom"),
        ]

    def test_a_section_has_one_as_long_as_one_is_in_it_and_the_later_time_counts(
        self, school: School, assignment_id: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        extend(school, assignment_id, sections=["A"], due_at=due + DAY)
        extend(school, assignment_id, users=["sam"], due_at=due + HOUR)
        assert seen(school, assignment_id).due_at == due + DAY
        in_section(school, "B", "sam")
        assert seen(school, assignment_id).due_at == due + HOUR
        # Everybody's date is moved beyond: nobody is left behind by an extension.
        change(school, assignment_id, due_at=due + 9 * DAY)
        assert seen(school, assignment_id).due_at == due + 9 * DAY

    def test_all_that_are_named_or_none(self, school: School, assignment_id: str) -> None:
        change(school, assignment_id, due_at=now())
        for missing in ("nobody", "ines"):
            with pytest.raises(NotFound, match=missing):
                extend(school, assignment_id, users=["sam", missing], due_at=now() + DAY)
        with pytest.raises(NotFound, match="'C'"):
            extend(school, assignment_id, users=["sam"], sections=["C"], due_at=now() + DAY)
        assert extensions(school, assignment_id) == []
        assert len(extend(school, assignment_id, users=["sam", "olga", "sam"], due_at=now() + DAY)) == 2

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"due_at": -1}, "take time away"),
            ({"closes_at": 5}, "never closes"),
            ({"extra_attempts": 1}, "no limit of attempts"),
        ],
    )
    def test_what_gives_nothing_is_refused(
        self, school: School, assignment_id: str, given: dict[str, Any], words: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        times = {name: due + value * HOUR if name.endswith("_at") else value for name, value in given.items()}
        with pytest.raises(InvalidInput, match=words):
            extend(school, assignment_id, users=["sam"], **times)

    def test_tas_give_them_in_their_sections_alone_and_students_not_at_all(
        self, school: School, assignment_id: str
    ) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        in_section(school, "B", "olga")
        in_section(school, "A", "tom", Role.TA)
        (foreign,) = extend(school, assignment_id, users=["olga"], due_at=due + DAY)
        (own,) = extend(school, assignment_id, TA, users=["sam"], due_at=due + DAY)
        extend(school, assignment_id, TA, sections=["A"], due_at=due + DAY)
        for given in ({"users": ["olga"]}, {"sections": ["B"]}):
            with pytest.raises(NotFound):
                extend(school, assignment_id, TA, **given, due_at=due + DAY)
        with pytest.raises(NotFound):
            end(school, assignment_id, foreign.id, TA)
        assert [(one.user, one.section) for one in extensions(school, assignment_id, TA)] == [
            ("sam", None),
            (None, "A"),
        ]
        assert {one.user for one in extensions(school, assignment_id)} == {"sam", "olga", None}
        with pytest.raises(PermissionDenied):
            end(school, assignment_id, own.id, STUDENT)
        with pytest.raises(NotFound):
            end(school, assignment_id, own.id, STRANGER)

    def test_students_hear_of_their_own_and_never_why(self, school: School, assignment_id: str) -> None:
        due = now()
        change(school, assignment_id, due_at=due)
        in_section(school, "A", "sam")
        with school.database.read() as session:
            start = read_page(session, INSTRUCTOR, None).last_id
        extend(school, assignment_id, sections=["A"], due_at=due + DAY, reason="secret")
        with school.database.read() as session:
            mine, theirs, staff = (
                read_page(session, who, start).events for who in (STUDENT, OTHER_STUDENT, INSTRUCTOR)
            )
        assert [event.type for event in mine] == [EventType.EXTENSION_CHANGED]
        assert (theirs, staff) == ([], mine)
        assert "secret" not in mine[0].model_dump_json()
        assert mine[0].data["by"] == "ines"

    def test_one_that_was_closed_by_hand_stays_closed(self, school: School, assignment_id: str) -> None:
        change(school, assignment_id, due_at=now(), state=AssignmentState.CLOSED)
        extend(school, assignment_id, users=["sam"], due_at=now() + DAY)
        with pytest.raises(AssignmentClosed):
            school.submit(assignment_id)


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


class TestOpening:
    def test_before_it_students_see_nothing_and_staff_may_try_it(self, school: School) -> None:
        assignment = school.draft(due_at=now() + 9 * DAY)
        opens = now() + DAY
        change(school, assignment.id, opens_at=opens)
        version = school.release(assignment.id)
        looks: list[Callable[[Any], object]] = [
            lambda session: access.assignment(session, STUDENT, assignment.id, Permission.SEE_COURSE),
            lambda session: access.version(session, STUDENT, version.id, Permission.FETCH),
        ]
        for look in looks:
            with school.database.read() as session, pytest.raises(NotFound):
                look(session)
        with school.database.read() as session:
            lists = [
                (
                    list_own_assignments(session, who),
                    list_assignments(session, access.course(session, who, school.course_id, Permission.SEE_COURSE)),
                    read_page(session, who, 0).events,
                )
                for who in (STUDENT, INSTRUCTOR)
            ]
            course = session.get_one(orm.Course, school.course_id)
            found = [find_released(session, course, "hw1", early=early) for early in (False, True)]
            names = [released_names(session, course, early=early) for early in (False, True)]
        assert lists[0] == ([], [], [])
        assert [len(one) > 0 for one in lists[1]] == [True, True, True]
        assert ([one is not None for one in found], [len(one) for one in names]) == ([False, True], [0, 1])
        with pytest.raises(AssignmentNotOpen, match="opens") as fault:
            school.submit(assignment.id)
        assert datetime.fromisoformat(fault.value.details["opens_at"]) == opens
        assert school.submit(assignment.id, INSTRUCTOR)[1]

    def test_students_hear_of_it_once_when_it_opens(self, school: School) -> None:
        assignment = school.draft()
        change(school, assignment.id, opens_at=now() + DAY)
        school.release(assignment.id)
        with school.database.read() as session:
            assert not has_openings(session)
        with school.database.write() as session:
            # Its time comes.
            session.get_one(orm.Assignment, assignment.id).opens_at = now()
        for expected in (True, False):
            with school.database.write() as session:
                assert has_openings(session) is expected
                announce_openings(session)
        with school.database.read() as session:
            events = read_page(session, STUDENT, 0).events
        assert [event.type for event in events] == [EventType.ASSIGNMENT_RELEASED]
        assert school.submit(assignment.id)[1]

    def test_who_releases_after_the_opening_has_told_of_it(self, school: School) -> None:
        assignment = school.draft()
        change(school, assignment.id, opens_at=now() - HOUR)
        school.release(assignment.id)
        with school.database.read() as session:
            assert not has_openings(session)

    def test_what_was_taken_away_before_it_opened_opens_for_nobody(self, school: School) -> None:
        assignment = school.draft()
        change(school, assignment.id, opens_at=now() + DAY)
        school.release(assignment.id)
        with school.database.write() as session:
            archive_assignment(
                session, access.assignment(session, INSTRUCTOR, assignment.id, Permission.EDIT_ASSIGNMENT)
            )
            session.get_one(orm.Assignment, assignment.id).opens_at = now()
        with school.database.read() as session:
            assert not has_openings(session)

    def test_what_was_acknowledged_is_acknowledged_after_it_was_hidden_again(
        self, school: School, assignment_id: str
    ) -> None:
        first, _ = school.submit(assignment_id, key="k1")
        change(school, assignment_id, opens_at=now() + DAY)
        assert school.submit(assignment_id, key="k1") == (first, False)
        with pytest.raises(AssignmentNotOpen):
            school.submit(assignment_id, key="k2")
        change(school, assignment_id, opens_at=None)
        assert school.submit(assignment_id, key="k2")[1]

    def test_it_opens_before_it_is_due(self, school: School, assignment_id: str) -> None:
        for end_of in ("due_at", "closes_at"):
            with pytest.raises(InvalidInput, match="before it opens"):
                change(school, assignment_id, **{"opens_at": now() + HOUR, end_of: now()})


def test_messages_name_the_moment_in_the_courses_zone(school: School, assignment_id: str) -> None:
    change_of_course(school, timezone="Europe/Berlin")
    change(school, assignment_id, closes_at="2026-07-01T21:59:00Z")
    with pytest.raises(AutogradeError) as fault:
        school.submit(assignment_id)
    assert "Wed 01 Jul 2026, 23:59 +0200 (Europe/Berlin)" in fault.value.message
    # The hour that clocks show twice.
    shown = [in_words(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), "Europe/Berlin") for hour in (0, 1)]
    assert shown == [f"Sun 25 Oct 2026, 02:30 {offset} (Europe/Berlin)" for offset in ("+0200", "+0100")]
