"""The journey of `demo --check`: from Release to a score, through the hub and people's own servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.course.assignments import WEATHER_OF_A_YEAR as DEMO
from jupyter_autograde.cli.local.demo.course.submissions import HandIn
from jupyter_autograde.cli.local.demo.demo_hub import DemoHub
from jupyter_autograde.cli.local.demo.homes import SOURCES
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.cli.local.demo.scores import ScoreRow
from jupyter_autograde.cli.local.demo.user_server import UserServer
from jupyter_autograde.errors import GradingError
from jupyter_autograde.models.assignment import AssignmentVersion, VersionState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.local import LocalReleaseRequest, SubmitState
from jupyter_autograde.models.submission import Submission

NAME = "Released by hand"
_BUILD_SECONDS = 180.0
_GRADE_SECONDS = 120.0
_NOTICE_SECONDS = 30.0

TRAVELLERS = (
    HandIn("ida", DEMO, 15.0),
    HandIn("leo", DEMO, 12.0, {"q3": "with the time of day", "q6": "no title, no label"}),
)


class Journey:
    """One instructor and two students, each in the own server.

    Parameters
    ----------
    hub : DemoHub
        Running, with the demo course.
    tell : callable
        Told what happens now.
    """

    def __init__(self, hub: DemoHub, tell: Callable[[str], None]) -> None:
        self._hub, self._tell = hub, tell

    def walk(self) -> list[ScoreRow]:
        """Walk it; return what came out.

        Raises
        ------
        AutogradeError
            Something on the way did not happen.
        """
        names = [people.INSTRUCTOR, *(hand_in.student for hand_in in TRAVELLERS)]
        with ExitStack() as stack:
            ines, *students = self._start_servers(stack, names)
            version = self._release(ines)
            with ThreadPoolExecutor(len(students)) as pool:
                self._tell("Students fetch, work and submit")
                results = [
                    pool.submit(self._attend, server, hand_in, version)
                    for server, hand_in in zip(students, TRAVELLERS, strict=True)
                ]
                rows = [result.result() for result in results]
            self._check_what_staff_sees(ines, version, rows)
            return rows

    def _start_servers(self, stack: ExitStack, names: Sequence[str]) -> list[UserServer]:
        self._tell(f"Starting the servers of {', '.join(names)}")
        api = self._hub.process.api
        with ThreadPoolExecutor(len(names)) as pool:
            list(pool.map(api.start_server, names))
        servers = []
        for name in names:
            api.wait_for_server(name)
            server = stack.enter_context(UserServer(self._hub.settings.url, name, self._hub.token(name)))
            server.listen()
            servers.append(server)
        return servers

    def _release(self, ines: UserServer) -> AssignmentVersion:
        self._tell(f"{ines.user} releases {DEMO.notebook}")
        path = f"{SOURCES}/{DEMO.notebook}"
        seen = ines.notebook(path)
        _expect(seen.can.release and not seen.can.submit, "the instructor is offered Release, and only that")
        request = LocalReleaseRequest(
            path=path,
            course_id=seen.teaches[0].id,
            name=NAME,
            due_at=datetime.now(UTC) + timedelta(days=1),
            files=[f"{SOURCES}/{name}" for name in DEMO.data_files],
        )
        version = ines.release(request)
        ines.wait_for(EventType.VERSION_BUILT, seconds=_BUILD_SECONDS, version_id=version.id)
        built = AssignmentVersion.model_validate(ines.service("GET", f"versions/{version.id}"))
        _expect(built.state is VersionState.READY, f"the version is ready, not {built.state}: {built.refusal}")
        report = built.report
        assert report is not None  # a version that is ready has one
        reached = report.solution_score + report.manual_score
        _expect(reached == DEMO.max_score, "the solution reaches all points of the tests")
        _expect(not report.leaks, f"nothing of the solution leaks: {report.leaks}")
        return ines.confirm_release(version.id)

    def _attend(self, server: UserServer, hand_in: HandIn, version: AssignmentVersion) -> ScoreRow:
        server.wait_for(EventType.ASSIGNMENT_RELEASED, seconds=_NOTICE_SECONDS, version_id=version.id)
        listed = [item for item in server.assignments() if item.id == version.assignment_id]
        _expect([item.name for item in listed] == [NAME], f"{server.user} sees the new assignment")
        fetched = server.fetch(version.assignment_id)
        (path,) = fetched.notebooks
        server.save_notebook(path, fill_in_answers(server.read_notebook(path), hand_in.answers))
        clicked = time.monotonic()
        reply = server.submit(path)
        _expect(reply.state is SubmitState.ACKNOWLEDGED, f"the service acknowledges: {reply.message}")
        submission = reply.submission
        if submission is None or submission.receipt is None:
            raise GradingError(f"The journey broke off: {server.user} got no receipt.")
        server.wait_for(EventType.SUBMISSION_GRADED, seconds=_GRADE_SECONDS, submission_id=submission.id)
        seconds = time.monotonic() - clicked
        shown = server.notebook(path)
        _expect(shown.submission is not None and shown.grade is not None, f"{server.user} sees the score")
        assert shown.submission is not None
        return ScoreRow(shown.submission, hand_in.expected, seconds)

    @staticmethod
    def _check_what_staff_sees(ines: UserServer, version: AssignmentVersion, rows: Sequence[ScoreRow]) -> None:
        found = ines.service("GET", f"assignments/{version.assignment_id}/submissions?latest=true")
        seen = {one.user: one.score for one in map(Submission.model_validate, found)}
        mine = {row.submission.user: row.submission.score for row in rows}
        _expect(seen == mine, f"{ines.user} sees the same scores as the students")


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise GradingError(f"The journey broke off. It had to be that {what}.")
