"""What the buttons of otter-submit and gofer_submit send, and what else may come to their address."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from jupyter_autograde.service.doors.otter_service.senders import named_by
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import PREFIX, Asking, archive
from jupyter_autograde.testing.walkthrough import build, course_id, draft, notebook, ok, release, wait_for

pytestmark = pytest.mark.asyncio

OTTER, GOFER = "/services/otter_grade/", "/services/gofer_nb/"
TAKEN = "Your submission is being graded and will be posted to the gradebook once it is finished running!"
PAGE = "This is a post only page. You probably shouldn't be here!"
JSON = {"Content-Type": "application/json"}
OWN_PAGE = {**JSON, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
"""What a browser adds."""
A_DAY = 10
PHYSICS = {"course": "physics", "section": "1", "assignment": "hw1"}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"otter-service": [], "gofer": []}, "attempts_a_day": A_DAY}


def nb(metadata: dict[str, Any], text: str = "score: 7") -> dict[str, Any]:
    """Return what the buttons send of a notebook with `metadata`."""
    return {"nb": {**json.loads(notebook(text)), "metadata": metadata}}


def otter(**labels: Any) -> dict[str, Any]:
    return nb({"otter_service": {**PHYSICS, **labels}})


async def press(
    client: httpx.AsyncClient, body: Any, where: str = OTTER, headers: dict[str, str] = JSON
) -> tuple[int, str]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    reply = await client.post(where, content=content, headers=headers)
    kind = "text/html" if reply.status_code == 200 else "text/plain"
    assert reply.headers["Content-Type"].startswith(kind)
    return reply.status_code, reply.text


async def handed_in(ask: Asking, assignment: str, by: str = "ines") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await ask(by).get(f"/assignments/{assignment}/submissions"))
    return found


@pytest.mark.parametrize(
    ("where", "metadata"),
    [
        (OTTER, {"otter_service": PHYSICS}),
        (OTTER, {"otter_service": {**PHYSICS, "section": 1}}),
        (GOFER, PHYSICS),
        (GOFER, {"course": "physics", "section": "1", "lab": "hw1"}),
    ],
)
async def test_a_press_is_a_submission_with_receipt_and_grade(
    knock: Asking, ask: Asking, where: str, metadata: dict[str, Any]
) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    sent = nb({**metadata, "kernelspec": {"name": "python3"}}, "score: 7 é \ud800")
    assert await press(knock("sam"), sent, where, {}) == (200, TAKEN)
    assert await press(knock("sam"), sent, where) == (200, TAKEN)
    second, first = await handed_in(ask, assignment)
    assert [first["user"], first["attempt"], second["attempt"]] == ["sam", 1, 2]
    await wait_for(ask("sam"), "submission_graded", submission_id=first["id"])
    mine = ok(await ask("sam").get(f"/submissions/{first['id']}"))
    assert (mine["score"], mine["receipt"]["assignment"], mine["receipt"]["user"]) == (7.0, "hw1", "sam")


async def test_labs_are_told_where_the_browser_gets_its_session(ask: Asking) -> None:
    assert ok(await ask("sam").get("/me"))["sign_in"] == f"{PREFIX}login?next={PREFIX}api/v1/health"


async def test_the_page_says_what_it_is_for_and_who_is_there(knock: Asking) -> None:
    assert (await knock("").get(OTTER)).text == f"{PAGE}null"
    assert (await knock("sam").get(OTTER)).text == PAGE + '{"name": "sam", "admin": false}'
    reply = await knock("sam").get(GOFER)
    assert (reply.text, reply.headers["Content-Type"]) == (PAGE, "text/html; charset=utf-8")
    assert (await knock("sam").get(f"{OTTER}status")).status_code == 404
    assert (await knock("sam").put(OTTER)).status_code == 405


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "not JSON"),
        (b"{", 400, "not JSON"),
        (b"\xff\xfe", 400, "not JSON"),
        (b'{"nb": ' + b"[" * 100_000, 400, "nested"),
        (b'{"nb": ' + b"9" * 5000 + b"}", 400, "not JSON"),
        (b"[]", 400, "no notebook"),
        ({"nb": "x"}, 400, "no notebook"),
        ({"nb": {}}, 400, "no list of cells"),
        ({"nb": {"nbformat": 3, "cells": []}}, 400, "format 4"),
        (b'{"nb": {"nbformat": 4, "cells": [], "x": NaN}}', 400, "NaN"),
        (b'{"nb": {"nbformat": 4, "cells": [], "x": 1e999}}', 400, "Infinity"),
        (nb({}), 400, "otter_service"),
        (nb({"otter_service": []}), 400, "otter_service"),
        (otter(course=""), 400, "does not name its course"),
        (otter(section=None), 400, "does not name its section"),
        (otter(section=True), 400, "does not name its section"),
        (otter(assignment=["hw1"]), 400, "does not name its assignment"),
        (otter(assignment="../hw1"), 400, "can't be one"),
        (otter(course="x" * 200), 400, "can't be one"),
        (otter(course="chemistry"), 404, "not a member"),
        (otter(course="nowhere"), 404, "not a member"),
        (otter(assignment="draft"), 404, "no assignment 'draft'"),
        (otter(assignment="closed"), 409, "closed"),
        (otter(assignment="two"), 400, "has 2 notebooks"),
    ],
    ids=range(24),
)
async def test_what_can_not_be_taken_is_refused_with_a_reason(
    knock: Asking, ask: Asking, body: Any, status: int, reason: str
) -> None:
    await draft(ask, "draft")
    if status == 409:
        closed = await draft(ask, "closed")
        await release(ask, closed)
        ok(await ask("ines").patch(f"/assignments/{closed}", json={"state": "closed"}))
    if reason == "has 2 notebooks":
        await two_notebooks(ask)
    got = await press(knock("sam"), body)
    assert (got[0], reason in got[1]) == (status, True), got


async def two_notebooks(ask: Asking) -> None:
    assignment = await draft(ask, "two")
    sent = archive({"a.ipynb": notebook(), "b.ipynb": notebook()})
    path = f"/assignments/{assignment}/versions"
    version = ok(await ask("ines").post(path, content=sent.content, headers=sent.headers))
    await wait_for(ask("ines"), "version_built", version_id=version["id"])
    ok(await ask("ines").post(f"/versions/{version['id']}/release"))


@pytest.mark.parametrize("metadata", [{}, {"section": "1"}, {"assignment": "hw1"}, {"assignment": 1.5, "section": "1"}])
async def test_gofers_notebooks_too(knock: Asking, metadata: dict[str, Any]) -> None:
    status, text = await press(knock("sam"), nb(metadata), GOFER)
    assert (status, "ask your instructor" in text) == (400, True)


async def test_another_course_looks_like_none_and_nothing_is_kept(knock: Asking, ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    for who in ("cleo", "nobody"):
        status, text = await press(knock(who), otter())
        nowhere = await press(knock(who), otter(course="nowhere"))
        assert (status, text.replace("physics", "nowhere")) == nowhere
        assert status == 404
    assert await handed_in(ask, assignment) == []


async def test_a_section_may_be_a_course_of_its_own(knock: Asking, ask: Asking) -> None:
    for course in ("physics", "physics.2"):
        if course != "physics":
            ok(await ask("root").post("/courses", json={"name": course}))
            where = await course_id(ask, course)
            ok(await ask("root").put(f"/courses/{where}/enrollments/sam", json={"role": "student"}))
        assignment = await draft(ask, by="root", course=course)
        version = await build(ask, assignment, by="root")
        ok(await ask("root").post(f"/versions/{version['id']}/release"))
        section = course.partition(".")[2] or "1"
        assert await press(knock("sam"), otter(section=section)) == (200, TAKEN)
        assert len(await handed_in(ask, assignment, "root")) == 1
    # olga is not in that section: the course as a whole takes her notebook.
    assert await press(knock("olga"), otter(section="2")) == (200, TAKEN)


async def test_nobody_is_believed_without_the_hub(knock: Asking) -> None:
    names = {"X-Otter-User": "sam", "Referer": "http://hub.example/user/sam/lab", **OWN_PAGE}
    status, text = await press(knock(""), otter(), headers=names)
    assert (status, f"{PREFIX}login" in text) == (401, True)
    assert await press(knock(""), otter(), headers={**JSON, "Authorization": "token x"}) == (
        401,
        "JupyterHub does not know this token. Log in again.",
    )


async def test_a_package_without_its_notebook_takes_what_the_button_sends(knock: Asking, ask: Asking) -> None:
    assignment = await draft(ask)
    suite = {"cases": [{"code": ">>> 1\n1", "hidden": False}], "type": "doctest"}
    test = {"name": "q1", "points": 4, "suites": [suite]}
    sent = archive({"tests/q1.py": f"OK_FORMAT = True\ntest = {test!r}\n".encode()})
    where = f"/assignments/{assignment}/packages"
    for notebook_path, status in (("hw1.py", 400), ("../hw1.ipynb", 400), ("hw1.ipynb", 201), ("hw1.ipynb", 200)):
        query = {"notebook": notebook_path}
        reply = await ask("ines").post(where, params=query, content=sent.content, headers=sent.headers)
        assert reply.status_code == status, reply.text
    version = ok(reply)
    assert (version["number"], version["state"], version["max_score"]) == (1, "released", 4.0)
    assert await press(knock("sam"), otter()) == (200, TAKEN)
    (first,) = await handed_in(ask, assignment)
    await wait_for(ask("sam"), "submission_graded", submission_id=first["id"])
    assert (await ask("sam").get(f"/versions/{version['id']}/bundle")).status_code == 404
    void = await ask("ines").post(f"/assignments/{assignment}/voids", json={"question": "q1", "reason": "wrong"})
    assert (void.status_code, "without its source" in void.text) == (400, True)


class TestLimits:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {
            "doors": {"otter-service": []},
            "door_options": {"otter-service": {"course": "physics"}},
            "max_notebook": 20_000,
            "attempts_a_day": 1,
        }

    async def test_size_attempts_and_a_course_for_notebooks_that_name_none(self, knock: Asking, ask: Asking) -> None:
        await release(ask, await draft(ask))
        labels = {"otter_service": {"section": "1", "assignment": "hw1"}}
        for size in (19_990, 100_000):
            status, text = await press(knock("sam"), nb(labels, "x" * size))
            assert (status, "allowed" in text) == (413, True)
        assert await press(knock("sam"), nb(labels)) == (200, TAKEN)
        status, text = await press(knock("sam"), nb(labels))
        assert (status, "1 times" in text) == (429, True)


async def test_extensions_attempts_and_openings_hold_here_too(knock: Asking, ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    path = f"/assignments/{assignment}"
    ok(await ask("ines").patch(path, json={"attempt_limit": {"attempts": 1}}))
    assert await press(knock("sam"), otter()) == (200, TAKEN)
    status, text = await press(knock("sam"), otter())
    assert (status, "all 1 attempt" in text) == (409, True)
    ok(await ask("tom").put(f"{path}/extensions", json={"users": ["sam"], "extra_attempts": 1}))
    assert await press(knock("sam"), otter()) == (200, TAKEN)
    ok(await ask("ines").patch(path, json={"closes_at": "2020-01-01T00:00:00Z", "attempt_limit": None}))
    status, text = await press(knock("sam"), otter())
    assert (status, "Wed 01 Jan 2020, 00:00 (UTC)" in text) == (409, True)
    given = {"users": ["sam"], "closes_at": "2999-01-01T00:00:00Z"}
    ok(await ask("tom").put(f"{path}/extensions", json=given))
    assert await press(knock("sam"), otter()) == (200, TAKEN)
    later = {"opens_at": "2999-01-01T00:00:00Z", "closes_at": None}
    ok(await ask("ines").patch(path, json=later))
    status, text = await press(knock("sam"), otter())
    assert (status, "2999" in text) == (404, False)


class TestInPlaceOfTheOldService:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"prefix": OTTER, "doors": {"otter-service": []}}

    async def test_the_door_at_this_services_own_prefix(self, knock: Asking) -> None:
        status, text = await press(knock("sam"), otter())
        assert (status, "no assignment 'hw1' of the course 'physics'" in text) == (404, True)
        assert ok(await knock("sam").get(f"{OTTER}api/v1/me"))["name"] == "sam"


class TestInABrowser:
    @pytest.fixture(params=["http", "https"])
    def scheme(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest_asyncio.fixture
    async def sam(self, app: FastAPI, hub: FakeHub, scheme: str) -> AsyncIterator[httpx.AsyncClient]:
        """Give a browser with the session that the login page gives, and nothing else."""
        hub.log_in_as("sam")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://hub.example") as browser:
            begun = await browser.get(f"{PREFIX}login")
            async with httpx.AsyncClient() as outside:
                back = await outside.get(begun.headers["Location"])
            assert (await browser.get(back.headers["Location"])).status_code == 302
            yield browser

    async def test_a_cookie_and_the_own_page_are_enough_for_this_one_route(
        self, sam: httpx.AsyncClient, ask: Asking, scheme: str
    ) -> None:
        assignment = await draft(ask)
        await release(ask, assignment)
        assert await press(sam, otter(), headers=OWN_PAGE) == (200, TAKEN)
        origin = {**JSON, "Origin": f"{scheme}://hub.example"}  # without TLS a browser says no more
        assert await press(sam, otter(), headers=origin) == (200, TAKEN)
        for headers in (
            {**OWN_PAGE, "Sec-Fetch-Site": "cross-site"},
            {**OWN_PAGE, "Sec-Fetch-Mode": "no-cors"},
            {**OWN_PAGE, "Content-Type": "text/plain"},
            {**JSON, "Origin": "http://elsewhere.example"},
            JSON,
        ):
            status, text = await press(sam, otter(), headers=headers)
            assert (status, "another site" in text) == (403, True)
        assert len(await handed_in(ask, assignment)) == 2
        native = await sam.post(f"{PREFIX}api/v1/events", json={"events": []}, headers=OWN_PAGE)
        assert native.status_code == 403
        xsrf = {**OWN_PAGE, "X-XSRFToken": sam.cookies["_xsrf"]}
        assert (await sam.post(f"{PREFIX}logout", headers=xsrf)).status_code == 204
        assert (await press(sam, otter(), headers=OWN_PAGE))[0] == 401

    async def test_a_cookie_alone_uses_up_no_limited_attempt(
        self, sam: httpx.AsyncClient, knock: Asking, ask: Asking
    ) -> None:
        assignment = await draft(ask)
        await release(ask, assignment)
        ok(await ask("ines").patch(f"/assignments/{assignment}", json={"attempt_limit": {"attempts": 2}}))
        mallorys = {**OWN_PAGE, "Referer": "http://hub.example/user/mallory/evil"}
        for headers in (mallorys, {**mallorys, "X-XSRFToken": sam.cookies["_xsrf"]}):
            status, text = await press(sam, otter(), headers=headers)
            assert (status, "from the list of assignments" in text) == (403, True)
        assert await handed_in(ask, assignment) == []
        assert await press(knock("sam"), otter()) == (200, TAKEN)
        ok(await ask("ines").patch(f"/assignments/{assignment}", json={"attempt_limit": None}))
        assert await press(sam, otter(), headers=OWN_PAGE) == (200, TAKEN)

    async def test_a_cookie_alone_leaves_most_attempts_of_a_day(
        self, sam: httpx.AsyncClient, knock: Asking, ask: Asking
    ) -> None:
        assignment = await draft(ask)
        await release(ask, assignment)
        for _ in range(A_DAY // 5):
            assert await press(sam, otter(), headers=OWN_PAGE) == (200, TAKEN)
        status, text = await press(sam, otter(), headers=OWN_PAGE)
        assert (status, "from the list of assignments" in text) == (429, True)
        for _ in range(A_DAY - A_DAY // 5):
            assert await press(knock("sam"), otter()) == (200, TAKEN)
        status, text = await press(knock("sam"), otter())
        assert (status, "Wait some hours" in text) == (429, True)
        assert len(await handed_in(ask, assignment)) == A_DAY

    @pytest.mark.parametrize("settings", [{"doors": {"otter-service": []}, "attempts_a_day": 3}])
    async def test_a_cookie_alone_uses_one_of_a_few_attempts(self, sam: httpx.AsyncClient, ask: Asking) -> None:
        await release(ask, await draft(ask))
        assert await press(sam, otter(), headers=OWN_PAGE) == (200, TAKEN)
        assert (await press(sam, otter(), headers=OWN_PAGE))[0] == 429


class TestTestNet:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        options = {"unsafe_identity": True, "test_user": "olga"}
        return {"doors": {"otter-service": []}, "door_options": {"otter-service": options}}

    async def test_requests_name_their_sender_and_health_warns(
        self, knock: Asking, ask: Asking, tokens: dict[str, str]
    ) -> None:
        assignment = await draft(ask)
        await release(ask, assignment)
        for headers in (
            {"X-Otter-User": "sam"},
            {"Referer": "http://hub.example/user/sam/lab/tree/hw1.ipynb"},
            {},
            {"Authorization": f"token {tokens['tom']}", "X-Otter-User": "sam"},
        ):
            assert await press(knock(""), otter(), headers={**JSON, **headers}) == (200, TAKEN)
        assert [one["user"] for one in await handed_in(ask, assignment)] == ["tom", "olga", "sam", "sam"]
        bad = {**JSON, "Authorization": "token x", "X-Otter-User": "sam"}
        assert (await press(knock(""), otter(), headers=bad))[0] == 401
        assert (await press(knock(""), otter(), headers={**JSON, "X-Otter-User": "root"}))[0] == 404
        health = ok(await ask("root").get("/health"))
        assert health["status"] == "degraded"
        assert "unsafe_identity" in health["components"]["door otter-service"]["message"]


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"referer": "https://hub.example/hub/user/ada%40x/lab"}, "ada@x"),
        ({"referer": "https://hub.example/services/ada/x"}, "ada"),
        ({"referer": "https://hub.example/user"}, ""),
        ({"referer": "https://[hub/user/ada"}, ""),
        ({"referer": "https://hub.example/user/a%2Fb/lab"}, ""),
        ({"x-otter-user": "ada", "referer": "https://hub.example/user/bob/"}, "ada"),
        ({}, ""),
    ],
)
async def test_names_in_headers(headers: dict[str, str], name: str) -> None:
    assert named_by(headers) == name
