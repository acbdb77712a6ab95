"""The hub of the browser tests: `python -m jupyter_autograde.testing.browser_hub SOURCES`.

A real hub, service and sandbox in a temporary folder and on free ports, with the people of the demo course. It prints
one line of JSON when all is ready (`Address`), and ends with everything it has started when its stdin is closed. What
browsers can't do is asked by `POST` on a control port: `/release`, `/submit`, `/submit_many`, `/close`, `/crowd`,
`/theme`, `/stop`, `/start`, `/old_button`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import requests

from jupyter_autograde.cli.local.demo import crowd
from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.filling import archive
from jupyter_autograde.cli.local.demo.hub_config import SNIPPET, HubPorts, HubSettings
from jupyter_autograde.cli.local.demo.hub_process import HubProcess
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import AutogradeError, GradingError, UpstreamError
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentRequest, AssignmentState, VersionState
from jupyter_autograde.models.course import CourseRequest, EnrollmentRequest
from jupyter_autograde.models.feedback import FeedbackSelection, FeedbackState, GenerateRequest
from jupyter_autograde.models.passback import PassbackState, TargetRequest
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Role
from jupyter_autograde.testing.fake_lms import FakeLms
from jupyter_autograde.testing.old_clients import OTTER_SUBMIT
from jupyter_autograde.testing.operators_page import door_snippet

Verb = Callable[..., dict[str, Any]]

PASSWORD = "browser"
OUTSIDER = "olga"
"""Has an account on the hub and is in no course."""
SOURCES = "sources"
"""Folder of the source notebooks in the instructor's home."""

_SERVICE = """\
c.AutogradeService.slots = 1
c.AutogradeService.doors = {"otter-service": []}
# Nobody waits five minutes for a test.
c.AutogradeService.live_stuck_minutes = 0.25
"""
_WAIT_SECONDS = 120.0
_STOP_SECONDS = 20.0
_PAUSE = 0.05

# The hub starts a service again as soon as it ends: this lets one stay away for as long as a file is there.
_GATE = """\
import os, sys, time
note, door, *command = sys.argv[1:]
while os.path.exists(door):
    time.sleep(0.05)
with open(note, "w") as stream:
    stream.write(str(os.getpid()))
os.execv(command[0], command)
"""

_OVER = frozenset({SubmissionState.GRADED, SubmissionState.FAILED})


