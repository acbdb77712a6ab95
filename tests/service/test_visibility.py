"""What students see of tests and scores: by the rules of the assignment, whichever way they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from jupyter_autograde.service.app import describe_app
from jupyter_autograde.testing.service import PREFIX, Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release, submit, wait_for, work
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid
from tests.service.routes import every_route

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SCORES = {"score", "final_score", "points", "penalty", "pending", "total", "percent"}
"""Keys of answers whose numbers tell a score."""
API = f"{PREFIX}api/v1"


async def with_rules(ask: Asking, **rules: str) -> str:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    await set_rules(ask, assignment_id, **rules)
    return assignment_id


async def set_rules(ask: Asking, assignment_id: str, **rules: str) -> None:
    ok(await ask("ines").patch(f"/assignments/{assignment_id}", json={"visibility": rules}))


async def feedback(ask: Asking, assignment_id: str, submission_id: str, what: str = "release") -> dict[str, Any]:
    path = f"/assignments/{assignment_id}/feedback"
    after = ok(await ask("tom").get("/events"))["last_id"]
    ok(await ask("tom").post(f"{path}/generate", json={}))
    while True:
        page = ok(await ask("tom").get("/events", params={"after": after, "wait": 10}))
        if any(one["type"] == "feedback_generated" for one in page["events"]):
            break
        assert page["events"], submission_id
        after = page["last_id"]
    counts: dict[str, Any] = ok(await ask("tom").post(f"{path}/{what}", json={}))
    return counts


def told(answer: Any) -> Iterator[str]:
    """Yield what in an answer tells a score."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key in SCORES and isinstance(value, int | float) and not isinstance(value, bool):
                yield f"{key}={value}"
            yield from told(value)
    elif isinstance(answer, list):
        for one in answer:
            yield from told(one)


def readable(ids: dict[str, str]) -> list[str]:
    """Return the address of each thing that can be read of the service's own API."""
    paths = sorted({route.path for route in every_route(describe_app()) if route.method == "GET"})
    own = [path.split("/api/v1", 1)[1] for path in paths if "/api/v1/" in path]
    filled = [re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], new_ulid()), path) for path in own]
    return [path for path in filled if not path.endswith(("/stream", "openapi.json"))]


async def everything(ask: Asking, ids: dict[str, str]) -> dict[str, httpx.Response]:
    """Ask as the student for all that can be read."""
    answers = {}
    for path in readable(ids):
        query = {"after": 0} if path == "/events" else {}
        answers[path] = await ask("sam").get(path, params=query)
        assert answers[path].status_code < 500, path
    return answers


async def ids_of(ask: Asking, assignment_id: str, submission: dict[str, Any]) -> dict[str, str]:
    return {
        "course_id": await course_id(ask),
        "assignment_id": assignment_id,
        "submission_id": submission["id"],
        "job_id": submission["job_id"],
        "user": "sam",
    }


def scores_in(answers: dict[str, httpx.Response]) -> dict[str, list[str]]:
    json = {path: one for path, one in answers.items() if "json" in one.headers.get("content-type", "")}
    found = {path: list(told(one.json())) for path, one in json.items()}
    return {path: these for path, these in found.items() if these}


@pytest.mark.parametrize("rule", ["with_feedback", "when_final"])
async def test_no_way_leads_to_a_score_that_is_not_shown_yet(ask: Asking, rule: str) -> None:
    assignment_id = await with_rules(ask, score=rule)
    key = new_ulid()
    submission = ok(await submit(ask, assignment_id, key=key))
    await wait_for(ask("tom"), "submission_graded", submission_id=submission["id"])
    ids = await ids_of(ask, assignment_id, submission)
    answers = await everything(ask, ids)
    assert {f"/submissions/{submission['id']}", "/assignments", "/events"} <= set(answers)
    assert scores_in(answers) == {}
    assert list(told(ok(await submit(ask, assignment_id, key=key)))) == []
    (mine,) = answers["/assignments"].json()
    assert (mine["my_submission"]["state"], mine["my_submission"]["score_awaits"]) == ("graded", rule)
    (grade,) = answers[f"/submissions/{submission['id']}/grades"].json()
    assert (grade["result"], grade["score_awaits"]) == (None, rule)
    assert [case["passed"] for case in grade["tests"]["questions"][0]["cases"]] == [True]
    # Staff see all of it.
    assert ok(await ask("tom").get(f"/submissions/{submission['id']}"))["score"] == 7
    assert ok(await ask("tom").get(f"/assignments/{assignment_id}/submissions"))[0]["score"] == 7

    await feedback(ask, assignment_id, submission["id"])
    after = await everything(ask, ids)
    if rule == "when_final":
        assert scores_in(after) == {}
        assert after[f"/submissions/{submission['id']}/feedback/bundle"].status_code == 404
        refused = await ask("sam").post(f"/submissions/{submission['id']}/requests", json={"text": "why?"})
        assert refused.status_code == 409
        course = f"/courses/{ids['course_id']}/gradebook/final"
        preview = ok(await ask("ines").post(f"{course}/preview", json={}))
        ok(await ask("ines").post(course, json={"digest": preview["digest"]}))
        after = await everything(ask, ids)
    assert after["/assignments"].json()[0]["my_submission"]["score"] == 7
    assert set(scores_in(after)) >= {
        "/assignments",
        f"/assignments/{assignment_id}",
        f"/assignments/{assignment_id}/submissions",
        f"/submissions/{submission['id']}",
        f"/submissions/{submission['id']}/grades",
        f"/submissions/{submission['id']}/feedback",
        "/events",
    }
    assert after[f"/submissions/{submission['id']}/feedback/bundle"].status_code == 200


