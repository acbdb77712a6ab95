"""Enrollment by the hub's groups."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from traitlets import TraitError

from jupyter_autograde.errors import StorageFull
from jupyter_autograde.service import group_roster
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import API, Asking
from jupyter_autograde.testing.walkthrough import course_id, ok

pytestmark = pytest.mark.asyncio
Coming = Callable[..., Awaitable[dict[str, str]]]


@pytest_asyncio.fixture
async def come(app: FastAPI, hub: FakeHub) -> Coming:
    """Let somebody come with a new token and these groups; gives course -> role."""

    async def ask_me(name: str, *groups: str, told: bool = True) -> dict[str, str]:
        token = hub.add_user(name, groups=groups if told else None)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Authorization": f"token {token}"}
        async with httpx.AsyncClient(transport=transport, base_url=f"http://hub.example{API}", headers=headers) as one:
            return {course["name"]: course["role"] for course in ok(await one.get("/me"))["courses"]}

    return ask_me


async def roster(ask: Asking, course: str = "physics") -> dict[str, tuple[str, str]]:
    rows = ok(await ask("root").get(f"/courses/{await course_id(ask, course)}/enrollments"))
    return {row["user"]: (row["role"], row["source"]) for row in rows}


async def test_people_come_and_go_with_their_groups(ask: Asking, come: Coming) -> None:
    assert await come("nina", "nbgrader-physics", "nbgrader-biology", "nbgrader-", "staff") == {"physics": "student"}
    assert (await roster(ask))["nina"] == ("student", "group")
    assert await come("nina", "formgrade-physics", "nbgrader-physics", "nbgrader-chemistry") == {
        "physics": "instructor",
        "chemistry": "student",
    }
    assert await come("nina", "nbgrader-chemistry") == {"chemistry": "student"}
    assert "nina" not in await roster(ask)
    assert await come("nina") == {}
    assert await come("nina", "nbgrader-physics") == {"physics": "student"}


async def test_a_hub_that_says_nothing_of_groups_takes_nothing_away(ask: Asking, come: Coming) -> None:
    await come("nina", "nbgrader-physics")
    assert await come("nina", told=False) == {"physics": "student"}


async def test_what_was_made_by_hand_is_not_touched(ask: Asking, come: Coming) -> None:
    assert await come("sam", "formgrade-physics") == {"physics": "student"}
    assert await come("sam") == {"physics": "student"}
    assert await come("sam", "formgrade-physics", "nbgrader-chemistry") == {
        "physics": "student",
        "chemistry": "student",
    }
    assert await come("sam", "formgrade-physics") == {"physics": "student"}
    assert (await roster(ask))["sam"] == ("student", "config")
    await come("nina", "nbgrader-physics")
    path = f"/courses/{await course_id(ask)}/enrollments/nina"
    ok(await ask("ines").put(path, json={"role": "ta"}))
    assert await come("nina", "nbgrader-physics") == {"physics": "ta"}
    assert await come("nina") == {"physics": "ta"}


async def test_a_course_that_comes_later_is_found(
    ask: Asking, come: Coming, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await come("nina", "nbgrader-biology") == {}
    ok(await ask("root").post("/courses", json={"name": "biology"}))
    assert await come("nina", "nbgrader-biology") == {}
    monkeypatch.setattr(group_roster, "SECONDS", 0)
    assert await come("nina", "nbgrader-biology") == {"biology": "student"}


class TestOtherPatterns:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"group_roles": {"course:{course}:ta": "ta"}}

    async def test_patterns_are_the_operators(self, ask: Asking, come: Coming) -> None:
        assert await come("nina", "course:physics:ta", "formgrade-physics", "course::ta") == {"physics": "ta"}


class TestNoPatterns:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"group_roles": {}}

    async def test_groups_may_mean_nothing(self, ask: Asking, come: Coming) -> None:
        assert await come("nina", "nbgrader-physics", "formgrade-physics") == {}


@pytest.mark.parametrize(
    "patterns", [{"x": "ta"}, {"{course}{course}": "ta"}, {"a-{course}": "admin"}, {"a-{course}": 1}]
)
async def test_patterns_that_can_not_be_are_refused(patterns: dict[str, Any]) -> None:
    with pytest.raises(TraitError, match="group_roles"):
        AutogradeService(group_roles=patterns)


async def test_a_full_disk_keeps_nobody_out(
    app: FastAPI, ask: Asking, come: Coming, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(group_roster, "follow_groups", full)
        assert await come("nina", "nbgrader-physics") == {}
    assert await come("nina", "nbgrader-physics") == {"physics": "student"}