class BrowserHub:
    """A running hub with a course, and what tests ask of it.

    Parameters
    ----------
    folder : Path
        Everything lies below it.
    sources : Path
        Folder of the source notebooks that the instructor gets.
    """

    def __init__(self, folder: Path, sources: Path) -> None:
        self._sources = sources
        self._door, self._note = folder / "closed", folder / "service.pid"
        gate, config = folder / "gate.py", folder / "autograde_config.py"
        gate.write_text(_GATE)
        self._lms = FakeLms()
        self._lms.start()
        platforms = {"edx": self._lms.settings}
        config.write_text(f"{_SERVICE}c.AutogradeService.lti11_platforms = {platforms!r}\n")
        before = '"command": ['
        gated = f"{before}{', '.join(repr(str(x)) for x in (sys.executable, gate, self._note, self._door))}, "
        self.settings = HubSettings(
            folder,
            HubPorts.draw(),
            PASSWORD,
            admins=frozenset({people.ADMIN}),
            snippet=SNIPPET.read_text().replace(before, gated) + door_snippet("otter_grade"),
            settings={"autograde_options": [f"--config={config}"]},
        )
        self.process = HubProcess(self.settings)
        self._course_id = ""

    @property
    def verbs(self) -> Sequence[Verb]:
        """What tests ask."""
        return (
            self.release,
            self.build_again,
            self.lead,
            self.submit,
            self.submit_many,
            self.feedback,
            self.close,
            self.refused_passback,
            self.accept_passback,
            self.crowd,
            self.theme,
            self.language,
            self.stop,
            self.start,
            self.old_button,
        )

    def prepare(self) -> None:
        """Make the people, the course and the sources; start the servers of those who will come first."""
        servers = [people.INSTRUCTOR, people.STUDENTS[0]]
        self.process.wait_until_ready()
        self.process.api.add_users([*people.EVERYBODY, OUTSIDER])
        for name in servers:
            self.process.api.start_server(name)
        with self.client(people.ADMIN) as admin:
            course = admin.create_course(CourseRequest(name=people.COURSE, title=people.TITLE))
            for name, role in people.ROLES.items():
                admin.enroll(course.id, name, EnrollmentRequest(role=role))
        self._course_id = course.id
        for name in (people.INSTRUCTOR, people.STUDENTS[0]):
            shutil.copytree(self._sources, self.settings.homes / name / SOURCES, dirs_exist_ok=True)
        for name in (*people.EVERYBODY, OUTSIDER):
            # No question about news in front of what is looked at.
            choose(self.settings.homes / name, "apputils-extension/notification", fetchNews="false")
        for name in servers:
            self.process.api.wait_for_server(name)

    def client(self, user: str) -> AutogradeClient:
        """Return a connection of `user` to the service."""
        token = self.process.api.make_token(user, note="browser tests", seconds=3600)
        return AutogradeClient(self.settings.service_url, token)

    # ---- what tests ask

    def release(self, name: str, notebook: str, due_in_hours: float | None = None) -> dict[str, Any]:
        """Release an assignment; the answer is its model."""
        due = None if due_in_hours is None else datetime.now(UTC) + timedelta(hours=due_in_hours)
        with self.client(people.INSTRUCTOR) as ines:
            assignment = ines.create_assignment(self._course_id, AssignmentRequest(name=name, due_at=due))
            ines.release_version(self._build(ines, assignment.id, notebook, {}))
            return ines.get_assignment(assignment.id).model_dump(mode="json")

    def build_again(self, assignment_id: str, notebook: str, texts: dict[str, str]) -> dict[str, Any]:
        """Build another version of an assignment, with `texts` in place of others in its source; do not release it."""
        with self.client(people.INSTRUCTOR) as ines:
            return {"version": self._build(ines, assignment_id, notebook, texts)}

    def _build(self, client: AutogradeClient, assignment_id: str, notebook: str, texts: dict[str, str]) -> str:
        content = self._with(notebook, texts)
        version = client.start_version(assignment_id, archive({notebook: content}), notebooks=[notebook])
        _wait("a version to be built", lambda: client.get_version(version.id).state is not VersionState.BUILDING)
        return version.id

    def _with(self, notebook: str, texts: dict[str, str]) -> bytes:
        """Return a source with texts in place of others, one after another."""
        content = (self._sources / notebook).read_bytes().decode()
        for old, new in texts.items():
            content = content.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
        return content.encode()

    def lead(self, user: str, course: str) -> dict[str, Any]:
        """Let a new person lead the course of all, and a new one."""
        self.process.api.add_users([user])
        with self.client(people.ADMIN) as admin:
            made = admin.create_course(CourseRequest(name=course, title=course))
            for course_id in (self._course_id, made.id):
                admin.enroll(course_id, user, EnrollmentRequest(role=Role.INSTRUCTOR))
        return {"course_id": made.id}

    def submit(self, assignment_id: str, user: str, notebook: str, answers: dict[str, str]) -> dict[str, Any]:
        """Fetch and hand in for `user`: the source with `answers` in place of texts in it; wait for the score."""
        with self.client(user) as client:
            version = client.get_assignment(assignment_id).version_id
            assert version is not None
            client.download_version(version, io.BytesIO())
            submission = self._hand_in(client, assignment_id, notebook, answers)
            _wait("a submission to be graded", lambda: client.get_submission(submission.id).state in _OVER)
            return client.get_submission(submission.id).model_dump(mode="json")

    def submit_many(self, assignment_id: str, notebook: str, replaced: str, texts: list[str]) -> dict[str, Any]:
        """Hand in for a new student for each of `texts`, which stands in place of one in the source."""
        names = [f"crowd-{number:02}" for number in range(1, len(texts) + 1)]
        self.process.api.add_users(names)
        with self.client(people.ADMIN) as admin:
            for name in names:
                admin.enroll(self._course_id, name, EnrollmentRequest(role=Role.STUDENT))
        for name, text in zip(names, texts, strict=True):
            with self.client(name) as client:
                self._hand_in(client, assignment_id, notebook, {replaced: text})
        with self.client(people.INSTRUCTOR) as ines:
            _wait(
                "all submissions to be graded",
                lambda: {one.state for one in ines.list_submissions(assignment_id)} <= _OVER,
            )
        return {"users": names}

    def _hand_in(
        self, client: AutogradeClient, assignment_id: str, notebook: str, answers: dict[str, str]
    ) -> Submission:
        return client.submit(
            assignment_id,
            archive({notebook: self._with(notebook, answers)}),
            key=secrets.token_hex(16),
            claimed_at=datetime.now(UTC),
            version=1,
        )

    def feedback(self, assignment_id: str) -> dict[str, Any]:
        """Make feedback on what was handed in, and release it."""
        with self.client(people.INSTRUCTOR) as ines:
            ines.generate_feedback(assignment_id, GenerateRequest())
            made = {FeedbackState.GENERATED, FeedbackState.RELEASED}
            _wait("feedback to be made", lambda: {one.state for one in ines.list_feedback(assignment_id)} <= made)
            return ines.release_feedback(assignment_id, FeedbackSelection()).model_dump(mode="json")

    def refused_passback(self, assignment_id: str) -> dict[str, Any]:
        """Let the grades of an assignment go to a platform that knows none of its students; wait until it said so."""
        self._lms.unknown = {":crowd-01", ":crowd-02"}
        target = TargetRequest(platform="edx", outcome_url=self._lms.url, sourced_id="course:block:{user}")
        with self.client(people.INSTRUCTOR) as ines:
            ines.set_passback_target(assignment_id, target)
            failed = PassbackState.FAILED
            _wait(
                "grades to be refused",
                lambda: ines.list_passback(self._course_id, state=failed, assignment_id=assignment_id).count > 0,
            )
        return {}

    def accept_passback(self) -> dict[str, Any]:
        """Let the platform know everybody."""
        self._lms.unknown = set()
        return {}

    def crowd(self, assignment_id: str, students: int) -> dict[str, Any]:
        """Make a course of very many students with ten submissions each, like the graded ones of an assignment."""
        staff = {user: role for user, role in people.ROLES.items() if role is not Role.STUDENT}
        course_id = crowd.fill_store(
            self.settings.folder / "service",
            like=assignment_id,
            course=crowd.name_of(students),
            staff=staff,
            students=students,
        )
        submissions = students * crowd.SUBMISSIONS
        return {"course_id": course_id, "submissions": submissions}

    def close(self, assignment_id: str, solution: bool) -> dict[str, Any]:
        """Take no more submissions, and show the solution where that is wanted."""
        with self.client(people.INSTRUCTOR) as ines:
            change = AssignmentChange(state=AssignmentState.CLOSED, solution_shown=solution)
            return ines.change_assignment(assignment_id, change).model_dump(mode="json")

    def old_button(self, user: str, assignment: str, notebook: str) -> dict[str, Any]:
        """Give `user` the unmodified button of otter-submit, and a solved notebook as otter-service knows it."""
        home = self.settings.homes / user
        place = home / ".local" / "share" / "jupyter" / "labextensions" / OTTER_SUBMIT.name
        shutil.copytree(OTTER_SUBMIT, place, dirs_exist_ok=True)
        content = json.loads((self._sources / notebook).read_bytes())
        content["metadata"]["otter_service"] = {"course": people.COURSE, "section": "1", "assignment": assignment}
        (home / notebook).write_text(json.dumps(content))
        return {}

    def theme(self, user: str, name: str) -> dict[str, Any]:
        """Let pages that `user` opens from now on have a theme."""
        choose(self.settings.homes / user, "apputils-extension/themes", theme=name)
        return {}

    def language(self, user: str, locale: str) -> dict[str, Any]:
        """Let pages that `user` opens from now on speak a language; `default` is that of the server."""
        choose(self.settings.homes / user, "translation-extension/plugin", locale=locale)
        return {}

    def stop(self) -> dict[str, Any]:
        """End the service, and keep it from starting again."""
        self._door.touch()
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(self._note.read_text()), signal.SIGTERM)
        _wait("the service to stop", lambda: not _listens(self.settings.service_address), _STOP_SECONDS)
        return {}

    def start(self) -> dict[str, Any]:
        """Let the service start again, and wait until it answers."""
        self._door.unlink(missing_ok=True)
        self.process.wait_until_ready()
        return {}


