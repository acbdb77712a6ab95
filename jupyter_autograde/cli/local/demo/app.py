"""`jupyter autograde demo`."""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from traitlets import Bool, Integer, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.local.demo import crowd, homes, ports
from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.demo_hub import DemoHub
from jupyter_autograde.cli.local.demo.display import Display
from jupyter_autograde.cli.local.demo.filling import CourseFilling
from jupyter_autograde.cli.local.demo.folder import DemoFolder, default_folder
from jupyter_autograde.cli.local.demo.hub_config import HubPorts
from jupyter_autograde.cli.local.demo.journey import NAME, Journey
from jupyter_autograde.cli.local.demo.scores import ScoreRow
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import Conflict, GradingError, UpstreamError
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Role


class DemoApp(AutogradeApp):
    """Run a hub with a demo course on this machine."""

    name = "jupyter-autograde-demo"
    description = """Run a hub with a demo course on this machine.

    A real JupyterHub that only this machine reaches, with an instructor, a TA and twelve students, two assignments,
    and submissions of all kinds that the service has graded. It stays until Ctrl-C. With --check it starts on free
    ports and in a folder of its own, walks from Release to a score, and says whether all came out right.
    """
    port = Integer(8000, min=1, max=65535, help="Port of the hub on this machine.").tag(config=True)
    data = Unicode(
        help="Folder of everything that the demo keeps. Default: .demo in a checkout, else a folder in Jupyter's "
        "data folder."
    ).tag(config=True)
    reset = Bool(False, help="Begin anew: remove what an earlier demo has left in the folder.").tag(config=True)
    yes = Bool(False, help="Answer yes to the question of --reset.").tag(config=True)
    check = Bool(False, help="Check everything and end: exit code 0 when all scores are right, else 1.").tag(
        config=True
    )

    students = Integer(
        0,
        min=0,
        max=20_000,
        help="Make a second course too, of so many students with ten graded submissions each, to see the pages of "
        "staff as they are then.",
    ).tag(config=True)

    aliases = {
        **AutogradeApp.aliases,
        "port": "DemoApp.port",
        "data": "DemoApp.data",
        "students": "DemoApp.students",
    }
    flags = {
        **AutogradeApp.flags,
        "reset": ({"DemoApp": {"reset": True}}, reset.help),
        "yes": ({"DemoApp": {"yes": True}}, yes.help),
        "y": ({"DemoApp": {"yes": True}}, yes.help),
        "check": ({"DemoApp": {"check": True}}, check.help),
    }

    def run(self) -> None:
        """Run it until Ctrl-C, or check it."""
        self.arguments()
        self._display = Display()
        with _sigterm_interrupts():
            if self.check:
                self._check()
            else:
                self._stay()

    # ---- to try

    def _stay(self) -> None:
        folder = DemoFolder(Path(self.data) if self.data else default_folder())
        with folder.locked():
            self._make_room(folder)
            hub = DemoHub(folder.path, self._ports(), folder.password)
            try:
                with hub.process:
                    wrong = self._prepare(hub, folder)
                    if wrong:
                        self._display.console.print("[bold red]These did not come out as expected:[/]")
                        self._display.scores(wrong)
                    self._display.address(hub.settings)
                    hub.process.wait()
            except KeyboardInterrupt:
                self._display.console.print("\nThe demo has stopped.")
                return
            raise UpstreamError(f"JupyterHub has ended by itself. Its log: {hub.process.log}")

    def _make_room(self, folder: DemoFolder) -> None:
        if not folder.exists:
            return
        if self.reset:
            require_yes(
                f"Remove the demo in {folder.path}, with all work in it?",
                "Nothing was removed. Start without --reset to go on with this demo.",
                yes=self.yes,
            )
            folder.clear()
        elif not folder.filled:
            # Interrupted before anybody could log in: there is no work in it.
            folder.clear()

    def _ports(self) -> HubPorts:
        if not ports.is_free(self.port):
            raise Conflict(
                f"Port {self.port} is in use by another program. Stop that, or choose another port: "
                f"jupyter autograde demo --port={ports.draw(1)[0]}"
            )
        return HubPorts.draw(self.port)

    def _prepare(self, hub: DemoHub, folder: DemoFolder) -> list[ScoreRow]:
        with self._display.progress():
            self._start(hub)
            rows = []
            if not folder.filled:
                rows = self._fill(hub)
                folder.note_filled()
            if self.students:
                self._make_crowd(hub)
        return [row for row in rows if not row.right]

    def _make_crowd(self, hub: DemoHub) -> None:
        name = crowd.name_of(self.students)
        with hub.client(people.ADMIN) as admin:
            for course in admin.list_courses(name=name):  # of an earlier start
                if course.title == crowd.UNFINISHED:
                    raise Conflict(f"Making the course {name} was interrupted. Start the demo with --reset.")
                return
            like = next(iter(self._graded(admin)))
        staff = {user: role for user, role in people.ROLES.items() if role is not Role.STUDENT}
        crowd.fill_store(
            hub.settings.folder / "service",
            like=like,
            course=name,
            staff=staff,
            students=self.students,
            tell=self._display.count,
        )

    def _graded(self, admin: AutogradeClient) -> Iterator[str]:
        (course,) = admin.list_courses(name=people.COURSE)
        for one in admin.list_assignments(course.id):
            if any(row.state is SubmissionState.GRADED for row in admin.list_submissions(one.id, latest=True)):
                yield one.id
        raise GradingError("Nothing in the demo course is graded. Start the demo with --reset.")

    def _start(self, hub: DemoHub) -> None:
        self._display.step("Starting JupyterHub and the grading service")
        hub.process.wait_until_ready()
        hub.introduce_everybody()

    def _fill(self, hub: DemoHub) -> list[ScoreRow]:
        course = CourseFilling(hub, self._display.count)
        rows = course.fill()
        homes.write_sources(hub.homes)
        homes.write_work(hub.homes, course)
        return rows

    # ---- to check

    def _check(self) -> None:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="autograde-check-", ignore_cleanup_errors=True) as place:
            hub = DemoHub(Path(place), HubPorts.draw(), "check")
            with hub.process, self._display.progress():
                self._start(hub)
                handed_in = self._fill(hub)
                walked = Journey(hub, self._display.step).walk()
        rows = [*handed_in, *walked]
        self._display.scores(rows)
        self._display.console.print(
            f"{NAME!r} went through people's own servers: its seconds are from the click on Submit to the score."
        )
        wrong = sum(not row.right for row in rows)
        self._display.console.print(
            f"{len(rows) - wrong} of {len(rows)} submissions came out right, in {time.monotonic() - began:.0f} seconds."
        )
        if wrong:
            raise GradingError(f"{wrong} of {len(rows)} submissions did not come out as expected.")


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """Let SIGTERM end the program in the same order as Ctrl-C."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
