"""Handing in in the place of a student: when it is taken, how it is marked, and what it costs the student."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release, submit, work
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.asyncio
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Its SQL is asked of PostgreSQL in the others."""


async def _submit_for(
    ask: Asking,
    assignment: str,
    user: str,
    by: str = "tom",
    text: str = "score: 6",
    key: str = "",
    reason: str = "was ill",
) -> httpx.Response:
    sent = work(text)
    return await ask(by).post(
        f"/assignments/{assignment}/submissions/for/{user}",
        content=sent.content,
        headers={**sent.headers, "Idempotency-Key": key or new_ulid(), "Autograde-Reason": quote(reason)},
    )


async def _change(ask: Asking, assignment: str, **change: Any) -> None:
    ok(await ask("ines").patch(f"/assignments/{assignment}", json=change))


async def test_it_is_taken_after_the_end_is_marked_and_on_the_trail(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    await _change(ask, assignment, due_at="2020-01-01T00:00:00Z", state="closed")
    made = await _submit_for(ask, assignment, "sam", reason="50 % ill, krank für länger 🤒")
    assert made.status_code == 201
    assert "ill" not in str(made.request.url)  # proxies and browsers write addresses down
    # The student sees whose it is, and has a receipt in the own name.
    seen = ok(await ask("sam").get(f"/submissions/{made.json()['id']}"))
    assert (seen["user"], seen["submitted_by"], seen["attempt"], seen["late"]) == ("sam", "tom", 1, True)
    assert seen["receipt"]["user"] == "sam"
    listed = ok(await ask("sam").get(f"/assignments/{assignment}/submissions"))
    assert [one["submitted_by"] for one in listed] == ["tom"]
    course = f"/courses/{await course_id(ask)}"
    assert ok(await ask("ines").get(f"{course}/submissions"))["submitted_by"] == ["tom"]
    exported = ok(await ask("ines").get(f"{course}/gradebook/export", params={"format": "csv", "rows": True}))
    assert [(row["user"], row["submitted_by"]) for row in json.loads(exported["content"])] == [("sam", "tom")]
    trail = ok(await ask("ines").get(f"{course}/audit", params={"action": "handed_in"}))
    assert [(one["author"], one["user"], one["reason"], one["after"]) for one in trail] == [
        ("tom", "sam", "50 % ill, krank für länger 🤒", {"attempt": 1, "late": True})
    ]
    events = ok(await ask("sam").get("/events", params={"after": 0}))["events"]
    (told,) = [one for one in events if one["type"] == "submission_received"]
    assert (told["user"], told["data"]["by"]) == ("sam", "tom")


async def test_it_uses_up_no_attempt_of_the_student(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    await _change(ask, assignment, attempt_limit={"attempts": 1})
    ok(await _submit_for(ask, assignment, "sam"))
    assert ok(await submit(ask, assignment, "sam"))["attempt"] == 2
    assert (await submit(ask, assignment, "sam")).status_code == 409
    assert ok(await _submit_for(ask, assignment, "sam"))["attempt"] == 3


@on_sqlite
async def test_the_trail_tells_what_counts_no_more(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    await graded(ask, assignment, "sam")
    ok(await _submit_for(ask, assignment, "sam"))
    (entry,) = ok(await ask("ines").get(f"/courses/{await course_id(ask)}/audit", params={"action": "handed_in"}))
    assert entry["before"] == {"attempt": 1, "score": 7, "max_score": 10, "pending": 0}
    assert entry["after"] == {"attempt": 2, "late": False}


@on_sqlite
async def test_sent_twice_it_is_one_and_a_key_is_nobody_elses(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    first = ok(await _submit_for(ask, assignment, "sam", key="k"))
    again = await _submit_for(ask, assignment, "sam", key="k")
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert (await _submit_for(ask, assignment, "sam", key="k", text="score: 1")).status_code == 409
    assert ok(await submit(ask, assignment, "sam", key="k"))["id"] != first["id"]
    assert ok(await _submit_for(ask, assignment, "sam", key="k", by="ines"))["id"] != first["id"]


@on_sqlite
async def test_it_is_for_students_of_the_course_and_of_the_own_sections(ask: Asking) -> None:
    assignment = await draft(ask)
    course = f"/courses/{await course_id(ask)}"
    assert (await _submit_for(ask, assignment, "sam")).json()["code"] == "not_released"
    await release(ask, assignment)
    for user in ("cleo", "tom", "nobody"):
        assert (await _submit_for(ask, assignment, user)).status_code == 404
    ok(await ask("ines").put(f"{course}/enrollments/olga", json={"role": "student", "section": "B"}))
    ok(await ask("ines").put(f"{course}/enrollments/tom", json={"role": "ta", "section": "B"}))
    assert (await _submit_for(ask, assignment, "sam")).status_code == 404
    assert (await _submit_for(ask, assignment, "olga")).status_code == 201
    for reason in ("", "x" * 501, "a\x00b", " ", "\n", "a\u202eb"):
        assert (await _submit_for(ask, assignment, "olga", reason=reason)).status_code == 422, reason
    sent = work("score: 6")
    for reason_sent in ({}, {"Autograde-Reason": "%FF"}):
        headers = {**sent.headers, "Idempotency-Key": new_ulid(), **reason_sent}
        where = f"/assignments/{assignment}/submissions/for/olga"
        assert (await ask("tom").post(where, content=sent.content, headers=headers)).status_code == 422


@on_sqlite
async def test_nothing_is_taken_where_the_release_was_undone(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    await _change(ask, assignment, state="draft")
    where = f"/assignments/{assignment}/submissions/for/sam"
    for answer in (await _submit_for(ask, assignment, "sam"), await ask("tom").get(where)):
        assert (answer.status_code, answer.json()["code"]) == (409, "not_released")
    assert ok(await ask("ines").get(f"/assignments/{assignment}/submissions")) == []


@on_sqlite
async def test_keys_that_differ_only_at_their_ends_are_two(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    made = [ok(await _submit_for(ask, assignment, "sam", key="k" * 127 + end))["attempt"] for end in ("1", "2", "1")]
    assert made == [1, 2, 1]


@on_sqlite
async def test_staff_are_told_before_what_it_would_be(ask: Asking) -> None:
    assignment = await draft(ask)
    where = f"/assignments/{assignment}/submissions/for/sam"
    assert (await ask("tom").get(where)).json()["code"] == "not_released"
    await release(ask, assignment)
    ok(await submit(ask, assignment, "sam"))
    told = ok(await ask("tom").get(where))
    assert (told["attempt"], told["version"], told["late"], told["notebooks"]) == (2, 1, False, ["hw1.ipynb"])
    await _change(ask, assignment, due_at="2020-01-01T00:00:00Z")
    assert ok(await ask("tom").get(where))["late"] is True
    given = {"users": ["sam"], "due_at": "2040-01-01T00:00:00Z"}
    ok(await ask("ines").put(f"/assignments/{assignment}/extensions", json=given))
    told = ok(await ask("tom").get(where))
    assert (told["late"], told["due_at"]) == (False, "2040-01-01T00:00:00Z")
    assert (await ask("tom").get(where.replace("sam", "cleo"))).status_code == 404


@on_sqlite
async def test_a_browser_without_tls_sends_no_hash(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    headers = {"Content-Type": "application/zip", "Idempotency-Key": new_ulid(), "Autograde-Reason": "ill"}
    sent = await ask("tom").post(
        f"/assignments/{assignment}/submissions/for/sam",
        content=work("score: 6").content,
        headers=headers,
    )
    assert sent.status_code == 201
