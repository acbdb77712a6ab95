"""Courses."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from jupyter_autograde.access import Access, Asker
from jupyter_autograde.courses.members import course_names, find_course, open_course
from jupyter_autograde.errors import AlreadyExists, InvalidInput, NotFound
from jupyter_autograde.models.course import CourseRequest
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.doors.json_texts import parse_json
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good, known, new
from jupyter_autograde.service.doors.ngshare.arguments import Arguments, read_arguments
from jupyter_autograde.service.doors.ngshare.guards import Guards
from jupyter_autograde.service.whole_courses import take_away


def course_routes(guards: Guards) -> APIRouter:
    """Return `courses` and `course`."""
    router = APIRouter()

    @router.get("/courses")
    def list_courses(parts: Parts, asker: Asker = guards.signed_in) -> Response:
        with parts.database.read() as session:
            return good(courses=course_names(session, asker))

    @router.post("/course/{course}", openapi_extra=descriptions.COURSE)
    def add_course(
        course: str,
        parts: Parts,
        asker: Asker = guards.admin,
        arguments: Arguments = Depends(read_arguments),
    ) -> Response:
        request = CourseRequest(name=new(course))
        with parts.database.read() as session:
            if find_course(session, course) is not None:
                raise AlreadyExists("Course already exists")
        instructors = _names(arguments.get("instructors"))
        try:
            with parts.database.write() as session:
                open_course(session, asker, request, instructors, source="ngshare")
        except AlreadyExists:
            raise AlreadyExists("Course already exists") from None
        return good()

    @router.delete("/course/{course}")
    def remove_course(course: str, parts: Parts, asker: Asker = guards.admin) -> Response:
        with parts.database.write() as session:
            found = find_course(session, known(course, "Course"))
            if found is None:
                raise NotFound("Course not found")
            take_away(session, Access(asker, Role.ADMIN, found))
        return good()

    return router


def _names(text: str | None) -> list[str]:
    if text is None:
        return []
    try:
        names = parse_json(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidInput("Instructors cannot be JSON decoded")
    return [new(name) for name in names]
