"""Every role against every route of the doors, in the own course and from another (SEC-41); ngshare's are in
test_ngshare_rights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

import pytest

from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.mounts import GROUP
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import draft, notebook, release
from tests.service.doors.gradeservice_client import SECRET, create, token
from tests.service.routes import every_route

DOORS = sorted(point.name for point in entry_points(group=GROUP))
PEOPLE = ["", "nobody", "mallory", "theo", "cleo", "olga", "sam", "tom", "ines", "root"]
"""Anonymous, in no course, another course's instructor, TA and student, this course's other student, the student, TA,
instructor, and a hub admin."""
TOKENS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "instructor of another course": {"role": "instructor", "course": 6},
    "TA of another course": {"role": "ta", "course": 6},
    "student of another course": {"role": "student", "course": 6, "name": "sam"},
    "another student": {"role": "student", "course": 5, "name": "olga"},
    "the student": {"role": "student", "course": 5, "name": "sam"},
    "TA": {"role": "ta", "course": 5},
    "instructor": {"role": "instructor", "course": 5},
    "admin": {"role": "admin", "name": "root"},
    "anybody, as in the original": {},
}
"""gradeservice's people are what their tokens say."""

IN = range(200, 300)
EVERYBODY: dict[str, Any] = dict.fromkeys(PEOPLE, IN)
KNOWN = EVERYBODY | {"": 401}
MEMBERS = KNOWN | dict.fromkeys(["nobody", "mallory", "theo", "cleo"], 404)
ADMINS = dict.fromkeys(PEOPLE, 403) | {"": 401, "root": IN}
HIMSELF = ADMINS | {"sam": IN}

TAS: dict[str, Any] = dict.fromkeys(TOKENS, 403) | {"none": 401, "TA": IN, "instructor": IN, "admin": IN}
TAS["anybody, as in the original"] = IN
INSTRUCTORS = TAS | {"TA": 403}
OWNER_AND_TAS = TAS | {"the student": IN}

Row = tuple[str, str, dict[str, Any], dict[str, Any]]
FILE = {"files": {"file": ("hw1.ipynb", notebook("score: 3"))}}
SAVE = {"user": "sam", "type": "save-notebook", "filename": "a.ipynb", "path": "a.ipynb"}


def nb(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {"json": {"nb": {**json.loads(notebook("score: 7")), "metadata": metadata}}}


HW = {"course": "physics", "section": "1", "assignment": "hw1"}
TABLES: dict[str, list[Row]] = {
    "gofer": [("GET", "/", {}, EVERYBODY), ("POST", "/", nb(HW), MEMBERS)],
    "gradeservice": [
        ("POST", "/5/7/sam", FILE, OWNER_AND_TAS),
        # Each starts without what is made, and with what is taken away.
        ("POST", "/5/8", FILE, INSTRUCTORS),
        ("DELETE", "/5/8", {}, INSTRUCTORS),
    ],
    "otter-service": [("GET", "/", {}, EVERYBODY), ("POST", "/", nb({"otter_service": HW}), MEMBERS)],
    "pipalhub": [
        ("POST", "/events", {"json": SAVE}, HIMSELF),
        ("GET", "/events", {}, KNOWN),
        ("POST", "/users", {"json": {"username": "newcomer", "password": "secret"}}, ADMINS),
    ],
}


@pytest.fixture
def settings(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", hub.service_token)
    options = {"gradeservice": {"secret": SECRET, "timeout": 30}, "pipalhub": {"create_users": True}}
    return {"doors": {name: [] for name in TABLES}, "door_options": options}


def headers_of(claims: dict[str, Any] | None) -> dict[str, str]:
    return {} if claims is None else {"Authorization": token(**claims)}


async def prepare(knock: Asking, method: str, path: str) -> None:
    """Bring gradeservice's activity 8 into the state in which the row finds it."""
    if method == "DELETE":
        await create(knock, path)
    elif path.endswith("/8"):
        await knock("").delete(f"/services/gradeservice{path}", headers=headers_of({}))


@pytest.mark.asyncio
@pytest.mark.parametrize("door", TABLES)
async def test_each_role_at_each_route(door: str, components: Components, knock: Asking, ask: Asking) -> None:
    (prefix,) = next(mounted.prefixes for mounted in components.doors if mounted.door.name == door)
    await release(ask, await draft(ask))
    assert (await create(knock)).status_code == 201
    wrong = []
    for method, path, request, verdicts in TABLES[door]:
        for who, verdict in verdicts.items():
            if door == "gradeservice":
                await prepare(knock, method, path)
                caller, headers = knock(""), headers_of(TOKENS[who])
            else:
                caller, headers = knock(who), {}
            reply = await caller.request(method, prefix.rstrip("/") + path, headers=headers, **request)
            if reply.status_code not in (verdict if isinstance(verdict, range) else (verdict,)):
                wrong.append(
                    f"{method} {path} as {who or 'anonymous'}: {reply.status_code}, not {verdict}: {reply.text}"
                )
    assert wrong == []


@pytest.mark.asyncio
async def test_the_tables_have_every_route_of_every_door(components: Components) -> None:
    assert sorted([*TABLES, "ngshare"]) == DOORS
    for mounted in components.doors:
        walked = {(method, _blank(path)) for method, path, _, _ in TABLES[mounted.door.name]}
        assert {route.blank for route in every_route(mounted.door.application())} == walked, mounted.door.name


def _blank(path: str) -> str:
    """Return the path with gradeservice's numbers and name blank."""
    return "/{}" * path.count("/") if path[1:2].isdigit() else path
