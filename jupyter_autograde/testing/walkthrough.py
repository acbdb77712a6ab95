"""Short ways through the API of a running service, for tests that begin in the middle."""

from __future__ import annotations

import json
from typing import Any

import httpx

from jupyter_autograde.testing.service import Archive, Asking, archive
from jupyter_autograde.ulids import new_ulid


def notebook(text: str = "", *, cells: int = 1) -> bytes:
    """Return a small notebook with `text` in its cells."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    content = {
        "cells": [{**cell, "id": f"c{n}"} for n in range(cells)],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content).encode()


def work(text: str = "score: 7") -> Archive:
    """Return a submission whose score the test engine takes from `text`."""
    return archive({"hw1.ipynb": notebook(text)})


async def course_id(ask: Asking, name: str = "physics") -> str:
    """Return the id of a course."""
    found = ok(await ask("root").get("/courses", params={"name": name}))
    return str(found[0]["id"])


async def draft(ask: Asking, name: str = "hw1", by: str = "ines", course: str = "physics") -> str:
    """Create an assignment; returns its id."""
    where = await course_id(ask, course)
    return str(ok(await ask(by).post(f"/courses/{where}/assignments", json={"name": name}))["id"])


async def build(ask: Asking, assignment_id: str, source: bytes = notebook(), by: str = "ines") -> dict[str, Any]:
    """Send a source and wait for its report; returns the version."""
    sent = archive({"hw1.ipynb": source})
    path = f"/assignments/{assignment_id}/versions"
    version = ok(await ask(by).post(path, content=sent.content, headers=sent.headers))
    await wait_for(ask(by), "version_built", version_id=version["id"])
    built: dict[str, Any] = ok(await ask(by).get(f"/versions/{version['id']}"))
    return built


async def release(ask: Asking, assignment_id: str, by: str = "ines") -> dict[str, Any]:
    """Build and release; returns the version."""
    version = await build(ask, assignment_id, by=by)
    released: dict[str, Any] = ok(await ask(by).post(f"/versions/{version['id']}/release"))
    return released


async def submit(
    ask: Asking, assignment_id: str, by: str = "sam", sent: Archive | None = None, key: str | None = None
) -> httpx.Response:
    """Hand in; returns the answer."""
    sent = sent or work()
    return await ask(by).post(
        f"/assignments/{assignment_id}/submissions",
        content=sent.content,
        headers={**sent.headers, "Idempotency-Key": key or new_ulid()},
    )


async def graded(ask: Asking, assignment_id: str, by: str = "sam", text: str = "score: 7") -> dict[str, Any]:
    """Hand in and wait for the score; returns the submission."""
    submission = ok(await submit(ask, assignment_id, by, work(text)))
    await wait_for(ask(by), "submission_graded", submission_id=submission["id"])
    found: dict[str, Any] = ok(await ask(by).get(f"/submissions/{submission['id']}"))
    return found


async def wait_for(client: httpx.AsyncClient, kind: str, **data: Any) -> dict[str, Any]:
    """Wait by long poll for an event of a kind with these data; returns it."""
    after = 0
    for _ in range(20):
        page = ok(await client.get("/events", params={"after": after, "wait": 10}))
        for event in page["events"]:
            if event["type"] == kind and data.items() <= event["data"].items():
                found: dict[str, Any] = event
                return found
        after = page["last_id"]
    raise AssertionError(f"No event {kind} with {data} came.")


def ok(response: httpx.Response) -> Any:
    """Return the JSON of a success."""
    assert response.is_success, f"{response.status_code} {response.text}"
    return response.json()