def choose(home: Path, plugin: str, **settings: str | bool) -> None:
    """Let JupyterLab in a home have settings of one of its own plug-ins, instead of those that it had."""
    path = f".jupyter/lab/user-settings/@jupyterlab/{plugin}.jupyterlab-settings"
    file = home / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings))


def _wait(what: str, done: Callable[[], bool], seconds: float = _WAIT_SECONDS) -> None:
    give_up_at = time.monotonic() + seconds
    while not done():
        if time.monotonic() > give_up_at:
            raise GradingError(f"Waited {seconds:.0f} seconds in vain for {what}.")
        time.sleep(_PAUSE)


def _listens(address: str) -> bool:
    try:
        requests.get(address, timeout=5)
    except requests.ConnectionError:
        return False
    return True


@contextlib.contextmanager
def control_port(answered: Iterable[Verb]) -> Iterator[int]:
    """Answer what tests ask on a port of loopback: a `POST` to the name of one of the functions `answered`."""
    verbs = {f"/{verb.__name__}": verb for verb in answered}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                status, answer = 200, verbs[self.path](**json.loads(given or b"{}"))
            except (AutogradeError, KeyError, TypeError, ValueError) as fault:
                status, answer = 500, {"message": f"{type(fault).__name__}: {fault}"}
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(_PAUSE,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


class ServedHub(Protocol):
    """A hub that a program of the browser tests runs."""

    @property
    def process(self) -> HubProcess:
        """The hub."""

    @property
    def settings(self) -> HubSettings:
        """How it is configured."""

    @property
    def verbs(self) -> Sequence[Verb]:
        """What the tests may ask of it."""

    def prepare(self) -> None:
        """Fill it, once it runs."""


def serve(make: Callable[[Path], ServedHub], log: Path | None) -> int:
    """Run what `make` makes in a folder until stdin is closed; 1 when it did not become ready."""
    signal.signal(signal.SIGTERM, _interrupt)
    with tempfile.TemporaryDirectory(prefix="autograde-browser-", ignore_cleanup_errors=True) as place:
        hub = make(Path(place))
        try:
            with hub.process, control_port(hub.verbs) as port:
                hub.prepare()
                address = {"url": hub.settings.url, "control": f"http://127.0.0.1:{port}", "password": PASSWORD}
                print(json.dumps(address), flush=True)
                sys.stdin.buffer.read()
        except KeyboardInterrupt:
            pass
        except UpstreamError as fault:
            print(fault, file=sys.stderr)
            return 1
        finally:
            if log is not None and hub.process.log.exists():
                log.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(hub.process.log, log)
    return 0


if __name__ == "__main__":
    sources = Path(sys.argv[1])
    log = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    sys.exit(serve(lambda folder: BrowserHub(folder, sources), log))
