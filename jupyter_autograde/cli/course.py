"""`jupyter autograde course create|archive|enroll|environment|set|…`, for admins and instructors."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import Bool, CaselessStrEnum, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.copying import CopyCourseApp
from jupyter_autograde.cli.course_live import CourseLiveApp
from jupyter_autograde.cli.course_set import SetCourseApp
from jupyter_autograde.cli.import_config import ImportConfigApp
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.base import check_name
from jupyter_autograde.models.course import CourseChange, CourseRequest, EnrollmentRequest
from jupyter_autograde.permissions import Role


class CreateCourseApp(ClientApp):
    """Create a course."""

    name = "jupyter-autograde-course-create"
    description = "Create a course: jupyter autograde course create NAME --title='…'"
    title = Unicode("", help="Title shown beside the name.").tag(config=True)
    aliases = {**ClientApp.aliases, "title": "CreateCourseApp.title"}

    def run(self) -> None:
        """Create it and show it."""
        (name,) = self.arguments("name")
        with self.connect() as client:
            course = client.create_course(CourseRequest(name=_name(name), title=self.title))
        self.show([course], ["name", "title", "id"])


class EnrollApp(ClientApp):
    """Give people a role in a course."""

    name = "jupyter-autograde-course-enroll"
    description = "Enrol people: jupyter autograde course enroll COURSE USER… --role=student"
    role = CaselessStrEnum(
        [Role.STUDENT.value, Role.TA.value, Role.INSTRUCTOR.value],
        Role.STUDENT.value,
        help="student, ta or instructor.",
    ).tag(config=True)
    section = Unicode(
        "",
        help='Section of a student; of a TA all whose work is seen, with ";" between several. "-": none.',
    ).tag(config=True)
    aliases = {**ClientApp.aliases, "role": "EnrollApp.role", "section": "EnrollApp.section"}

    def run(self) -> None:
        """Enrol them and show their rows."""
        if len(self.extra_args) < 2:
            self.arguments("course", "user")
        course_name, *users = self.extra_args
        request = self._request()
        with self.connect() as client:
            course = find_course(client, course_name)
            rows = [client.enroll(course.id, _name(user), request) for user in users]
        self.show(rows, ["user", "role", "section"])

    def _request(self) -> EnrollmentRequest:
        role = Role(self.role)
        if not self.section:
            return EnrollmentRequest(role=role)
        try:
            return EnrollmentRequest(role=role, section=None if self.section == "-" else _name(self.section))
        except ValidationError as fault:
            raise InvalidInput(f"--section: {fault.errors()[0]['msg']}.") from fault


class CourseEnvironmentApp(ClientApp):
    """Show or choose the grading environment of a course."""

    name = "jupyter-autograde-course-environment"
    description = """Show or choose the grading environment of a course.

    jupyter autograde course environment COURSE [NAME | --default]

    Versions that are made from now on are graded in it, unless their release names another; those that there are
    keep theirs. "-" stands for the service's default.
    """
    default = Bool(False, help="Take the service's default again.").tag(config=True)
    flags = {**ClientApp.flags, "default": ({"CourseEnvironmentApp": {"default": True}}, default.help)}

    def run(self) -> None:
        """Change it where a name is given, and show it."""
        if len(self.extra_args) not in (1, 2):
            self.arguments("course")
        course_name, *names = self.extra_args
        if names and self.default:
            raise InvalidInput("Say either a name or --default.")
        with self.connect() as client:
            course = find_course(client, course_name)
            if names or self.default:
                change = CourseChange(environment=_name(names[0]) if names else None)
                course = client.change_course(course.id, change)
        self.show([course], ["name", "environment"])


class ArchiveCourseApp(ClientApp):
    """Archive a course."""

    name = "jupyter-autograde-course-archive"
    description = """Close a course and its assignments; nobody is in it then, and all of it is kept. For admins.

    jupyter autograde course archive NAME [--yes]
    """
    yes = Bool(False, help="Do it without being asked.").tag(config=True)
    flags = {**ClientApp.flags, "yes": ({"ArchiveCourseApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Ask, and archive it."""
        (name,) = self.arguments("name")
        with self.connect() as client:
            course = find_course(client, name)
            require_yes(
                f"Archive the course {course.name!r}, with everybody in it?", "Nothing was archived.", yes=self.yes
            )
            course = client.archive_course(course.id)
        self.show([course], ["name", "title", "id"])


class UnarchiveCourseApp(ClientApp):
    """Bring an archived course back."""

    name = "jupyter-autograde-course-unarchive"
    description = """Bring an archived course back, with whoever was in it when it was archived. For admins.

    jupyter autograde course unarchive NAME

    Its assignments stay closed: jupyter autograde assignment open COURSE/ASSIGNMENT.
    """

    def run(self) -> None:
        """Bring it back, and show it."""
        (name,) = self.arguments("name")
        with self.connect() as client:
            course = client.unarchive_course(find_course(client, name).id)
        self.show([course], ["name", "title", "id"])


class ListCoursesApp(ClientApp):
    """Show courses."""

    name = "jupyter-autograde-course-list"
    description = "Show your courses; admins see all: jupyter autograde course list"

    def run(self) -> None:
        """Show them."""
        self.arguments()
        with self.connect() as client:
            self.show(client.list_courses(), ["name", "title", "role", "archived_at", "id"])


class CourseApp(AutogradeApp):
    """Look after courses and the people in them."""

    name = "jupyter-autograde-course"
    description = __doc__
    subcommands = {
        "create": (CreateCourseApp, CreateCourseApp.__doc__),
        "copy": (CopyCourseApp, CopyCourseApp.__doc__),
        "archive": (ArchiveCourseApp, ArchiveCourseApp.__doc__),
        "unarchive": (UnarchiveCourseApp, UnarchiveCourseApp.__doc__),
        "enroll": (EnrollApp, EnrollApp.__doc__),
        "environment": (CourseEnvironmentApp, CourseEnvironmentApp.__doc__),
        "live": (CourseLiveApp, CourseLiveApp.__doc__),
        "set": (SetCourseApp, SetCourseApp.__doc__),
        "list": (ListCoursesApp, ListCoursesApp.__doc__),
        "import-config": (ImportConfigApp, ImportConfigApp.__doc__),
    }


def _name(value: str) -> str:
    try:
        return check_name(value)
    except ValueError as fault:
        raise InvalidInput(f"{value!r} can't be used: {fault}.") from fault
