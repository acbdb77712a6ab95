"""The description of the API is true, and nothing that fits or breaks it gets a 5xx."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jupyter_autograde.bundles.content_digest import format_content_digest
from jupyter_autograde.service.app import describe_app
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.openapi import openapi_json
from jupyter_autograde.testing.service import serving
from jupyter_autograde.testing.walkthrough import draft, graded, ok, release, work

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SETTINGS = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
schemathesis.openapi.media_type("application/zip", strategies.sampled_from([work().content, b"", b"no zip"]))


@schemathesis.serializer("application/zip")
def as_it_is(context: Any, value: bytes) -> bytes:
    return value


@pytest.fixture
def url(components: Components) -> Iterator[str]:
    """A running service."""
    with serving(components) as address:
        yield f"{address}api/v1"


async def fill(url: str, tokens: dict[str, str]) -> dict[str, str]:
    """Bring a graded submission in; returns the ids of what there is then."""
    clients = {
        name: httpx.AsyncClient(base_url=url, headers={"Authorization": f"token {token}"}, timeout=30)
        for name, token in tokens.items()
    }
    ask = clients.__getitem__
    assignment_id = await draft(ask)
    version = await release(ask, assignment_id)
    submission = await graded(ask, assignment_id)
    void = {"question": "q1", "reason": "wrong"}
    change = ok(await ask("ines").post(f"/assignments/{assignment_id}/voids", json=void))
    for client in clients.values():
        await client.aclose()
    return {
        "course_id": submission["course_id"],
        "assignment_id": assignment_id,
        "version_id": version["id"],
        "submission_id": submission["id"],
        "job_id": submission["job_id"],
        "score_change_id": change["id"],
    }


@SQLITE
@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_breaks_the_service(url: str, tokens: dict[str, str], mode: GenerationMode) -> None:
    ids = asyncio.run(fill(url, tokens))
    pick = random.Random(0)
    headers = {"Authorization": f"token {tokens['root']}"}
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    asked = 0
    for operation in schema.exclude(operation_id="stream_events").get_all_operations():
        if mode.is_negative and not (operation.ok().body or len(operation.ok().query.items)):
            continue  # nothing in it that could be wrong, but the id: test_bad_input

        @given(case=operation.ok().as_strategy(generation_mode=mode))
        @SETTINGS
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            for name in set(ids) & set(case.path_parameters or {}):
                if pick.random() < 0.8:
                    case.path_parameters[name] = ids[name]
            if case.operation.definition.raw["operationId"] == "poll_events":
                case.query = {**(case.query or {}), "wait": 0}
            if isinstance(case.body, bytes) and "Content-Digest" in (case.headers or {}):
                digest = format_content_digest(hashlib.sha256(case.body).digest())
                case.headers["Content-Digest"] = digest
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
    assert asked > 100


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