async def test_a_later_attempt_waits_for_its_own_feedback(ask: Asking) -> None:
    assignment_id = await with_rules(ask, score="with_feedback")
    first = ok(await submit(ask, assignment_id))
    await wait_for(ask("tom"), "submission_graded", submission_id=first["id"])
    await feedback(ask, assignment_id, first["id"])
    second = ok(await submit(ask, assignment_id, sent=work("score: 9")))
    await wait_for(ask("tom"), "submission_graded", submission_id=second["id"])
    listed = ok(await ask("sam").get(f"/assignments/{assignment_id}/submissions"))
    assert [(one["score"], one["score_awaits"]) for one in listed] == [(None, "with_feedback"), (7, None)]
    ok(await ask("tom").post(f"/assignments/{assignment_id}/feedback/unrelease", json={"attempts": "all"}))
    listed = ok(await ask("sam").get(f"/assignments/{assignment_id}/submissions"))
    assert [one["score"] for one in listed] == [None, None]


async def cases(ask: Asking, submission: dict[str, Any]) -> tuple[list[tuple[str, bool, str]], list[str]]:
    (grade,) = ok(await ask("sam").get(f"/submissions/{submission['id']}/grades"))
    (question,) = grade["result"]["questions"]
    return [(one["name"], one["passed"], one["message"]) for one in question["cases"]], question["hidden_names"]


async def test_hidden_tests_are_told_of_as_the_rules_say_and_not_before_the_end(ask: Asking) -> None:
    assignment_id = await with_rules(ask)
    submission = await graded(ask, assignment_id)
    public, hidden = ("q1 - 1", True, ""), ("q1 - 2", False, "")
    assert await cases(ask, submission) == ([public], [])
    await set_rules(ask, assignment_id, hidden_tests="names")
    assert await cases(ask, submission) == ([public], ["q1 - 2"])
    for rule in ("outcome", "details"):
        await set_rules(ask, assignment_id, hidden_tests=rule)
        assert await cases(ask, submission) == ([public], [])
    later = {"users": ["olga"], "closes_at": (now() + timedelta(days=1)).isoformat()}
    ok(await ask("ines").patch(f"/assignments/{assignment_id}", json={"closes_at": now().isoformat()}))
    ok(await ask("ines").put(f"/assignments/{assignment_id}/extensions", json=later))
    # Somebody may still hand in, and could be told.
    assert await cases(ask, submission) == ([public], [])
    (extension,) = ok(await ask("ines").get(f"/assignments/{assignment_id}/extensions"))
    ok(await ask("ines").delete(f"/assignments/{assignment_id}/extensions/{extension['id']}"))
    assert await cases(ask, submission) == ([public, hidden], [])
    await set_rules(ask, assignment_id, public_tests="none")
    assert await cases(ask, submission) == ([], [])


async def test_feedback_of_before_tells_no_more_than_the_rules_of_now(ask: Asking) -> None:
    assignment_id = await with_rules(ask)
    submission = await graded(ask, assignment_id)
    await feedback(ask, assignment_id, submission["id"])
    path = f"/submissions/{submission['id']}/feedback"
    assert (await ask("sam").get(f"{path}/bundle")).status_code == 200
    await set_rules(ask, assignment_id, public_tests="none")
    assert [(await ask("sam").get(one)).status_code for one in (path, f"{path}/bundle")] == [404, 404]
    assert (await ask("sam").get(path)).json()["message"] == "The feedback on this submission is withheld for now."
    refused = await ask("sam").post(f"/submissions/{submission['id']}/requests", json={"text": "Why?", "question": "?"})
    assert (refused.status_code, "q1" in refused.text, "withheld" in refused.text) == (409, False, True)
    offered = ok(await ask("sam").get(f"/assignments/{assignment_id}/feedback/own"))
    (mine,) = ok(await ask("sam").get(f"/courses/{await course_id(ask)}/assignments"))
    assert (offered, mine["my_submission"]["feedback_attempt"]) == ([], None)
    (status,) = ok(await ask("tom").get(f"/assignments/{assignment_id}/feedback"))
    assert status["outdated"]
    assert (await ask("tom").get(path)).status_code == 200
    await feedback(ask, assignment_id, submission["id"])
    assert ok(await ask("sam").get(path))["result"]["questions"][0]["cases"] == []


async def test_unknown_rules_are_refused(ask: Asking) -> None:
    assignment_id = await draft(ask)
    for wrong in ({"score": "tomorrow"}, {"hidden_tests": "all"}, {"more": 1}):
        answer = await ask("ines").patch(f"/assignments/{assignment_id}", json={"visibility": wrong})
        assert answer.status_code == 422, wrong
    assert ok(await ask("ines").get(f"/assignments/{assignment_id}"))["visibility"] == {
        "public_tests": "details",
        "hidden_tests": "never",
        "score": "at_once",
    }
