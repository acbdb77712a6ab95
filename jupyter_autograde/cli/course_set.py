"""`jupyter autograde course set`, for instructors."""

from __future__ import annotations

from typing import Any

from traitlets import Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.late_words import NONE, policy_in_words, read_policy
from jupyter_autograde.cli.local_times import zone_of
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.models.course import CourseChange


class SetCourseApp(ClientApp):
    """Show or change a course's time zone and late policy."""

    name = "jupyter-autograde-course-set"
    description = """Show or change what holds for all assignments of a course.

    jupyter autograde course set COURSE [--timezone=Europe/Berlin] [--late='10%/day, cap 50%, grace 15m']

    What is not named stays. The late policy is that of assignments without one of their own; none takes nothing off.
    """
    timezone = Unicode("", help='What times are said in: Europe/Berlin; "-" for UTC.').tag(config=True)
    late = Unicode("", help="What lateness costs: '10%/day, cap 50%, grace 15m' or none.").tag(config=True)
    aliases = {**ClientApp.aliases, "timezone": "SetCourseApp.timezone", "late": "SetCourseApp.late"}

    def run(self) -> None:
        """Change what is named, and print it."""
        (name,) = self.arguments("course")
        wanted = self._wanted()
        with self.connect() as client:
            course = find_course(client, name)
            if wanted:
                course = client.change_course(course.id, CourseChange(**wanted))
        if self.json:
            self.say(course.model_dump_json(indent=1))
            return
        rows = [["timezone", course.timezone or "UTC"], ["late", policy_in_words(course.late_policy)]]
        self.table([["SETTING", "OF THIS COURSE"], *rows])

    def _wanted(self) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if self.timezone:
            zone = zone_of(self.timezone.removeprefix("-"))
            wanted["timezone"] = zone.key if zone else None
        if self.late:
            wanted["late_policy"] = None if self.late.strip().lower() == NONE else read_policy(self.late)
        return wanted
