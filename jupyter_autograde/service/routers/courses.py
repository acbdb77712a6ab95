"""Courses and who is in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from jupyter_autograde import access
from jupyter_autograde.courses import course, members, roster
from jupyter_autograde.exchange.archive import archive_all, bring_back_all
from jupyter_autograde.models.base import Name
from jupyter_autograde.models.course import Course, CourseChange, CourseRequest, Enrollment, EnrollmentRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, HubAdmin, Parts, SignedIn, authorize
from jupyter_autograde.service.routers.parameters import CourseId, UserName, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses", tags=["courses"], responses=errors())
Guard = Guarded[orm.Course]


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
def archive_course(
    course_id: CourseId,
    guard: Annotated[Guard, authorize(access.course, Permission.CREATE_COURSE, of="course_id")],
) -> Course:
    """Close a course and its assignments and end everybody's part in it; what is in it is kept. For hub admins."""
    with guard.write() as (session, found):
        members.archive_course(session, found)
        archive_all(session, found)
        return course.to_course(found.object, found.role)


@router.post("/{course_id}/unarchive", responses=errors(507))
def unarchive_course(
    course_id: CourseId,
    guard: Annotated[Guard, authorize(access.course, Permission.CREATE_COURSE, of="course_id")],
) -> Course:
    """Bring an archived course back with whoever was in it; its assignments stay closed. For hub admins."""
    with guard.write() as (session, found):
        bring_back_all(session, found)
        members.reopen_course(session, found)
        return course.to_course(found.object, found.role)


@router.get("/{course_id}/enrollments")
def list_enrollments(
    course_id: CourseId,
    guard: Annotated[Guard, authorize(access.course, Permission.SEE_ROSTER, of="course_id")],
) -> list[Enrollment]:
    """Return everybody in the course; for staff."""
    with guard.read() as (session, found):
        return roster.list_enrollments(session, found)


@router.put("/{course_id}/enrollments/{user}", responses=errors(507))
def enroll(
    course_id: CourseId,
    user: UserName,
    request: EnrollmentRequest,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_ROSTER, of="course_id")],
) -> Enrollment:
    """Give a person a role in the course, replacing the one before; for instructors."""
    with guard.write() as (session, found):
        return roster.enroll(session, found, user, request)
