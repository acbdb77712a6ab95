"""Students of a course."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from jupyter_autograde.access import Access
from jupyter_autograde.courses.members import Contact, admit, end_enrollment, find_member, members
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.doors.json_texts import parse_json
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good, known, new
from jupyter_autograde.service.doors.ngshare.arguments import Arguments, read_arguments
from jupyter_autograde.service.doors.ngshare.guards import CourseGuard, Guards
from jupyter_autograde.service.doors.ngshare.people import STAFF, contact, contact_of, is_entry, shown
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session


def student_routes(guards: Guards) -> APIRouter:
    """Return `student` and `students`."""
    router = APIRouter()
    may_edit_roster = guards.course(Permission.EDIT_ROSTER)
    may_send_roster = guards.course(Permission.EDIT_ROSTER, before_body=True)
    may_see_roster = guards.course(Permission.SEE_ROSTER)
    may_see_roster_or_own = guards.course(Permission.SEE_ROSTER, own="user")

    @router.post("/student/{course}/{user}", openapi_extra=descriptions.PERSON)
    def add_student(
        user: str,
        parts: Parts,
        guard: CourseGuard = may_send_roster,
        arguments: Arguments = Depends(read_arguments),
    ) -> Response:
        with guard.write() as (session, access):
            _admit(session, access.object, user, contact_of(arguments), parts.people_a_course)
        return good()

    @router.get("/student/{course}/{user}")
    def get_student(user: str, guard: CourseGuard = may_see_roster_or_own) -> Response:
        with guard.read() as (session, access):
            return good(**shown(_student(session, access, user)))

    @router.delete("/student/{course}/{user}")
    def remove_student(user: str, guard: CourseGuard = may_edit_roster) -> Response:
        with guard.write() as (session, access):
            end_enrollment(session, access.asker, _student(session, access, user))
        return good()

    @router.post("/students/{course}", openapi_extra=descriptions.STUDENTS)
    def add_students(
        parts: Parts,
        guard: CourseGuard = may_send_roster,
        arguments: Arguments = Depends(read_arguments),
    ) -> Response:
        with guard.write() as (session, access):
            entries = _entries(arguments.get("students"))
            return good(status=[_added(session, access.object, entry, parts.people_a_course) for entry in entries])

    @router.get("/students/{course}")
    def list_students(guard: CourseGuard = may_see_roster) -> Response:
        with guard.read() as (session, access):
            return good(students=[shown(row) for row in members(session, access.object, [Role.STUDENT])])

    return router


def _student(session: Session, access: Access[orm.Course], user: str) -> orm.Enrollment:
    found = find_member(session, access.object, known(user, "Student"))
    if found is None or found.role != Role.STUDENT:
        raise NotFound("Student not found")
    return found


def _admit(session: Session, course: orm.Course, user: str, about: Contact, most: int) -> None:
    found = find_member(session, course, new(user))
    if found is not None and found.role in STAFF:
        raise Conflict("Cannot add instructor as student")
    admit(session, course, user, Role.STUDENT, about, source="ngshare", most=most)


def _entries(text: str | None) -> list[dict[str, Any]]:
    if not text:
        raise InvalidInput("Please supply students")
    try:
        entries = parse_json(text)
    except ValueError:
        raise InvalidInput("Students cannot be JSON decoded") from None
    if entries == []:
        raise InvalidInput("Please supply students")
    if not isinstance(entries, list) or not all(is_entry(entry) for entry in entries):
        raise InvalidInput("Incorrect request format")
    return entries


def _added(session: Session, course: orm.Course, entry: dict[str, Any], most: int) -> dict[str, Any]:
    user = entry["username"]
    try:
        _admit(session, course, user, contact(entry["first_name"], entry["last_name"], entry["email"]), most)
    except (Conflict, InvalidInput) as fault:
        return {"username": user, "success": False, "message": fault.message}
    return {"username": user, "success": True}
