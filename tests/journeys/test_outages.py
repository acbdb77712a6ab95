"""An external service that is killed, stopped, and left alone by its hub: nothing is lost, nothing graded twice."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import requests

from jupyter_autograde.cli.local.demo.course.assignments import WORDS_AND_ACCOUNTS
from jupyter_autograde.cli.local.demo.hub_config import HubPorts
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.cli.local.demo.user_server import UserServer
from jupyter_autograde.errors import HubUnreachable
from jupyter_autograde.models.course import CourseRequest, EnrollmentRequest
from jupyter_autograde.models.local import LocalReleaseRequest, SubmitReply, SubmitState
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Role
from jupyter_autograde.testing.lossy_line import LossyLine
from jupyter_autograde.testing.operators_page import external_snippet, external_start
from jupyter_autograde.testing.own_hub import OwnHub, until
from jupyter_autograde.testing.service_process import ServiceProcess

NOTEBOOK = WORDS_AND_ACCOUNTS.notebook
RIGHT = {question: answers["right"] for question, answers in WORDS_AND_ACCOUNTS.answers.items()}
TAKES_SECONDS = {"q1": f"import time\ntime.sleep(3)\n{RIGHT['q1']}"}
"""Worth 2 points, and still running when the service is killed."""

pytestmark = pytest.mark.slow


class Scene:
    """A hub, its external service, the line to it, and a student with a fetched assignment."""

    def __init__(self, folder: Path) -> None:
        token, ports = secrets.token_hex(32), HubPorts.draw()
        self.line = LossyLine(ports.public)
        self.hub = OwnHub(
            folder,
            external_snippet(),
            admins=["ada"],
            people=["ruth", "sven", "olga"],
            ports=ports,
            environment={"AUTOGRADE_API_TOKEN": token},
            settings={"autograde_url": f"http://127.0.0.1:{self.line.port}/services/autograde/"},
        )
        self.address = f"{self.hub.settings.service_address}/services/autograde/"
        environment, (*_, serve, _) = external_start()
        environment |= {
            "JUPYTERHUB_API_TOKEN": token,
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{ports.hub}/hub/api",
            "JUPYTERHUB_SERVICE_URL": self.hub.settings.service_address,
        }
        self.data = folder / "service"
        self.service = ServiceProcess(
            [serve, f"--data-dir={self.data}"], environment, url=self.address, log=folder / "service.log"
        )
        self.assignment_id = self.path = ""

    def prepare(self) -> None:
        """Make the course, release an assignment, let the student fetch it."""
        with self.hub.client("ada", self.address) as ada:
            course = ada.create_course(CourseRequest(name="maths"))
            for name, role in {"ruth": Role.INSTRUCTOR, "sven": Role.STUDENT, "olga": Role.STUDENT}.items():
                ada.enroll(course.id, name, EnrollmentRequest(role=role))
        (self.hub.home("ruth") / NOTEBOOK).write_bytes(WORDS_AND_ACCOUNTS.files[NOTEBOOK])
        ruth, sven = self.hub.servers("ruth", "sven")
        version = ruth.release(LocalReleaseRequest(path=NOTEBOOK, course_id=course.id, name="Homework"))
        ruth.wait_for("version_built", seconds=120, version_id=version.id)
        ruth.confirm_release(version.id)
        self.assignment_id = version.assignment_id
        (self.path,) = sven.fetch(self.assignment_id).notebooks

    @property
    def sven(self) -> UserServer:
        """The student's server."""
        return self.hub.server("sven")

    def work(self, answers: dict[str, str]) -> None:
        """Let the student write answers."""
        self.sven.save_notebook(self.path, fill_in_answers(self.sven.read_notebook(self.path), answers))

    def submissions(self) -> list[Submission]:
        """Return what the instructor sees, newest first."""
        with self.hub.client("ruth", self.address) as ruth:
            return ruth.list_submissions(self.assignment_id)

    def grades(self, submission: Submission) -> int:
        """Return how often a submission was graded."""
        with self.hub.client("ruth", self.address) as ruth:
            return len(ruth.list_grades(submission.id))

    def rows(self, table: str, submission_id: str) -> int:
        """Return how many rows of a submission lie in the database; the service need not run."""
        with closing(sqlite3.connect(self.data / "autograde.sqlite")) as database:
            query = f"select count(*) from {table} where {'id' if table == 'submission' else 'submission_id'} = ?"
            return int(database.execute(query, (submission_id,)).fetchone()[0])

    def wait_until_all_are_graded(self, attempts: int) -> list[Submission]:
        """Wait for `attempts` graded submissions, and return them; each was graded once."""
        over = {SubmissionState.GRADED, SubmissionState.FAILED}

        def all_over() -> bool:
            found = self.submissions()
            return len(found) >= attempts and all(one.state in over for one in found)

        until(all_over, f"{attempts} graded submissions")
        found = self.submissions()
        assert [one.attempt for one in found] == list(range(attempts, 0, -1))
        assert {one.state for one in found} == {SubmissionState.GRADED}
        assert [self.grades(one) for one in found] == [1] * attempts
        return found


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = Scene(tmp_path_factory.mktemp("outages"))
    with ExitStack() as stack:
        stack.enter_context(made.line.open())
        stack.callback(made.service.stop)
        # In this order, as the page says: a hub waits for the services that it does not start itself.
        made.service.start()
        stack.enter_context(made.hub.running())
        made.prepare()
        yield made


