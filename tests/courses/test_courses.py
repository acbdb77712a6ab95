from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import (
    change_course,
    create_course,
    describe_person,
    list_courses,
    load_courses,
)
from jupyter_autograde.courses.members import archive_course, end_enrollment, reopen_course
from jupyter_autograde.courses.roster import enroll, list_enrollments
from jupyter_autograde.errors import AlreadyExists, InvalidInput, InvalidName, PermissionDenied
from jupyter_autograde.exchange.archive import archive_all, archive_assignment, bring_back_all
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.models.course import CourseChange, CourseRequest, EnrollmentRequest
from jupyter_autograde.models.event import EventType
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, STRANGER, STUDENT, TA, School

ADMIN = Asker("root", admin=True)


def test_admins_create_courses_and_nobody_else(school: School) -> None:
    with school.database.write() as session:
        course = create_course(session, ADMIN, CourseRequest(name="Física 1", title="Mechanics"))
    assert (course.name, course.role) == ("Física 1", Role.ADMIN)
    with school.database.write() as session, pytest.raises(PermissionDenied):
        create_course(session, INSTRUCTOR, CourseRequest(name="mine"))
    with pytest.raises(AlreadyExists), school.database.write() as session:
        create_course(session, ADMIN, CourseRequest(name="Física 1"))


