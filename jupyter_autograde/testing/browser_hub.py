"""The hub of the browser tests: `python -m jupyter_autograde.testing.browser_hub SOURCES`.

A real hub, service and sandbox in a temporary folder and on free ports, with the people of the demo course. It prints
one line of JSON when all is ready (`Address`), and ends with everything it has started when its stdin is closed. What
browsers can't do is asked by `POST` on a control port, by the names of `BrowserHub.verbs`.
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
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from jupyter_autograde.cli.local.demo import crowd
from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.filling import archive
from jupyter_autograde.cli.local.demo.hub_config import SNIPPET, HubPorts, HubSettings
from jupyter_autograde.cli.local.demo.hub_process import HubProcess
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import GradingError
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentRequest, AssignmentState, VersionState
from jupyter_autograde.models.course import CourseRequest, EnrollmentRequest
from jupyter_autograde.models.deadlines import ExtensionRequest
from jupyter_autograde.models.feedback import CommentRequest, FeedbackSelection, FeedbackState, GenerateRequest
from jupyter_autograde.models.passback import PassbackState, TargetRequest
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.named_blobs import digests_of
from jupyter_autograde.testing.fake_lms import FakeLms
from jupyter_autograde.testing.old_clients import OTTER_SUBMIT
from jupyter_autograde.testing.operators_page import door_snippet
from jupyter_autograde.testing.served_hub import PASSWORD, Verb, serve

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
            self.extend,
            self.comment,
            self.feedback,
            self.close,
            self.lose,
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

    def release(
        self,
        name: str,
        notebook: str,
        due_in_hours: float | None = None,
        files: dict[str, str] | None = None,
        terms: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Release an assignment, with texts beside its notebook and what else holds; the answer is its model."""
        due = None if due_in_hours is None else datetime.now(UTC) + timedelta(hours=due_in_hours)
        request = AssignmentRequest.model_validate({"name": name, "due_at": due, **(terms or {})})
        with self.client(people.INSTRUCTOR) as ines:
            assignment = ines.create_assignment(self._course_id, request)
            ines.release_version(self._build(ines, assignment.id, notebook, {}, files))
            return ines.get_assignment(assignment.id).model_dump(mode="json")

    def build_again(self, assignment_id: str, notebook: str, texts: dict[str, str]) -> dict[str, Any]:
        """Build another version of an assignment, with `texts` in place of others in its source; do not release it."""
        with self.client(people.INSTRUCTOR) as ines:
            return {"version": self._build(ines, assignment_id, notebook, texts)}

    def _build(
        self,
        client: AutogradeClient,
        assignment_id: str,
        notebook: str,
        texts: dict[str, str],
        files: dict[str, str] | None = None,
    ) -> str:
        source = {notebook: self._with(notebook, texts)}
        source |= {path: text.encode() for path, text in (files or {}).items()}
        version = client.start_version(assignment_id, archive(source), notebooks=[notebook])
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

    def extend(self, assignment_id: str, user: str, due_in_hours: float, extra_attempts: int) -> dict[str, Any]:
        """Give one student more time and attempts."""
        due = datetime.now(UTC) + timedelta(hours=due_in_hours)
        with self.client(people.INSTRUCTOR) as ines:
            request = ExtensionRequest(users=[user], due_at=due, extra_attempts=extra_attempts)
            (extension,) = ines.grant_extensions(assignment_id, request)
            return extension.model_dump(mode="json")

    def comment(self, submission_id: str, question: str, text: str) -> dict[str, Any]:
        """Write about a question of a submission; the next feedback has it."""
        with self.client(people.INSTRUCTOR) as ines:
            return ines.add_comment(submission_id, CommentRequest(text=text, question=question)).model_dump(mode="json")

    def submit(
        self, assignment_id: str, user: str, notebook: str, answers: dict[str, str], wait: bool = True
    ) -> dict[str, Any]:
        """Fetch and hand in for `user`: the source with `answers` in place of texts; wait for the score if wanted."""
        with self.client(user) as client:
            version = client.get_assignment(assignment_id).version_id
            assert version is not None
            client.download_version(version, io.BytesIO())
            submission = self._hand_in(client, assignment_id, notebook, answers)
            if not wait:
                return submission.model_dump(mode="json")
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

    def lose(self, submission_id: str) -> dict[str, Any]:
        """Lose the files of a submission, as a bad disk does, and grade it again; that fails after some tries."""
        service = AutogradeService(data_dir=str(self.settings.folder / "service"))
        database = service.open_database(upgrade=False)
        try:
            with database.read() as session:
                files = session.get_one(orm.Bundle, session.get_one(orm.Submission, submission_id).bundle_sha256).files
        finally:
            database.close()
        blobs = BlobStore(service.blobs_url)
        for digest in digests_of(files):
            blobs.remove(digest)
        with self.client(people.INSTRUCTOR) as ines:
            return ines.grade_again(submission_id).model_dump(mode="json")

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


if __name__ == "__main__":
    sources = Path(sys.argv[1])
    log = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    sys.exit(serve(lambda folder: BrowserHub(folder, sources), log))
