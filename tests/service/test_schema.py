"""The description of the API is true, and nothing that fits or breaks it gets a 5xx."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.bundles.content_digest import format_content_digest
from jupyter_autograde.service.app import describe_app
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.openapi import openapi_json
from jupyter_autograde.testing.service import serving
from jupyter_autograde.testing.walkthrough import draft, graded, ok, release
from tests.service.clients import clients_at
from tests.service.fuzzing import DATABASES, Target, fuzz, people


@pytest.fixture
def url(components: Components) -> Iterator[str]:
    """A running service."""
    with serving(components) as address:
        yield f"{address}api/v1"


async def fill(url: str, tokens: dict[str, str]) -> dict[str, str]:
    """Bring a graded submission in; returns the ids of what there is then."""
    async with clients_at(url, tokens) as ask:
        assignment_id = await draft(ask)
        version = await release(ask, assignment_id)
        submission = await graded(ask, assignment_id)
        void = {"question": "q1", "reason": "wrong"}
        change = ok(await ask("ines").post(f"/assignments/{assignment_id}/voids", json=void))
    return {
        "course_id": submission["course_id"],
        "assignment_id": assignment_id,
        "version_id": version["id"],
        "submission_id": submission["id"],
        "job_id": submission["job_id"],
        "score_change_id": change["id"],
    }


@DATABASES
def test_no_request_breaks_the_service(url: str, tokens: dict[str, str]) -> None:
    ids = asyncio.run(fill(url, tokens))
    known = {name: [value] for name, value in ids.items()}
    target = Target(
        description=describe_app().openapi(),
        address=url.removesuffix("/api/v1"),
        people=people(tokens),
        known=known | {"user": ["sam", "olga", "nobody"]},
        doomed=known,
    )

    def adjust(case: Any) -> None:
        if case.operation.definition.raw["operationId"] == "poll_events":
            case.query = {**(case.query or {}), "wait": 0}
        if isinstance(case.body, bytes) and "Content-Digest" in (case.headers or {}):
            case.headers["Content-Digest"] = format_content_digest(hashlib.sha256(case.body).digest())

    # The stream never ends.
    answered = fuzz(target, examples=20, skip=["stream_events"], adjust=adjust)
    assert answered[200] > 100
    assert {400, 403, 404, 422} <= answered.keys()


def test_the_committed_description_is_the_present_one() -> None:
    committed = Path(__file__).parents[2] / "src" / "api" / "openapi.json"
    assert committed.read_text() == openapi_json(), (
        "run: python -m jupyter_autograde.service.openapi > src/api/openapi.json; jlpm generate:types"
    )


def test_routes_that_take_a_body_say_that_it_may_be_too_slow() -> None:
    silent = [
        operation["operationId"]
        for path in describe_app().openapi()["paths"].values()
        for operation in path.values()
        if "requestBody" in operation and "408" not in operation["responses"]
    ]
    assert silent == []