def test_an_archived_course_comes_back_with_whoever_was_in_it(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    before = school.draft("hw0")

    def do(*steps: Callable[[Session, access.Access[orm.Course]], object]) -> None:
        with school.database.write() as session:
            found = access.course(session, ADMIN, school.course_id, Permission.CREATE_COURSE)
            for step in steps:
                step(session, found)

    def people() -> dict[str, tuple[str, str | None, str]]:
        with school.database.read() as session:
            found = access.course(session, ADMIN, school.course_id, Permission.SEE_ROSTER)
            return {one.user: (one.role, one.section, one.source) for one in list_enrollments(session, found)}

    do(lambda session, found: enroll(session, found, "sam", EnrollmentRequest(role=Role.STUDENT, section="A")))
    do(lambda session, found: end_enrollment(session, ADMIN, session.scalars(enrollment_of("olga")).one()))
    do(lambda session, found: archive_assignment(session, found.to(session.get_one(orm.Assignment, before.id))))
    there = people()
    assert "olga" not in there
    # Twice is once.
    do(archive_course, archive_all)
    do(archive_course, archive_all)
    assert people() == {}
    with school.database.write() as session, pytest.raises(AlreadyExists, match="course unarchive physics") as fault:
        create_course(session, ADMIN, CourseRequest(name="physics"))
    assert fault.value.details == {"name": "physics", "archived": True}
    do(lambda session, found: enroll(session, found, "sam", EnrollmentRequest(role=Role.TA)))
    do(bring_back_all, reopen_course)
    do(bring_back_all, reopen_course)
    assert people() == {**there, "sam": (Role.TA, None, "api")}
    with school.database.read() as session:
        assert list_courses(session, INSTRUCTOR)[0].archived_at is None
        rows = [session.get_one(orm.Assignment, one.id) for one in (assignment, before)]
        assert [(row.archived_at is None, row.state) for row in rows] == [(True, "closed"), (False, "draft")]
        assert read_page(session, STUDENT, 0).events[-1].type is EventType.COURSE_CHANGED
    with school.database.write() as session, pytest.raises(AlreadyExists, match="Choose another name"):
        create_course(session, ADMIN, CourseRequest(name="physics"))


def test_a_course_that_was_archived_before_one_moment_was_noted_for_all_comes_back_whole(school: School) -> None:
    gone = school.draft()

    def do(*steps: Callable[[Session, access.Access[orm.Course]], object]) -> None:
        with school.database.write() as session:
            found = access.course(session, ADMIN, school.course_id, Permission.CREATE_COURSE)
            for step in steps:
                step(session, found)

    do(lambda session, found: end_enrollment(session, ADMIN, session.scalars(enrollment_of("olga")).one()))
    do(archive_course, archive_all)
    with school.database.write() as session:
        course = session.get_one(orm.Course, school.course_id)
        assert course.archived_at is not None
        a_little, long = course.archived_at - timedelta(milliseconds=20), course.archived_at - timedelta(days=1)
        session.execute(update(orm.PastEnrollment).values(ended_at=a_little))
        session.execute(update(orm.PastEnrollment).where(orm.PastEnrollment.user == "olga").values(ended_at=long))
        session.execute(update(orm.Assignment).values(archived_at=a_little))
    do(bring_back_all, reopen_course)
    with school.database.read() as session:
        here = select(orm.Enrollment.user).where(orm.Enrollment.course_id == school.course_id)
        assert set(session.scalars(here)) == {"ines", "tom", "sam"}
        assert session.get_one(orm.Assignment, gone.id).archived_at is None


@pytest.mark.parametrize("change", [{"timezone": "Asia/Kolkata"}, {"late_policy": {"steps": [{"amount": 10}]}}])
def test_members_hear_when_something_else_holds_in_their_course(school: School, change: dict[str, object]) -> None:
    def heard() -> list[EventType]:
        with school.database.read() as session:
            return [event.type for event in read_page(session, STUDENT, 0).events]

    for expected in (1, 1):
        with school.database.write() as session:
            found = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
            change_course(session, found, CourseChange.model_validate(change), ())
        assert heard() == [EventType.COURSE_CHANGED] * expected


def enrollment_of(user: str) -> Select[tuple[orm.Enrollment]]:
    return select(orm.Enrollment).where(orm.Enrollment.user == user)


def test_everybody_sees_own_courses_with_own_role(school: School) -> None:
    with school.database.read() as session:
        assert [(c.name, c.role) for c in list_courses(session, TA)] == [("physics", Role.TA)]
        assert [c.name for c in list_courses(session, ADMIN)] == ["chemistry", "physics"]
        assert list_courses(session, STRANGER, name="physics") == []
        assert describe_person(session, Asker("nobody")).courses == []


def test_a_person_has_one_role_in_a_course_and_the_last_word_counts(school: School) -> None:
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        enroll(session, course, "sam", EnrollmentRequest(role=Role.TA, section="A"))
        enroll(session, course, "nina", EnrollmentRequest(role=Role.STUDENT))
        people = {e.user: (e.role, e.section, e.source) for e in list_enrollments(session, course)}
    assert people["sam"] == (Role.TA, "A", "api")
    assert people["nina"] == (Role.STUDENT, None, "api")
    assert people["olga"] == (Role.STUDENT, None, "config")


def test_nobody_becomes_admin_through_a_course_or_loses_the_last_key_by_accident(school: School) -> None:
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        with pytest.raises(InvalidInput):
            enroll(session, course, "sam", EnrollmentRequest(role=Role.ADMIN))
        with pytest.raises(InvalidInput):
            enroll(session, course, "ines", EnrollmentRequest(role=Role.STUDENT))


def test_students_and_tas_do_not_edit_the_roster(school: School) -> None:
    with school.database.read() as session:
        for asker in (STUDENT, TA):
            with pytest.raises(PermissionDenied):
                access.course(session, asker, school.course_id, Permission.EDIT_ROSTER)


def test_loading_the_configuration_again_changes_only_what_it_names(school: School) -> None:
    with school.database.write() as session:
        load_courses(session, {"physics": {"title": "Physics", "tas": ["sam"]}})
        course = access.course(session, ADMIN, school.course_id, Permission.SEE_ROSTER)
        roles = {e.user: e.role for e in list_enrollments(session, course)}
    assert roles == {"ines": Role.INSTRUCTOR, "tom": Role.TA, "sam": Role.TA, "olga": Role.STUDENT}
    assert course.object.title == "Physics"


def test_the_configuration_sets_the_environment_where_it_names_one(school: School) -> None:
    def loaded(**course: object) -> str | None:
        with school.database.write() as session:
            load_courses(session, {"physics": course})
            return access.course(session, STUDENT, school.course_id, Permission.SEE_COURSE).object.environment

    assert loaded() is None
    assert loaded(environment="astro") == "astro"
    assert loaded(title="Physics") == "astro"
    assert loaded(environment=None) is None


@pytest.mark.parametrize(
    "bad",
    [
        {"a/b": {}},
        {"ok": {"environment": "a/b"}},
        {"ok": {"pupils": []}},
        {"ok": {"students": "sam"}},
        {"ok": {"tas": [""]}},
    ],
)
def test_a_wrong_configuration_is_named(school: School, bad: dict[str, dict[str, object]]) -> None:
    with pytest.raises(InvalidName), school.database.write() as session:
        load_courses(session, bad)
