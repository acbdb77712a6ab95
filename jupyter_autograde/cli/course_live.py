"""`jupyter autograde course live`: the switch of a course's live classroom."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from traitlets import Bool, Integer, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.cli.private_files import write_private
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.live import LIVE_DAYS, MAX_LIVE_DAYS, LiveClassroom, LiveSwitch


class CourseLiveApp(ClientApp):
    """Show a course's live classroom, or switch it on or off."""

    name = "jupyter-autograde-course-live"
    description = """Show who works on what in a course, or switch its live classroom on or off.

    jupyter autograde course live COURSE [--on [--days=14] | --off [--yes]] [--html=FILE]

    While it is on, staff see students' notebooks whenever these are saved, and students are told so. Switched off,
    the ends of notebooks that were kept are deleted at once. --html writes the ends of all notebooks to a page.
    """
    on = Bool(False, help="Switch it on.").tag(config=True)
    off = Bool(False, help="Switch it off.").tag(config=True)
    yes = Bool(False, help="Switch it off without being asked.").tag(config=True)
    days = Integer(LIVE_DAYS, min=1, max=MAX_LIVE_DAYS, help="Days for which saves are shown and kept.").tag(
        config=True
    )
    html = Unicode("", help="File for a page with the ends of all notebooks.").tag(config=True)
    aliases = {**ClientApp.aliases, "days": "CourseLiveApp.days", "html": "CourseLiveApp.html"}
    flags = {
        **ClientApp.flags,
        "on": ({"CourseLiveApp": {"on": True}}, on.help),
        "off": ({"CourseLiveApp": {"off": True}}, off.help),
        "yes": ({"CourseLiveApp": {"yes": True}}, yes.help),
    }

    def run(self) -> None:
        """Switch it where that is asked for, and show it."""
        (name,) = self.arguments("course")
        if self.on and self.off:
            raise InvalidInput("Say either --on or --off.")
        with self.connect() as client:
            course = find_course(client, name)
            if self.off:
                require_yes(
                    f"Switch the live classroom of {course.name!r} off, and delete the errors and cells kept for it?",
                    "It was not switched off.",
                    yes=self.yes,
                )
            if self.on or self.off:
                shown = client.switch_live(course.id, LiveSwitch(enabled=self.on, days=self.days))
            else:
                shown = client.show_live(course.id)
            if self.html:
                _write_page(client, course.id, Path(self.html))
        if self.json:
            self.say(shown.model_dump_json(indent=1))
        else:
            self._describe(shown)

    def _describe(self, shown: LiveClassroom) -> None:
        if not shown.enabled:
            self.say("The live classroom is off.")
            return
        self.say(
            f"The live classroom is on; saves are kept for {counted(shown.days, 'day')}. Students: {shown.people}."
        )
        head = ["USER", "PATH", "SAVED AT", "STATE", "ERROR"]
        self.table(
            [
                head,
                *(
                    [one.user, one.path, one.saved_at, one.state, one.error and one.error.name]
                    for one in shown.notebooks
                ),
            ]
        )


def _write_page(client: AutogradeClient, course_id: str, path: Path) -> None:
    with tempfile.TemporaryFile() as file:
        client.export_live(course_id, file)
        file.seek(0, os.SEEK_SET)
        write_private(path, file.read())
