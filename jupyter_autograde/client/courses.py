"""Calls about courses and the people in them."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.course import Course, CourseChange, CourseRequest, Enrollment, EnrollmentRequest
from jupyter_autograde.models.deadlines import Extension
from jupyter_autograde.models.roster import RosterFile, RosterImport, RosterPreview
from jupyter_autograde.models.todo import Todo


class CourseCalls(Calls):
    """Courses, enrollments, rosters."""

    def list_courses(self, *, name: str | None = None) -> list[Course]:
        """Return the asker's courses; with `name` the ones of exactly that name."""
        return self._many(Course, "GET", "courses", query={"name": name})

    def create_course(self, request: CourseRequest) -> Course:
        """Create a course; for admins."""
        return self._one(Course, "POST", "courses", body=request)

    def get_course(self, course_id: str) -> Course:
        """Return one course."""
        return self._one(Course, "GET", f"courses/{part(course_id)}")

    def change_course(self, course_id: str, change: CourseChange) -> Course:
        """Change the fields that were set in `change`."""
        return self._one(Course, "PATCH", f"courses/{part(course_id)}", body=change)

    def archive_course(self, course_id: str) -> Course:
        """Close a course and its assignments; everything in it is kept. For admins."""
        return self._one(Course, "POST", f"courses/{part(course_id)}/archive")

    def unarchive_course(self, course_id: str) -> Course:
        """Bring an archived course back with whoever was in it; its assignments stay closed. For admins."""
        return self._one(Course, "POST", f"courses/{part(course_id)}/unarchive")

    def todo(self, course_id: str) -> Todo:
        """Return what is to be done in a course; for staff."""
        return self._one(Todo, "GET", f"courses/{part(course_id)}/todo")

    def list_enrollments(self, course_id: str) -> list[Enrollment]:
        """Return the roster of a course."""
        return self._many(Enrollment, "GET", f"courses/{part(course_id)}/enrollments")

    def list_course_extensions(self, course_id: str) -> list[Extension]:
        """Return the extensions that count at all assignments of a course; for staff."""
        return self._many(Extension, "GET", f"courses/{part(course_id)}/extensions")

    def enroll(self, course_id: str, user: str, request: EnrollmentRequest) -> Enrollment:
        """Give a person a role in a course, or another one."""
        path = f"courses/{part(course_id)}/enrollments/{part(user)}"
        return self._one(Enrollment, "PUT", path, body=request)

    def preview_roster(self, course_id: str, file: RosterFile) -> RosterPreview:
        """Return what importing a roster file would change; for instructors."""
        return self._one(RosterPreview, "POST", f"courses/{part(course_id)}/roster/preview", body=file)

    def import_roster(self, course_id: str, file: RosterImport) -> RosterPreview:
        """Import a roster file, all of it or nothing; for instructors."""
        return self._one(RosterPreview, "POST", f"courses/{part(course_id)}/roster/import", body=file)
