"""Grade passback over HTTP: a service that sends by itself, and says key and secret to nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.fake_lms import KEY, SECRET, FakeLms
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release, wait_for

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def lms() -> Iterator[FakeLms]:
    with FakeLms() as running:
        yield running


@pytest.fixture
def settings(lms: FakeLms) -> dict[str, Any]:
    return {"lti11_platforms": {"edx": lms.settings, "other": lms.settings | {"courses": ["chemistry"]}}}


async def test_a_grade_that_fails_is_told_of_and_sent_again(
    ask: Asking, lms: FakeLms, components: Components, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lms.unknown.add(":sam")
    assignment = await draft(ask)
    await release(ask, assignment)
    await graded(ask, assignment)
    place = f"/assignments/{assignment}/passback"
    wanted = {"platform": "edx", "outcome_url": lms.url, "sourced_id": "a:b:{user}"}
    answers: list[Any] = [ok(await ask("ines").get(place))]
    assert answers[0]["platforms"] == ["edx"]
    answers.append(ok(await ask("ines").put(place, json=wanted)))
    assert {name: answers[1][name] for name in wanted} == wanted
    # Once for the target, once for the failure.
    await wait_for(ask("ines"), "passback_changed")
    course = await course_id(ask)
    path = f"/courses/{course}/passback"
    while not (found := ok(await ask("tom").get(path, params={"state": "failed"})))["items"]:
        await asyncio.sleep(0.05)
    answers.append(found)
    (item,) = found["items"]
    assert (item["user"], item["assignment"], item["score"], item["problem"]) == ("sam", "hw1", 0.7, "refused")
    (todo,) = [one for one in ok(await ask("tom").get(f"/courses/{course}/todo"))["items"] if one["kind"] == "passback"]
    assert (todo["count"], todo["assignment_id"]) == (1, assignment)

    lms.unknown.clear()
    answers.append(ok(await ask("ines").post(f"{path}/retry", json={"items": [item["id"]]})))
    while (now := ok(await ask("tom").get(path)))["items"][0]["state"] != "sent":
        await asyncio.sleep(0.05)
    assert lms.scores == [("a:b:sam", 0.7)]
    assert ok(await ask("ines").delete(place))["platform"] is None
    answers += [now, ok(await ask("ines").get(f"/courses/{course}/audit")), ok(await ask("ines").get("/health"))]
    with components.database.read() as session:
        kept = [
            str(session.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("passback_target", "passback_item", "audit_entry", "event")
        ]
    for word in (KEY, SECRET):
        assert word not in str(answers)
        assert word not in str(kept)
        assert word not in caplog.text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"platform": "other"}, 400),
        ({"platform": "nowhere"}, 400),
        ({"outcome_url": "http://169.254.169.254/latest"}, 400),
        ({"outcome_url": "x" * 1025}, 422),
        ({"sourced_id": "a:b:sam"}, 400),
        ({"sourced_id": "a\u0000{user}"}, 422),
        ({"secret": "mine"}, 422),
    ],
)
async def test_a_place_that_is_not_allowed_is_refused(
    ask: Asking, lms: FakeLms, change: dict[str, str], status: int
) -> None:
    assignment = await draft(ask)
    wanted = {"platform": "edx", "outcome_url": lms.url, "sourced_id": "a:b:{user}"}
    answer = await ask("ines").put(f"/assignments/{assignment}/passback", json=wanted | change)
    assert (answer.status_code, answer.json()["code"]) == (status, "invalid_input")
    assert ok(await ask("ines").get(f"/assignments/{assignment}/passback"))["platform"] is None


@pytest.mark.parametrize("body", [{"items": ["x"]}, {"items": ["01J00000000000000000000000"] * 501}, {"all": True}])
async def test_a_request_that_can_not_be_meant_is_refused(ask: Asking, body: dict[str, Any]) -> None:
    answer = await ask("ines").post(f"/courses/{await course_id(ask)}/passback/retry", json=body)
    assert answer.status_code == 422
