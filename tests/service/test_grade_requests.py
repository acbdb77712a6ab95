"""Requests about grades: who may ask when, who answers, and what both sides see and hear of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from jupyter_autograde.models.grade_request import MAX_REQUEST, MOST_REQUESTS
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release, wait_for

pytestmark = pytest.mark.asyncio


async def told(ask: Asking, *students: str) -> dict[str, dict[str, Any]]:
    """Return graded submissions of students whose feedback is released."""
    assignment = await draft(ask)
    await release(ask, assignment)
    submissions = {who: await graded(ask, assignment, by=who) for who in students}
    ok(await ask("ines").post(f"/assignments/{assignment}/feedback/generate", json={}))
    for one in submissions.values():
        await wait_for(ask("ines"), "feedback_generated", submission_id=one["id"])
    ok(await ask("ines").post(f"/assignments/{assignment}/feedback/release", json={}))
    return submissions


async def asked(ask: Asking, submission: dict[str, Any], by: str = "sam", **request: Any) -> httpx.Response:
    return await ask(by).post(f"/submissions/{submission['id']}/requests", json={"text": "Why?"} | request)


async def listed(ask: Asking, submission: dict[str, Any], by: str, **query: Any) -> list[tuple[str, str]]:
    rows = ok(await ask(by).get(f"/courses/{submission['course_id']}/requests", params=query))
    return [(row["user"], row["state"]) for row in rows]


async def test_asked_answered_without_a_change_and_with_one(ask: Asking) -> None:
    submission = (await told(ask, "sam"))["sam"]
    path = f"/submissions/{submission['id']}/requests"
    made = ok(await asked(ask, submission, text="Is `q1 - 2`\nright?", question="q1"))
    assert (made["state"], made["user"], made["attempt"], made["question"]) == ("open", "sam", 1, "q1")
    assert (made["before"], made["after"], made["changed"]) == ({"score": 7, "max_score": 10}, None, None)
    await wait_for(ask("tom"), "request_made", request_id=made["id"], question="q1", state="open")
    assert ok(await ask("sam").get(path)) == ok(await ask("tom").get(path)) == [made]

    kept = ok(await ask("tom").post(f"/requests/{made['id']}/answer", json={"text": "It is."}))
    assert (kept["state"], kept["answer"], kept["answered_by"]) == ("answered", "It is.", "tom")
    assert (kept["after"], kept["changed"]) == (kept["before"], False)
    heard = await wait_for(ask("sam"), "request_answered", request_id=made["id"], by="tom")
    assert "It is." not in str(heard)

    again = ok(await asked(ask, submission, text="Really?", question="q1"))
    void = {"question": "q1", "test": "q1 - 2", "reason": "wrong"}
    change = ok(await ask("ines").post(f"/assignments/{submission['assignment_id']}/voids", json=void))
    ok(await ask("ines").post(f"/score-changes/{change['id']}/apply", json={}))
    mended = ok(await ask("ines").post(f"/requests/{again['id']}/answer", json={"text": "You are right."}))
    assert mended["changed"] is True
    assert mended["after"]["max_score"] == 5
    assert ok(await ask("sam").get(path)) == [mended, kept]


async def test_nothing_is_asked_before_feedback_is_released_nor_of_others(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await graded(ask, assignment)
    early = await asked(ask, submission)
    assert (early.status_code, "not released yet" in early.text) == (409, True)
    submission = await told_again(ask, submission)
    unknown = await asked(ask, submission, question="q1 - 2")
    assert (unknown.status_code, unknown.json()["details"]) == (400, {"questions": ["q1"]})
    assert (await asked(ask, submission, by="olga")).status_code == 404
    assert (await asked(ask, submission, by="tom")).status_code == 409
    for text in ("", " \n", "x" * (MAX_REQUEST + 1), "a\0b", "\u202eevil"):
        assert (await asked(ask, submission, text=text)).status_code == 422
    assert (await asked(ask, submission, state="answered")).status_code == 422
    assert ok(await ask("sam").get(f"/submissions/{submission['id']}/requests")) == []


async def told_again(ask: Asking, submission: dict[str, Any]) -> dict[str, Any]:
    path = f"/assignments/{submission['assignment_id']}/feedback"
    ok(await ask("ines").post(f"{path}/generate", json={}))
    await wait_for(ask("ines"), "feedback_generated", submission_id=submission["id"])
    ok(await ask("ines").post(f"{path}/release", json={}))
    return submission


async def test_a_request_ends_once(ask: Asking) -> None:
    submission = (await told(ask, "sam"))["sam"]
    made = ok(await asked(ask, submission))
    twice = await asked(ask, submission)
    assert (twice.status_code, "asked this already" in twice.text) == (409, True)
    ok(await asked(ask, submission, question="q1"))
    withdraw, answer = f"/requests/{made['id']}/withdraw", f"/requests/{made['id']}/answer"
    assert (await ask("tom").post(withdraw)).status_code == 409
    assert (await ask("sam").post(answer, json={"text": "Yes."})).status_code == 403
    withdrawn = ok(await ask("sam").post(withdraw))
    assert (withdrawn["state"], withdrawn["changed"]) == ("withdrawn", None)
    await wait_for(ask("tom"), "request_withdrawn", request_id=made["id"])
    assert ok(await ask("sam").post(withdraw)) == withdrawn
    late = await ask("tom").post(answer, json={"text": "No."})
    assert (late.status_code, "withdrawn" in late.text) == (409, True)

    once_more = ok(await asked(ask, submission))
    answer = f"/requests/{once_more['id']}/answer"
    ok(await ask("tom").post(answer, json={"text": "First."}))
    second = await ask("ines").post(answer, json={"text": "Second."})
    assert (second.status_code, second.json()["message"].startswith("tom has answered")) == (409, True)
    gone = await ask("sam").post(f"/requests/{once_more['id']}/withdraw")
    assert (gone.status_code, "Read the answer" in gone.text) == (409, True)
    states = ok(await ask("sam").get(f"/submissions/{submission['id']}/requests"))
    assert [row["answer"] for row in states] == ["First.", None, None]


async def test_somebody_asks_so_often_about_an_assignment_and_no_more(ask: Asking) -> None:
    submission = (await told(ask, "sam"))["sam"]
    for _ in range(MOST_REQUESTS):
        made = ok(await asked(ask, submission))
        ok(await ask("sam").post(f"/requests/{made['id']}/withdraw"))
    refused = await asked(ask, submission)
    assert (refused.status_code, str(MOST_REQUESTS) in refused.text) == (409, True)


async def test_a_ta_with_sections_sees_the_requests_of_these(ask: Asking) -> None:
    submissions = await told(ask, "sam", "olga")
    where = await course_id(ask)
    for user, role, section in (("sam", "student", "A"), ("olga", "student", "B"), ("tom", "ta", "A")):
        ok(await ask("ines").put(f"/courses/{where}/enrollments/{user}", json={"role": role, "section": section}))
    made = {who: ok(await asked(ask, one, by=who)) for who, one in submissions.items()}
    sam = submissions["sam"]
    assert await listed(ask, sam, "tom") == [("sam", "open")]
    assert await listed(ask, sam, "ines") == [("sam", "open"), ("olga", "open")]
    assert (await ask("tom").get(f"/submissions/{submissions['olga']['id']}/requests")).status_code == 404
    answer = {"text": "So."}
    assert (await ask("tom").post(f"/requests/{made['olga']['id']}/answer", json=answer)).status_code == 404
    ok(await ask("tom").post(f"/requests/{made['sam']['id']}/answer", json=answer))
    assert await listed(ask, sam, "ines", state="open") == [("olga", "open")]
    assert await listed(ask, sam, "ines", state="answered", assignment_id=sam["assignment_id"]) == [("sam", "answered")]
    assert await listed(ask, sam, "ines", assignment_id=made["sam"]["id"]) == []
    kinds = {event["type"] for event in ok(await ask("olga").get("/events", params={"after": 0}))["events"]}
    assert "request_made" in kinds
    assert "request_answered" not in kinds
