"""Ids and names of another course's things, in requests to one's own: nothing of them is found, told or changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from jupyter_autograde.service.app import describe_app
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release
from jupyter_autograde.ulids import new_ulid
from tests.service.live_steps import TAIL, save
from tests.service.routes import every_route

pytestmark = pytest.mark.asyncio


@dataclass
class Things:
    """What there is in a course, by the ids in addresses."""

    course_id: str
    assignment_id: str
    submission_id: str
    extension_id: str
    comment_id: str
    saved_comment_id: str
    student: str
    path: str = "hw/a.ipynb"
    """Of a notebook that the student has saved."""


async def filled(ask: Asking, course: str, instructor: str, student: str) -> Things:
    where = await course_id(ask, course)
    ok(await ask(instructor).put(f"/courses/{where}/live", json={"enabled": True}))
    assignment = await draft(ask, by=instructor, course=course)
    await release(ask, assignment, by=instructor)
    submission = await graded(ask, assignment, by=student)
    wanted = {"users": [student], "extra_attempts": 1}
    ok(await ask(instructor).patch(f"/assignments/{assignment}", json={"attempt_limit": {"attempts": 9}}))
    (extension,) = ok(await ask(instructor).put(f"/assignments/{assignment}/extensions", json=wanted))
    path = f"/submissions/{submission['id']}/comments"
    comment = ok(await ask(instructor).post(path, json={"text": f"for {student} alone"}))
    saved = ok(await ask(instructor).post(f"/courses/{where}/saved-comments", json={"text": "a saved one"}))
    await save(ask, student, assignment, tail=TAIL)
    return Things(where, assignment, submission["id"], extension["id"], comment["id"], saved["id"], student)


@pytest_asyncio.fixture
async def own(ask: Asking) -> Things:
    return await filled(ask, "physics", "ines", "sam")


@pytest_asyncio.fixture
async def foreign(ask: Asking) -> Things:
    return await filled(ask, "chemistry", "mallory", "cleo")


async def state_of(ask: Asking, things: Things, by: str) -> list[Any]:
    """Return all that requests of others might have changed."""
    assignment, submission = f"/assignments/{things.assignment_id}", f"/submissions/{things.submission_id}"
    paths = [
        *(f"/courses/{things.course_id}/{tail}" for tail in ("enrollments", "saved-comments")),
        *(f"{assignment}{tail}" for tail in ("", "/extensions", "/submissions", "/feedback", "/score-changes")),
        *(f"{assignment}{tail}" for tail in ("/manual", "/manual/work", "/rubric")),
        *(f"{submission}{tail}" for tail in ("", "/comments", "/grades")),
    ]
    return [ok(await ask(by).get(path)) for path in paths]


async def test_below_ones_own_there_is_nothing_of_others(ask: Asking, own: Things, foreign: Things) -> None:
    before, seen = await state_of(ask, foreign, "mallory"), set()
    for route in every_route(describe_app()):
        names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
        if len(names) < 2 or not hasattr(own, names[1]):
            continue
        seen.add((route.method, *names))
        outer, inner = names
        answers = []
        for value in (getattr(foreign, inner), new_ulid()):
            path = route.path.replace(f"{{{outer}}}", getattr(own, outer)).replace(f"{{{inner}}}", value)
            answers.append(await ask("ines").request(route.method, path.removeprefix("/api/v1")))
        assert [answer.status_code for answer in answers] == [404, 404], route
        assert answers[0].text == answers[1].text
    # The other parameters in second place are names and numbers, which have a meaning in what is before them only.
    assert seen == {
        ("DELETE", "assignment_id", "extension_id"),
        ("DELETE", "course_id", "saved_comment_id"),
        ("DELETE", "submission_id", "comment_id"),
    }
    assert await state_of(ask, foreign, "mallory") == before


async def test_what_a_request_names_of_another_course_is_as_if_there_were_none(
    ask: Asking, own: Things, foreign: Things
) -> None:
    assignment, course = f"/assignments/{own.assignment_id}", f"/courses/{own.course_id}"
    manual = f"{assignment}/manual"
    before = await state_of(ask, foreign, "mallory")
    id_of_none = new_ulid()

    def requests(student: str, submission: str, other_assignment: str) -> list[tuple[str, str, dict[str, Any]]]:
        selection = {"json": {"students": [student]}}
        return [
            ("POST", f"{assignment}/regrades", {"json": {"submissions": [submission]}}),
            ("POST", f"{assignment}/regrades", selection),
            ("PUT", f"{assignment}/extensions", {"json": {"users": [student], "extra_attempts": 1}}),
            ("POST", f"{assignment}/feedback/generate", selection),
            ("POST", f"{assignment}/feedback/release", selection),
            ("POST", f"{assignment}/feedback/unrelease", selection),
            ("GET", f"{assignment}/feedback", {"params": {"students": student}}),
            ("GET", f"{assignment}/submissions", {"params": {"user": student}}),
            ("GET", f"{manual}/work/{submission}", {}),
            ("POST", f"{manual}/work/{submission}/scores", {"json": {"question": "essay", "points": 1}}),
            ("PUT", f"{manual}/work/{submission}/claim", {"json": {"question": "essay"}}),
            (
                "POST",
                f"{manual}/copies",
                {"json": {"question": "essay", "source": submission, "targets": [submission]}},
            ),
            ("POST", f"{course}/submissions/archive", {"json": {"submissions": [submission]}}),
            ("GET", f"{course}/requests", {"params": {"assignment_id": other_assignment}}),
            ("GET", f"{course}/live", {"params": {"assignment_id": other_assignment}}),
            ("GET", f"{course}/live/tail", {"params": {"user": student, "path": foreign.path}}),
            ("GET", f"{course}/live/export", {"params": {"assignment_id": other_assignment}}),
        ]

    of_others = requests(foreign.student, foreign.submission_id, foreign.assignment_id)
    of_nobody = requests("nobody-here", id_of_none, id_of_none)
    for (method, path, request), (_, path_of_none, as_none) in zip(of_others, of_nobody, strict=True):
        got = await ask("ines").request(method, path, **request)
        none = await ask("ines").request(method, path_of_none, **as_none)
        said = got.text.replace(foreign.student, "nobody-here").replace(foreign.submission_id, id_of_none)
        if path.endswith("/live"):
            said, expected = (json.dumps({**json.loads(text), "now": None}) for text in (said, none.text))
        else:
            expected = none.text
        assert (got.status_code, said) == (none.status_code, expected), f"{method} {path}"
        assert "alone" not in got.text
    assert await state_of(ask, foreign, "mallory") == before


async def test_a_save_that_names_an_assignment_of_others_is_shown_to_nobody_there(
    ask: Asking, own: Things, foreign: Things
) -> None:
    answer = await save(ask, "sam", foreign.assignment_id, "secret.ipynb", tail=TAIL)
    assert answer == {"accepted": 1, "live": []}
    shown = await ask("mallory").get(f"/courses/{foreign.course_id}/live")
    assert [(one["user"], one["path"]) for one in ok(shown)["notebooks"]] == [("cleo", foreign.path)]
    events = ok(await ask("mallory").get("/events", params={"after": 0}))["events"]
    assert {event["user"] for event in events} <= {None, "cleo", "mallory"}
