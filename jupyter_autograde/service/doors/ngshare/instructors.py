"""Instructors of a course."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from jupyter_autograde.access import Access, Asker
from jupyter_autograde.courses.members import admit, describe_member, end_enrollment, find_course, find_member, members
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good, known, new
from jupyter_autograde.service.doors.ngshare.arguments import Arguments, read_arguments
from jupyter_autograde.service.doors.ngshare.guards import CourseGuard, Guards
from jupyter_autograde.service.doors.ngshare.people import STAFF, contact_of, shown
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session


def instructor_routes(guards: Guards) -> APIRouter:
    """Return `instructor` and `instructors`."""
    router = APIRouter()
    may_edit_roster = guards.course(Permission.EDIT_ROSTER, before_body=True)
    may_see_course = guards.course(Permission.SEE_COURSE)

    @router.post("/instructor/{course}/{user}", openapi_extra=descriptions.PERSON)
    def add_instructor(
        user: str,
        guard: CourseGuard = may_edit_roster,
        arguments: Arguments = Depends(read_arguments),
    ) -> Response:
        with guard.write() as (session, access):
            contact = contact_of(arguments)
            if access.asker.admin:
                admit(session, access.object, new(user), Role.INSTRUCTOR, contact, source="ngshare")
            else:
                describe_member(session, _themselves(session, access, user), contact)
        return good()

    @router.get("/instructor/{course}/{user}")
    def get_instructor(user: str, guard: CourseGuard = may_see_course) -> Response:
        with guard.read() as (session, access):
            return good(**shown(_instructor(session, access.object, user)))

    @router.delete("/instructor/{course}/{user}")
    def remove_instructor(course: str, user: str, parts: Parts, asker: Asker = guards.admin) -> Response:
        with parts.database.write() as session:
            found = find_course(session, known(course, "Course"))
            if found is None:
                raise NotFound("Course not found")
            end_enrollment(session, asker, _instructor(session, found, user))
        return good()

    @router.get("/instructors/{course}")
    def list_instructors(guard: CourseGuard = may_see_course) -> Response:
        with guard.read() as (session, access):
            return good(instructors=[shown(row) for row in members(session, access.object, STAFF)])

    return router


def _instructor(session: Session, course: orm.Course, user: str) -> orm.Enrollment:
    found = find_member(session, course, known(user, "Instructor"))
    if found is None or found.role not in STAFF:
        raise NotFound("Instructor not found")
    return found


def _themselves(session: Session, access: Access[orm.Course], user: str) -> orm.Enrollment:
    """Return the instructor's own row: others' are the admins' business."""
    found = find_member(session, access.object, new(user))
    if found is None or found.role not in STAFF:
        raise InvalidInput("Permission denied (cannot modify instructors)")
    if user != access.asker.name:
        raise InvalidInput("Permission denied (cannot modify other instructors)")
    return found
