"""Whatever is sent: a stable code, a sentence, and nothing half-written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import Request

from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import draft, ok, release, submit

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.mark.parametrize("content", [b"x" * (3 << 20), b'{"name": "' + b"x" * (3 << 20) + b'"}'])
async def test_ordinary_bodies_have_a_limit_too(ask: Asking, content: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield content[: 1 << 19]
        yield content[1 << 19 :]

    for sent in (content, pieces()):
        answer = await ask("root").post("/courses", content=sent, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "bundle_too_large")


MANY_VALUES = b'{"x": [' + b"[]," * 20_000 + b"[]]}"
DEEP = b'{"x": ' + b"[" * 60 + b"]" * 60 + b"}"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (MANY_VALUES, 413, "bundle_too_large"),
        (DEEP, 400, "invalid_input"),
        (DEEP.decode().encode("utf-16"), 400, "invalid_input"),
        (DEEP.decode().encode("utf-16-be"), 400, "invalid_input"),
        (MANY_VALUES.decode().encode("utf-32-le"), 400, "invalid_input"),
    ],
)
@pytest.mark.parametrize("who", ["", "sam", "root"])
async def test_json_is_measured_before_it_is_parsed(
    ask: Asking, who: str, content: bytes, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield content[:10]
        yield content[10:]

    async def parse(request: Request) -> Any:
        raise AssertionError("it was parsed")

    monkeypatch.setattr(Request, "json", parse)
    for kind in ("application/json", "Application/vnd.x+JSON; charset=utf-8"):
        for sent in (content, pieces()):
            answer = await ask(who).post("/events", content=sent, headers={"Content-Type": kind})
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.json()["message"].endswith(".")


async def test_what_stands_in_texts_is_not_measured(ask: Asking) -> None:
    faulty = {"csv": "user,role\n" + '"[,{",x\n' * 30_000}
    course_id = ok(await ask("ines").get("/courses"))[0]["id"]
    answer = await ask("ines").post(f"/courses/{course_id}/roster/preview", json=faulty)
    assert answer.json()["faults"]


async def test_what_is_wrong_in_a_thousand_places_is_told_of_the_first(ask: Asking) -> None:
    def event(cells: list[Any]) -> dict[str, Any]:
        return {"path": "a.ipynb", "saved_at": "2026-01-01T00:00:00Z", "tail": {"cells": cells}}

    cell = {"cell_type": "code", "source": "", "outputs": [{}] * 1000}
    for body in (
        {"events": [event([{}] * 400)] * 20},
        {"events": [event([{}] * 1001)]},
        {"events": [event([cell] * 9)]},
        {"events": [event([{**cell, "outputs": [{}] * 2001}])]},
        {"events": [], **{f"key {number}": 1 for number in range(19_000)}},
        {"events": [], "x" * 900_000: 1},
    ):
        answer = await ask("sam").post("/events", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert len(answer.json()["details"]["faults"]) <= 5
        assert len(answer.content) < 10_000


async def test_closed_and_over_are_told_apart(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    path = f"/assignments/{assignment_id}"
    ok(await ask("ines").patch(path, json={"state": "closed"}))
    assert (await submit(ask, assignment_id)).json()["code"] == "assignment_closed"
    ok(await ask("ines").patch(path, json={"state": "released", "closes_at": "2020-01-01T00:00:00Z"}))
    assert (await submit(ask, assignment_id)).json()["code"] == "deadline_passed"


async def test_a_draft_takes_nothing(ask: Asking) -> None:
    assignment_id = await draft(ask)
    assert (await submit(ask, assignment_id, by="ines")).json()["code"] == "not_released"
    assert (await submit(ask, assignment_id, by="sam")).json()["code"] == "not_found"


@pytest.mark.parametrize("settings", [{"attempts_a_day": 2}])
async def test_attempts_of_a_day_are_counted(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    for _ in range(2):
        ok(await submit(ask, assignment_id))
    answer = await submit(ask, assignment_id)
    assert (answer.status_code, answer.json()["code"]) == (429, "attempt_limit_reached")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("settings", [{"requests_per_second": 0.5}])
async def test_requests_of_one_person_are_counted(ask: Asking) -> None:
    codes = [(await ask("sam").get("/me")).status_code for _ in range(8)]
    assert codes.count(200) == 5
    assert codes[-1] == 429
    assert (await ask("tom").get("/me")).status_code == 200


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\nb", "a\u202eb", "x" * 129, "a\x00b"])
async def test_names_that_can_not_be_names(ask: Asking, name: str) -> None:
    answer = await ask("root").post("/courses", json={"name": name})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert "name" in answer.json()["details"]["faults"][0]["where"]


async def test_odd_names_are_names(ask: Asking) -> None:
    for name in ("Физика 1", "a'; DROP TABLE course; --", "=1+1", "<b>", " x ", "%2e%2e", "🧪"):
        ok(await ask("root").post("/courses", json={"name": name}))
        assert [c["name"] for c in ok(await ask("root").get("/courses", params={"name": name}))] == [name]


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("POST", "/courses", b"{"),
        ("POST", "/courses", b'{"name": "x", "unknown": 1}'),
        ("POST", "/courses", b'{"name": 5}'),
        ("POST", "/courses", b"[]"),
        ("POST", "/courses", b'{"name": "\\ud800"}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "yesterday"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "2026-01-01T00:00:00"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "9999-12-31T23:59:59-14:00"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a\\u0000", "saved_at": "2026-01-01T00:00:00Z"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "2026-01-01T00:00:00Z", "size": 1e300}]}'),
        ("GET", "/events?after=-1", b""),
        ("GET", "/events?after=99999999999999999999", b""),
        ("GET", "/events?wait=100", b""),
    ],
)
async def test_what_does_not_fit_is_named(ask: Asking, method: str, path: str, content: bytes) -> None:
    answer = await ask("root").request(method, path, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["details"]["faults"]


async def test_a_moment_that_no_calendar_has_is_named(ask: Asking) -> None:
    """With its offset it lies before the year 1."""
    assignment_id = await draft(ask)
    answer = await ask("ines").patch(f"/assignments/{assignment_id}", json={"due_at": "0001-01-01T00:00:00+14:00"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "path", ["/courses/nothing", "/courses/0", f"/courses/{'I' * 26}", "/versions/../../keys", "/nothing", "/jobs/x%00"]
)
async def test_what_is_no_id_is_not_found(ask: Asking, path: str) -> None:
    answer = await ask("sam").get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_method_that_is_not_there(ask: Asking) -> None:
    answer = await ask("sam").delete("/courses")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
