"""A hub of one's own from the operators' page: a second administrator's course, Release, Submit, a score."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from jupyter_autograde.cli.local.demo.course.assignments import WORDS_AND_ACCOUNTS
from jupyter_autograde.cli.local.demo.hub_config import SNIPPET
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.models.assignment import AssignmentVersion
from jupyter_autograde.models.local import LocalReleaseRequest, StreamState, SubmitState
from jupyter_autograde.testing.operators_page import managed_snippet
from jupyter_autograde.testing.own_hub import OwnHub, until

NOTEBOOK = WORDS_AND_ACCOUNTS.notebook


def test_the_page_shows_what_the_demo_runs_on() -> None:
    assert managed_snippet() == SNIPPET.read_text()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnHub]:
    folder = tmp_path_factory.mktemp("own-hub")
    own = OwnHub(folder, managed_snippet(), admins=["ada", "bea"], people=["ruth", "sven", "olga"])
    with own.running():
        yield own


@pytest.mark.slow
def test_a_second_administrators_course_from_release_to_score(hub: OwnHub) -> None:
    hub.terminal("bea", "course", "create", "chemistry", "--title=Chemistry 1")
    hub.terminal("bea", "course", "enroll", "chemistry", "ruth", "--role=instructor")
    assert "student" in hub.terminal("bea", "course", "enroll", "chemistry", "sven")
    (hub.home("ruth") / NOTEBOOK).write_bytes(WORDS_AND_ACCOUNTS.files[NOTEBOOK])

    ruth, sven = hub.servers("ruth", "sven")
    assert sven.status().stream is StreamState.SSE
    (course,) = ruth.notebook(NOTEBOOK).teaches
    version = ruth.release(LocalReleaseRequest(path=NOTEBOOK, course_id=course.id, name="Homework 1"))
    ruth.wait_for("version_built", seconds=120, version_id=version.id)
    report = AssignmentVersion.model_validate(ruth.service("GET", f"versions/{version.id}")).report
    assert report is not None
    assert (report.refusal, report.solution_score, report.empty_score, report.leaks) == (None, 20, 0, [])
    ruth.confirm_release(version.id)

    sven.wait_for("assignment_released", seconds=30, version_id=version.id)
    (assignment,) = sven.assignments()
    (path,) = sven.fetch(assignment.id).notebooks
    answers = {question: WORDS_AND_ACCOUNTS.answers[question]["right"] for question in ("q1", "q2", "q5")}
    sven.save_notebook(path, fill_in_answers(sven.read_notebook(path), answers))
    reply = sven.submit(path)
    assert reply.state is SubmitState.ACKNOWLEDGED
    assert reply.submission is not None
    sven.wait_for("submission_graded", seconds=60, submission_id=reply.submission.id, score=7.0)

    shown = sven.notebook(path)
    assert shown.submission is not None
    assert shown.grade is not None
    assert (shown.submission.score, shown.submission.max_score, shown.grade.score) == (7, 20, 7)
    (row,) = ruth.service("GET", f"assignments/{assignment.id}/submissions")
    assert (row["user"], row["attempt"], row["score"]) == ("sven", 1, 7)
    (saved,) = (hub.home("sven") / path).parent.glob(".autograde/receipts/1.json")
    assert reply.submission.id in saved.read_text()


def test_who_is_in_no_course_sees_none(hub: OwnHub) -> None:
    with hub.client("olga") as olga:
        assert olga.list_courses() == []
        assert olga.list_assignments() == []


@pytest.mark.slow
def test_the_hub_starts_the_service_again(hub: OwnHub) -> None:
    data = str(Path(hub.settings.folder, "service"))
    (service,) = [one for one in psutil.process_iter() if _serves(one, data)]
    service.kill()
    # The hub looks after its services from time to time; until then the dead one is a zombie, without words.
    until(lambda: any(_serves(one, data) for one in psutil.process_iter()), "the hub to start the service again", 90)
    health = f"{hub.settings.service_url}api/v1/health"
    until(lambda: _status(health) == "ok", "the new service to answer", 90)


def _serves(process: psutil.Process, data: str) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return "serve" in words and any(data in word for word in words)


def _status(health: str) -> str:
    try:
        return str(requests.get(health, timeout=5).json()["status"])
    except (requests.RequestException, ValueError, KeyError):
        return ""
