"""Every door tells the truth of itself: no request gets a 5xx, or a status that its description does not have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.mounts import GROUP
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import API, serving
from jupyter_autograde.testing.walkthrough import draft, graded, notebook, ok, release
from tests.service.doors.gradeservice_client import SECRET, create, token
from tests.service.doors.ngshare_client import NAMES, at, good, tree
from tests.service.fuzzing import DATABASES, Target, fuzz, people

DOORS = sorted(point.name for point in entry_points(group=GROUP))
EXAMPLES = {"ngshare": 22}
"""Of each operation; of doors with few operations more."""


@pytest.fixture
def settings(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", hub.service_token)
    options = {"gradeservice": {"secret": SECRET, "timeout": 30}, "pipalhub": {"create_users": True}}
    return {"doors": {name: [] for name in DOORS}, "door_options": options}


@pytest.fixture
def origin(components: Components) -> Iterator[str]:
    """A running service, without its prefix."""
    with serving(components) as address:
        yield "http://" + urlsplit(address).netloc


async def fill(origin: str, tokens: Mapping[str, str]) -> str:
    """Bring something into every door; returns the time of a submission, in ngshare's words."""
    clients = {}
    for name, headers in [*people(tokens), ("", {})]:
        for kind, base in (("api", origin + API), ("door", origin)):
            clients[kind, name] = httpx.AsyncClient(base_url=base, headers=headers, timeout=30)

    def ask(name: str) -> httpx.AsyncClient:
        return clients["api", name]

    def knock(name: str) -> httpx.AsyncClient:
        return clients["door", name]

    assignment = await draft(ask)
    await release(ask, assignment)
    await graded(ask, assignment)
    files = {"files": tree({"hw.ipynb": notebook(), "a/b.csv": b"1"})}
    good(await knock("root").post(at("course", "doomed"), data={"instructors": '["ines"]'}))
    good(await knock("ines").post(at("student", "doomed", "sam"), data=NAMES))
    for course in ("physics", "doomed"):
        good(await knock("ines").post(at("assignment", course, "hw"), data=files))
    sent: str = good(await knock("sam").post(at("submission", "physics", "hw"), data=files))["timestamp"]
    good(await knock("ines").post(at("feedback", "physics", "hw", "sam"), data={**files, "timestamp": sent}))
    assert (await create(knock)).status_code == 201
    event = {"user": "sam", "type": "save-notebook", "filename": "a.ipynb", "path": "a.ipynb"}
    ok(await knock("sam").post("/services/dashboard/events", json=event))
    for client in clients.values():
        await client.aclose()
    return sent


@DATABASES
@pytest.mark.parametrize("door", DOORS)
def test_no_request_breaks_a_door(door: str, origin: str, components: Components, tokens: dict[str, str]) -> None:
    (mounted,) = [mounted for mounted in components.doors if mounted.door.name == door]
    time = asyncio.run(fill(origin, tokens))
    everybody = people(tokens)
    if door == "gradeservice":
        claims: list[dict[str, Any]] = [
            {},
            {},
            {"role": "instructor", "course": 5},
            {"role": "instructor", "course": 6},
            {"role": "ta"},
            {"role": "student", "name": "sam"},
        ]
        everybody = [(str(one), {"Authorization": token(**one)}) for one in claims] + everybody[:1]
    known = {
        "course": ["physics", "physics", "chemistry"],
        "section": ["1"],
        "assignment": ["hw", "hw1"],
        "user": ["sam", "olga", "ines", "cleo"],
        "student": ["sam", "olga", "ines", "cleo"],
        "type": ["save-notebook"],
        "timestamp": [time],
        "list_only": ["true"],
        "course_id": [5],
        "activity_id": [7, 8],
        "student_id": ["sam"],
    }
    target = Target(
        description=mounted.door.application().openapi(),
        address=origin + mounted.prefixes[0].rstrip("/"),
        people=everybody,
        known=known,
        doomed=known | {"course": ["doomed"], "activity_id": [8]},
    )
    answered = fuzz(target, examples=EXAMPLES.get(door, 65))
    # Not only the door mat.
    assert any(status < 300 for status in answered), answered
