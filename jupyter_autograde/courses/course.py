"""Use cases: create and list courses, load those of the configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access, Asker, require_admin
from jupyter_autograde.courses.announcements import announce_course
from jupyter_autograde.courses.names import course_to_be, require_free
from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.environments.known import check_known
from jupyter_autograde.errors import InvalidName
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.base import check_name
from jupyter_autograde.models.course import Course, CourseChange, CourseRequest, Person
from jupyter_autograde.models.late_policy import LatePolicy
from jupyter_autograde.models.roster import CONFIG
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.terms_trail import of_course, terms_on_trail

CONFIG_ROLES: Mapping[str, Role] = {
    "students": Role.STUDENT,
    "tas": Role.TA,
    "instructors": Role.INSTRUCTOR,
}
"""Keys of a course in `c.AutogradeService.load_courses`; a person named twice gets the last one."""


def create_course(session: Session, asker: Asker, request: CourseRequest) -> Course:
    """Create a course; admins of the hub only.

    Raises
    ------
    AlreadyExists
        There is one of this name; the message says how to reopen an archived one.
    """
    require_admin(asker)
    require_free(session, request.name)
    row = orm.Course(name=request.name, title=request.title)
    session.add(row)
    session.flush()
    return to_course(row, Role.ADMIN)


def change_course(
    session: Session, access: Access[orm.Course], change: CourseChange, environments: Collection[str]
) -> Course:
    """Choose environment, time zone and late policy; what the request does not name stays.

    Versions that there are keep their environment; the late policy holds for what was handed in before.

    Parameters
    ----------
    environments : collection of str
        Names of the grading environments that there are.

    Raises
    ------
    InvalidInput
        There is no such environment.
    """
    row = access.object
    before = (row.timezone, row.late_policy)
    if "environment" in change.model_fields_set:
        row.environment = check_known(change.environment, environments) if change.environment is not None else None
    if "timezone" in change.model_fields_set:
        row.timezone = change.timezone
    if "late_policy" in change.model_fields_set:
        why = Why(AuditAction.TERMS, access.asker.name, "The course's late policy.")
        with terms_on_trail(session, of_course(session, row), why):
            row.late_policy = change.late_policy.model_dump(mode="json") if change.late_policy is not None else None
    session.flush()
    if (row.timezone, row.late_policy) != before:
        announce_course(session, row)
    return to_course(row, access.role)


def list_courses(session: Session, asker: Asker, *, name: str | None = None) -> list[Course]:
    """Return the asker's courses by name, with the role in each; an admin sees all."""
    if asker.admin:
        everything = select(orm.Course).order_by(orm.Course.name)
        if name is not None:
            everything = everything.where(orm.Course.name == name)
        return [to_course(row, Role.ADMIN) for row in session.scalars(everything)]
    own = (
        select(orm.Course, orm.Enrollment.role)
        .join(orm.Enrollment, orm.Enrollment.course_id == orm.Course.id)
        .where(orm.Enrollment.user == asker.name)
        .order_by(orm.Course.name)
    )
    if name is not None:
        own = own.where(orm.Course.name == name)
    return [to_course(row, Role(role)) for row, role in session.execute(own)]


def describe_person(session: Session, asker: Asker) -> Person:
    """Return who the asker is and what the asker's courses are."""
    return Person(name=asker.name, admin=asker.admin, courses=list_courses(session, asker))


def load_courses(session: Session, courses: Mapping[str, Mapping[str, object]]) -> None:
    """Bring the configured courses and people in; what the configuration does not name stays as it is.

    Parameters
    ----------
    courses : mapping
        Name -> {`title`: text, `environment`: name of a grading environment or None, `students`, `tas`, `instructors`:
        lists of hub user names}. Whether there is such an environment is seen when a version is built: it may come
        later, and one that is gone must not keep all courses from starting.

    Raises
    ------
    InvalidName
        For a name that can't be one, or a key that is none of these.
    """
    for name, course in courses.items():
        unknown = set(course) - set(CONFIG_ROLES) - {"title", "environment"}
        if unknown:
            raise InvalidName(f"load_courses[{name!r}] has unknown keys: {', '.join(sorted(unknown))}.")
        row = course_to_be(session, _checked(name))
        if row is None:
            row = orm.Course(name=name, title=str(course.get("title", "")))
            session.add(row)
            session.flush()
        elif "title" in course:
            row.title = str(course["title"])
        if "environment" in course:
            row.environment = _checked(str(course["environment"])) if course["environment"] is not None else None
        for key, role in CONFIG_ROLES.items():
            people = course.get(key, ())
            if not isinstance(people, Iterable) or isinstance(people, str):
                raise InvalidName(f"load_courses[{name!r}][{key!r}] is not a list of names.")
            for user in people:
                set_role(session, row, _checked(str(user)), role, source=CONFIG)


def to_course(row: orm.Course, role: Role) -> Course:
    """Return the model of a course as somebody with `role` sees it."""
    return Course(
        id=row.id,
        name=row.name,
        title=row.title,
        role=role,
        environment=row.environment,
        live=row.live_days is not None,
        timezone=row.timezone,
        late_policy=LatePolicy.model_validate(row.late_policy) if row.late_policy is not None else None,
        archived_at=row.archived_at,
        created_at=row.created_at,
    )


def _checked(name: str) -> str:
    try:
        return check_name(name)
    except ValueError as fault:
        raise InvalidName(f"{name!r} can't be a name: {fault}.") from fault
