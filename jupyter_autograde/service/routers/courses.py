"""Courses and who is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query

from jupyter_autograde import access
from jupyter_autograde.access import Access
from jupyter_autograde.courses import course, roster
from jupyter_autograde.exchange import extensions
from jupyter_autograde.models.base import Name
from jupyter_autograde.models.course import Course, CourseChange, CourseRequest, Enrollment, EnrollmentRequest
from jupyter_autograde.models.deadlines import Extension
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, HubAdmin, Parts, SignedIn, authorize
from jupyter_autograde.service.routers.parameters import CourseId, UserName, errors
from jupyter_autograde.service.whole_courses import bring_back, take_away
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session

router = APIRouter(prefix="/courses", tags=["courses"], responses=errors())
Guard = Guarded[orm.Course]
ForAdmins = Annotated[Guard, authorize(access.course, Permission.CREATE_COURSE, of="course_id")]


@router.get("")
def list_courses(
    parts: Parts,
    asker: SignedIn,
    name: Annotated[Name | None, Query(description="Only the course of exactly this name.")] = None,
) -> list[Course]:
    """Return your courses, for hub admins all."""
    with parts.database.read() as session:
        return course.list_courses(session, asker, name=name)


@router.post("", status_code=201, responses=errors(409, 507))
def create_course(parts: Parts, asker: HubAdmin, request: CourseRequest) -> Course:
    """Create a course; for hub admins."""
    with parts.database.write() as session:
        return course.create_course(session, asker, request)


@router.get("/{course_id}")
def get_course(
    course_id: CourseId,
    guard: Annotated[Guard, authorize(access.course, Permission.SEE_COURSE, of="course_id")],
) -> Course:
    """Return one course."""
    with guard.read() as (_, found):
        return course.to_course(found.object, found.role)


@router.patch("/{course_id}", responses=errors(507))
def change_course(
    course_id: CourseId,
    change: CourseChange,
    parts: Parts,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_COURSE, of="course_id")],
) -> Course:
    """Choose the grading environment of new versions, time zone and late policy; what is not named stays.

    For instructors.
    """
    with guard.write() as (session, found):
        return course.change_course(session, found, change, parts.environments)


@router.post("/{course_id}/archive", responses=errors(507))
def archive_course(course_id: CourseId, guard: ForAdmins) -> Course:
    """Close a course and its assignments and end everybody's part in it; what is in it is kept. For hub admins."""
    return _changed(guard, take_away)


@router.post("/{course_id}/unarchive", responses=errors(507))
def unarchive_course(course_id: CourseId, guard: ForAdmins) -> Course:
    """Bring an archived course back with whoever was in it; its assignments stay closed. For hub admins."""
    return _changed(guard, bring_back)


def _changed(guard: Guard, change: Callable[[Session, Access[orm.Course]], None]) -> Course:
    with guard.write() as (session, found):
        change(session, found)
        return course.to_course(found.object, found.role)


@router.get("/{course_id}/enrollments")
def list_enrollments(
    course_id: CourseId,
    guard: Annotated[Guard, authorize(access.course, Permission.SEE_ROSTER, of="course_id")],
) -> list[Enrollment]:
    """Return everybody in the course; for staff."""
    with guard.read() as (session, found):
        return roster.list_enrollments(session, found)


@router.get("/{course_id}/extensions")
def list_course_extensions(
    course_id: CourseId,
    guard: Annotated[Guard, authorize(access.course, Permission.EXTEND, of="course_id")],
) -> list[Extension]:
    """Return the extensions that count at all assignments, of a TA's sections where those are limited; for staff."""
    with guard.read() as (session, found):
        return extensions.list_all_extensions(session, found)


@router.put("/{course_id}/enrollments/{user}", responses=errors(507))
def enroll(
    course_id: CourseId,
    user: UserName,
    request: EnrollmentRequest,
    parts: Parts,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_ROSTER, of="course_id")],
) -> Enrollment:
    """Give a person a role in the course, replacing the one before; for instructors."""
    with guard.write() as (session, found):
        return roster.enroll(session, found, user, request, most=parts.people_a_course)
