"""A course chooses its grading environment over HTTP, and its releases take it."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from jupyter_autograde.environments import EnvironmentStore, take_image
from jupyter_autograde.testing.service import Asking, archive, configured
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, notebook, ok, wait_for

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
IMAGE = f"registry.example.org/astro@sha256:{hashlib.sha256(b'').hexdigest()}"


@pytest.fixture
def store(tmp_path: Path) -> EnvironmentStore:
    """The built environments of the service; there is one, `astro`."""
    store = EnvironmentStore(tmp_path / "service")
    take_image(store, "astro", IMAGE, python="/usr/bin/python3", version="3.12.1", check=lambda built: None)
    return store


async def choose(ask: Asking, environment: str | None, by: str = "ines") -> httpx.Response:
    return await ask(by).patch(f"/courses/{await course_id(ask)}", json={"environment": environment})


async def start(ask: Asking, assignment_id: str, **query: Any) -> httpx.Response:
    """Send a source; returns the answer."""
    sent = archive({"hw1.ipynb": notebook()})
    path = f"/assignments/{assignment_id}/versions"
    return await ask("ines").post(path, content=sent.content, headers=sent.headers, params=query)


@pytest.mark.asyncio
async def test_a_release_takes_the_environment_of_its_course_and_keeps_it(store: EnvironmentStore, ask: Asking) -> None:
    assignment_id = await draft(ask)
    assert ok(await start(ask, assignment_id))["environment"] == "default"
    assert ok(await choose(ask, "astro"))["environment"] == "astro"
    version = ok(await start(ask, assignment_id))
    assert version["environment"] == "astro"
    assert ok(await start(ask, assignment_id, environment="default"))["environment"] == "default"
    await wait_for(ask("ines"), "version_built", version_id=version["id"])
    ok(await ask("ines").post(f"/versions/{version['id']}/release"))

    assert ok(await choose(ask, None))["environment"] is None
    assert ok(await ask("ines").get(f"/versions/{version['id']}"))["environment"] == "astro"
    submission = await graded(ask, assignment_id)
    (grade,) = ok(await ask("tom").get(f"/submissions/{submission['id']}/grades"))
    assert grade["result"]["environment"] == "astro"
    assert ok(await start(ask, assignment_id))["environment"] == "default"


@SQLITE
@pytest.mark.asyncio
async def test_members_see_the_environment_and_what_is_not_named_stays(store: EnvironmentStore, ask: Asking) -> None:
    ok(await choose(ask, "astro", by="root"))
    path = f"/courses/{await course_id(ask)}"
    assert ok(await ask("ines").patch(path, json={}))["environment"] == "astro"
    assert ok(await ask("sam").get(path))["environment"] == "astro"
    assert [course["environment"] for course in ok(await ask("ines").get("/courses"))] == ["astro"]
    assert (await ask("ines").patch(path, json={"title": "x"})).status_code == 422


@SQLITE
@pytest.mark.asyncio
async def test_an_environment_that_is_not_there_is_refused_with_those_that_are(
    store: EnvironmentStore, ask: Asking
) -> None:
    refused = await choose(ask, "geo")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")
    assert refused.json()["details"] == {"environments": ["default", "astro"]}
    assert "Choose one of: default, astro" in refused.json()["message"]
    assert (await choose(ask, "a/b")).status_code == 422
    told_to_student = await choose(ask, "geo", by="sam")
    assert (told_to_student.status_code, told_to_student.json()["code"]) == (403, "permission_denied")
    assert ok(await ask("ines").get("/courses"))[0]["environment"] is None


@SQLITE
@pytest.mark.asyncio
async def test_a_release_in_an_environment_that_was_removed_names_the_next_step(
    store: EnvironmentStore, ask: Asking
) -> None:
    assignment_id = await draft(ask)
    ok(await choose(ask, "astro"))
    store.remove("astro")
    refused = await start(ask, assignment_id)
    assert (refused.status_code, refused.json()["code"]) == (503, "environment_unavailable")
    assert "jupyter autograde course environment physics NAME" in refused.json()["message"]
    assert refused.json()["details"] == {"environment": "astro", "environments": ["default"]}
    assert ok(await ask("ines").get(f"/assignments/{assignment_id}/versions")) == []
    assert ok(await start(ask, assignment_id, environment="default"))["environment"] == "default"


@SQLITE
@pytest.mark.parametrize(("named", "warnings"), [("astro", 0), ("geo", 1)])
def test_a_course_of_the_configuration_without_its_environment_is_told_to_the_operator(
    store: EnvironmentStore,
    tmp_path: Path,
    database_url: str,
    named: str,
    warnings: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    courses = {"physics": {"environment": named}}
    settings = configured(tmp_path, database_url, load_courses=courses, log=logging.getLogger("service"))
    with caplog.at_level(logging.WARNING, "service"):
        settings.build().database.close()
    told = [record.getMessage() for record in caplog.records if record.name == "service"]
    assert len(told) == warnings
    assert all(f"jupyter autograde env build {named}" in line for line in told)
