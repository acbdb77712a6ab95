import pytest

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import create_course, describe_person, list_courses, load_courses
from jupyter_autograde.courses.roster import enroll, list_enrollments
from jupyter_autograde.errors import AlreadyExists, InvalidInput, InvalidName, PermissionDenied
from jupyter_autograde.models.course import CourseRequest, EnrollmentRequest
from jupyter_autograde.permissions import Permission, Role
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