def test_an_external_service_sends_browsers_to_the_hub_and_back(scene: Scene) -> None:
    found = requests.get(f"{scene.hub.settings.service_url}login", allow_redirects=False, timeout=10)
    assert found.status_code == 302
    assert found.headers["Location"].startswith("/hub/api/oauth2/authorize?client_id=service-autograde&")
    page = requests.get(f"{scene.hub.settings.service_url}login", timeout=10)
    assert page.url.startswith(f"{scene.hub.settings.url}hub/login")


def test_killed_between_acknowledgement_and_grade(scene: Scene) -> None:
    before = len(scene.submissions())
    scene.work(TAKES_SECONDS)
    first = acknowledged(scene.sven.submit(scene.path))
    second = acknowledged(scene.sven.submit(scene.path))
    scene.sven.wait_for("job_started", seconds=30, submission_id=first.id)
    scene.service.kill()
    assert [scene.rows("submission", one.id) for one in (first, second)] == [1, 1]
    assert [scene.rows("grade", one.id) for one in (first, second)] == [0, 0]

    scene.service.start()
    found = scene.wait_until_all_are_graded(before + 2)
    assert [one.id for one in found[:2]] == [second.id, first.id]
    assert [one.score for one in found[:2]] == [2, 2]
    # The student is told as well, though the stream broke in between.
    scene.sven.wait_for("submission_graded", seconds=30, submission_id=second.id)


def test_killed_after_the_commit_and_before_the_acknowledgement(scene: Scene) -> None:
    before = len(scene.submissions())
    scene.work({"q1": RIGHT["q1"], "q2": RIGHT["q2"]})
    replies: list[SubmitReply] = []
    clicking = threading.Thread(target=lambda: replies.append(scene.sven.submit(scene.path)))
    scene.line.lost.clear()
    scene.line.losing.set()
    clicking.start()
    assert scene.line.lost.wait(20), "the service did not answer"
    scene.service.kill()
    clicking.join(30)
    scene.line.losing.clear()
    (reply,) = replies
    assert reply.state is SubmitState.WAITING
    assert scene.sven.status().pending == 1

    scene.service.start()
    until(lambda: scene.sven.status().pending == 0, "the outbox to be empty")
    assert scene.wait_until_all_are_graded(before + 1)[0].score == 4


def test_submitted_while_the_service_is_away(scene: Scene) -> None:
    before = len(scene.submissions())
    scene.work({"q1": RIGHT["q1"], "q2": RIGHT["q2"], "q3": RIGHT["q3"]})
    scene.service.stop()
    reply = scene.sven.submit(scene.path)
    assert reply.state is SubmitState.WAITING
    assert reply.submission is None
    assert "sent" in reply.message
    status = scene.sven.status()
    assert (status.reachable, status.pending) == (False, 1)
    shown = scene.sven.notebook(scene.path)
    assert shown.pending is not None
    assert shown.can.submit, "the notebook can be submitted again"

    scene.service.start()
    until(lambda: scene.sven.status().pending == 0, "the outbox to be empty")
    newest = scene.wait_until_all_are_graded(before + 1)[0]
    assert newest.score == 6
    assert newest.claimed_at is not None
    assert newest.claimed_at < newest.submitted_at


def test_submitted_just_before_the_students_server_stops(scene: Scene) -> None:
    before = len(scene.submissions())
    scene.service.stop()
    assert scene.sven.submit(scene.path).state is SubmitState.WAITING
    scene.hub.stop_server("sven")
    scene.service.start()
    assert len(scene.submissions()) == before
    assert scene.sven.user == "sven"  # starts the server again
    scene.wait_until_all_are_graded(before + 1)


def test_without_the_hub_the_service_names_what_is_wrong_and_comes_back(scene: Scene) -> None:
    with scene.hub.client("olga", scene.address) as olga:
        # Nobody has asked with this token before, so that no answer of the hub is remembered.
        scene.hub.process.stop()
        with pytest.raises(HubUnreachable, match="JupyterHub does not answer"):
            olga.list_assignments()
        answer = requests.get(
            f"{scene.address}api/v1/me", headers={"Authorization": "token of-nobody-known"}, timeout=20
        )
        assert (answer.status_code, answer.json()["code"]) == (503, "hub_unreachable")
        assert requests.get(f"{scene.address}api/v1/health", timeout=10).status_code == 200
        scene.hub.process.start()
        scene.hub.process.wait_until_ready()
        assert [one.name for one in olga.list_assignments()] == ["Homework"]


def acknowledged(reply: SubmitReply) -> Submission:
    assert reply.state is SubmitState.ACKNOWLEDGED, reply.message
    assert reply.submission is not None
    return reply.submission
