"""The work queue of a course: each kind of work, of whom, and in how many questions to the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import change_course
from jupyter_autograde.courses.members import end_enrollment, find_member
from jupyter_autograde.exchange.assignments import change_assignment
from jupyter_autograde.exchange.feedback import give_feedback
from jupyter_autograde.exchange.fetches import note_fetch
from jupyter_autograde.exchange.grade_requests import ask_about_grade, withdraw_request
from jupyter_autograde.exchange.live import switch_live
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.gradebook.book import read_gradebook
from jupyter_autograde.grading.manual.listing import list_work
from jupyter_autograde.models.assignment import AssignmentChange
from jupyter_autograde.models.course import CourseChange
from jupyter_autograde.models.grade_request import AskRequest
from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.live import LiveSwitch
from jupyter_autograde.models.todo import MOST_USERS, SubmissionsShown, TodoKind
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA, School
from jupyter_autograde.testing.statements import statements
from jupyter_autograde.timestamps import now
from jupyter_autograde.todo.jobs import STUCK
from jupyter_autograde.todo.queue import end_of_day
from tests.exchange.deadlines.steps import extend, in_section
from tests.todo.conftest import Queue, items

HOUR = timedelta(hours=1)
ROOT = Asker("root", admin=True)
DUE = (TodoKind.NOT_STARTED, TodoKind.NOT_SUBMITTED)


def midday() -> str:
    """Return a time zone where it is about noon now, so that an hour is on the same day there and thirteen are not."""
    offset = 12 - now().hour
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"


@pytest.fixture
def due_soon(school: School, assignment_id: str) -> datetime:
    """The course is where it is midday, and the assignment is due in an hour."""
    due = now() + HOUR
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
        change_course(session, course, CourseChange(timezone=midday()), ())
    set_due(school, assignment_id, due)
    return due


def set_due(school: School, assignment_id: str, due: datetime) -> None:
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
        change_assignment(session, found, AssignmentChange(due_at=due))


def fetch(school: School, assignment_id: str, asker: Asker) -> None:
    with school.database.write() as session:
        version_id = session.get_one(orm.Assignment, assignment_id).released_version_id
        assert version_id is not None
        note_fetch(session, access.version(session, asker, version_id, Permission.FETCH))


def asks(school: School, submission_id: str, asker: Asker, text: str = "Why?") -> str:
    """Release feedback on a submission, and let its student ask about it."""
    with school.database.write() as session:
        row = session.get_one(orm.Submission, submission_id)
        owner = access.assignment(session, INSTRUCTOR, row.assignment_id, Permission.GRADE)
        give_feedback(session, owner, row, store_files(school.blobs, [("hw1.html", b"good")]))
        found = access.submission(session, asker, submission_id, Permission.SEE_OWN_SUBMISSIONS)
        return ask_about_grade(session, found, AskRequest(text=text)).id


def test_nothing_is_to_be_done_in_a_course_where_all_is_well(
    school: School, assignment_id: str, todo: Queue, worker: None
) -> None:
    school.submit(assignment_id)
    school.grade_everything()
    found = todo()
    assert (found.course_id, found.items) == (school.course_id, [])
    assert found.tonight == end_of_day(found.at, None)


def test_newest_attempts_wait_for_a_person(school: School, todo: Queue, worker: None) -> None:
    school.engine.essay = 3
    assignment = school.draft()
    school.release(assignment.id)
    at = now() - 3 * HOUR
    school.submit(assignment.id, at=at)
    school.submit(assignment.id, text=b"score: 5", at=at + HOUR)
    school.submit(assignment.id, OTHER_STUDENT, at=at + 2 * HOUR)
    school.grade_everything()
    (item,) = todo().items
    assert (item.kind, item.count, item.oldest_at) == ("needs_manual_grade", 2, at + HOUR)
    assert (item.assignment_id, item.assignment) == (assignment.id, "hw1")
    assert item.filter is not None
    assert (item.filter.assignment_id, item.filter.state) == (
        assignment.id,
        SubmissionsShown.NEEDS_MANUAL_GRADE,
    )


def test_failed_gradings_are_counted_by_assignment(
    school: School, assignment_id: str, todo: Queue, worker: None
) -> None:
    other = school.draft("hw2")
    school.release(other.id)
    school.engine.failures = 100
    school.submit(assignment_id)
    for who in (STUDENT, OTHER_STUDENT):
        school.submit(other.id, who)
    fail_everything(school)
    assert [(item.assignment, item.count, item.oldest_at is not None) for item in todo().items] == [
        ("hw1", 1, True),
        ("hw2", 2, True),
    ]
    assert {item.filter and item.filter.state for item in todo().items} == {SubmissionsShown.FAILED}
    with school.database.write() as session:
        session.execute(update(orm.Assignment).where(orm.Assignment.id == other.id).values(archived_at=now()))
    assert [item.assignment for item in todo().items] == ["hw1"]


def fail_everything(school: School) -> None:
    """Try each waiting job until it has failed for good; no try waits for its turn."""
    while True:
        with school.database.write() as session:
            session.execute(update(orm.Job).values(not_before=None))
        if not school.worker.run_next():
            return


def test_open_requests_are_counted_and_withdrawn_ones_are_not(
    school: School, assignment_id: str, todo: Queue, worker: None
) -> None:
    mine, _ = school.submit(assignment_id)
    others, _ = school.submit(assignment_id, OTHER_STUDENT)
    school.grade_everything()
    asks(school, mine.id, STUDENT)
    request_id = asks(school, others.id, OTHER_STUDENT)
    assert items(todo()) == [("grade_requests", 2, SubmissionsShown.ASKED, [])]
    in_section(school, "A", "sam")
    in_section(school, "A", "tom", Role.TA)
    assert items(todo(TA)) == [("grade_requests", 1, SubmissionsShown.ASKED, [])]
    with school.database.write() as session:
        own = access.grade_request(session, OTHER_STUDENT, request_id, Permission.SEE_OWN_SUBMISSIONS)
        withdraw_request(session, own)
    assert items(todo()) == [("grade_requests", 1, SubmissionsShown.ASKED, [])]


class TestDueTonight:
    def test_who_has_not_submitted_is_named(
        self, school: School, assignment_id: str, due_soon: datetime, todo: Queue, worker: None
    ) -> None:
        assert items(todo()) == [("not_started", 2, None, ["olga", "sam"])]
        assert [item.due_at for item in todo().items] == [due_soon]
        school.submit(assignment_id)
        school.grade_everything()
        assert items(todo()) == [("not_started", 1, None, ["olga"])]

    def test_who_has_fetched_it_has_started(
        self, school: School, assignment_id: str, due_soon: datetime, todo: Queue, worker: None
    ) -> None:
        fetch(school, assignment_id, STUDENT)
        assert items(todo()) == [("not_started", 1, None, ["olga"]), ("not_submitted", 1, None, ["sam"])]
        fetch(school, assignment_id, OTHER_STUDENT)
        assert items(todo()) == [("not_submitted", 2, None, ["olga", "sam"])]
        with school.database.write() as session:
            session.execute(update(orm.Assignment).values(restarted_at=now()))
        # What was fetched before it began anew is not the work that is due.
        assert items(todo()) == [("not_started", 2, None, ["olga", "sam"])]

    @pytest.mark.parametrize("hours", [-1, 13])
    def test_what_was_due_or_is_due_tomorrow_is_not(
        self, school: School, assignment_id: str, due_soon: datetime, todo: Queue, worker: None, hours: int
    ) -> None:
        set_due(school, assignment_id, now() + hours * HOUR)
        assert todo().items == []

    def test_each_student_is_due_when_the_own_extension_says(
        self, school: School, assignment_id: str, due_soon: datetime, todo: Queue, worker: None
    ) -> None:
        extend(school, assignment_id, users=["sam"], due_at=due_soon + 24 * HOUR)
        assert items(todo()) == [("not_started", 1, None, ["olga"])]
        set_due(school, assignment_id, now() - HOUR)
        extend(school, assignment_id, users=["sam"], due_at=due_soon)
        assert items(todo()) == [("not_started", 1, None, ["sam"])]

    def test_who_has_saved_a_notebook_of_it_has_started_while_the_live_classroom_is_on(
        self, school: School, assignment_id: str, due_soon: datetime, todo: Queue, worker: None
    ) -> None:
        with school.database.write() as session:
            session.add(
                orm.NotebookEvent(user="sam", type="save-notebook", filename="x", path="x", assignment_id=assignment_id)
            )
        # What students are told about their saves holds here too.
        assert items(todo()) == [("not_started", 2, None, ["olga", "sam"])]
        with school.database.write() as session:
            found = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
            switch_live(session, found, LiveSwitch(enabled=True), LiveRules())
        assert items(todo()) == [("not_started", 2, None, ["olga", "sam"])]
        with school.database.write() as session:
            session.execute(update(orm.NotebookEvent).values(received_at=now()))
        assert items(todo()) == [("not_started", 1, None, ["olga"]), ("not_submitted", 1, None, ["sam"])]

    def test_a_ta_is_told_of_the_own_sections_students(
        self, school: School, due_soon: datetime, todo: Queue, worker: None
    ) -> None:
        in_section(school, "A", "sam")
        in_section(school, "A", "tom", Role.TA)
        assert items(todo(TA), *DUE) == [("not_started", 1, None, ["sam"])]

    def test_of_a_large_class_the_first_are_named_and_all_are_counted(
        self, school: School, due_soon: datetime, todo: Queue, worker: None
    ) -> None:
        with school.database.write() as session:
            session.add_all(
                orm.Enrollment(course_id=school.course_id, user=f"s{n:03}", role="student", source="api")
                for n in range(MOST_USERS)
            )
        ((_, count, _, users),) = items(todo())
        assert (count, len(users), users[:3]) == (MOST_USERS + 2, MOST_USERS, ["olga", "s000", "s001"])


class TestJobs:
    def test_no_worker_takes_jobs(self, school: School, assignment_id: str, todo: Queue) -> None:
        school.stop()
        school.submit(assignment_id)
        (item,) = todo().items
        assert (item.kind, item.count, item.filter, item.reason) == ("workers_away", 1, None, None)
        assert item.oldest_at is not None
        school.other.begin(1, lambda: "The sandbox does not hold.")
        assert [one.reason for one in todo().items] == [None]
        assert [one.reason for one in todo(ROOT).items] == ["The sandbox does not hold."]
        school.other.end()

    def test_jobs_wait_and_none_is_begun(self, school: School, assignment_id: str, todo: Queue, worker: None) -> None:
        school.submit(assignment_id)
        assert todo().items == []
        long_ago = now() - 2 * STUCK
        with school.database.write() as session:
            waits = orm.Job.state == JobState.QUEUED
            session.execute(update(orm.Job).where(waits).values(created_at=long_ago))
        assert todo().items == []  # the build of the assignment was begun a moment ago
        with school.database.write() as session:
            session.execute(update(orm.Job).where(~waits).values(started_at=long_ago))
        (item,) = todo().items
        assert (item.kind, item.count, item.oldest_at) == ("queue_stuck", 1, long_ago)
        in_section(school, "A", "tom", Role.TA)
        assert todo(TA).items == []


def test_a_course_of_many_assignments_takes_as_many_questions_as_one_of_one(
    school: School, assignment_id: str, due_soon: datetime, todo: Queue, worker: None
) -> None:
    def questions() -> int:
        with statements(school.database) as asked:
            todo()
        return len(asked)

    before = questions()
    for number in range(2, 5):
        other = school.draft(f"hw{number}")
        school.release(other.id)
        set_due(school, other.id, due_soon)
        school.submit(other.id)
    school.grade_everything()
    assert questions() == before
    assert before <= 20


@pytest.mark.parametrize(
    ("at", "zone", "end"),
    [
        ("2026-11-22T10:00+00:00", None, "2026-11-23T00:00+00:00"),
        ("2026-11-22T23:30+00:00", "Europe/Berlin", "2026-11-23T23:00+00:00"),
        ("2026-11-22T03:00+00:00", "America/New_York", "2026-11-22T05:00+00:00"),
        # The clocks change that night: the day has 25 hours.
        ("2026-10-24T22:30+00:00", "Europe/Berlin", "2026-10-25T23:00+00:00"),
        ("2026-11-22T10:00+00:00", "Not/Known", "2026-11-23T00:00+00:00"),
    ],
)
def test_a_day_ends_by_the_clocks_of_the_course(at: str, zone: str | None, end: str) -> None:
    found = end_of_day(datetime.fromisoformat(at), zone)
    assert (found, found.tzinfo) == (datetime.fromisoformat(end), UTC)


def test_who_has_left_the_course_is_in_no_count_of_what_is_to_be_graded(
    school: School, assignment_id: str, worker: None, todo: Queue
) -> None:
    school.engine.essay = 4
    for asker in (STUDENT, OTHER_STUDENT, TA):
        school.submit(assignment_id, asker)
    school.grade_everything()
    assert items(todo(), TodoKind.NEEDS_MANUAL_GRADE)[0][1] == 2  # the TA has no grade in the course
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        row = find_member(session, course.object, OTHER_STUDENT.name)
        assert row is not None
        end_enrollment(session, INSTRUCTOR, row)
    assert items(todo(), TodoKind.NEEDS_MANUAL_GRADE)[0][1] == 1
    with school.database.read() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.GRADE)
        assert [work.student for work in list_work(session, found)] == [STUDENT.name]
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.SEE_ALL_SUBMISSIONS)
        assert [row.user for row in read_gradebook(session, course).rows] == [STUDENT.name]
