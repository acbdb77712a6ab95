"""Feedback: generated, released, taken back, outdated by another score or comment; and who sees what of it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest

from jupyter_autograde.models.feedback import MAX_COMMENTS
from jupyter_autograde.testing.service import Archive, Asking, archive
from jupyter_autograde.testing.walkthrough import draft, graded, ok, release, submit, wait_for
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.asyncio

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)><b>bold</b>"


def with_outputs(text: str = "score: 7") -> Archive:
    data = {"text/html": HOSTILE, "text/plain": "fallback", "application/javascript": "alert(2)"}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"{text} {HOSTILE}"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"trusted": True},
            "source": "1",
            "execution_count": 1,
            "outputs": [{"output_type": "display_data", "data": data, "metadata": {}}],
        },
    ]
    notebook = {"cells": cells, "metadata": {"widgets": {}}, "nbformat": 4, "nbformat_minor": 5}
    return archive({"hw1.ipynb": json.dumps(notebook).encode()})


async def hand_in(ask: Asking, assignment: str, by: str = "sam", sent: Archive | None = None) -> str:
    submission = ok(await submit(ask, assignment, by, sent or with_outputs()))
    await wait_for(ask(by), "submission_graded", submission_id=submission["id"])
    return str(submission["id"])


async def step(ask: Asking, assignment: str, what: str, by: str = "tom", **selection: Any) -> dict[str, Any]:
    counts: dict[str, Any] = ok(await ask(by).post(f"/assignments/{assignment}/feedback/{what}", json=selection))
    return counts


async def generate(ask: Asking, assignment: str, *submissions: str, **selection: Any) -> dict[str, Any]:
    before = ok(await ask("tom").get("/events"))["last_id"]
    counts = await step(ask, assignment, "generate", **selection)
    missing = set(submissions)
    for _ in range(20):
        if not missing:
            break
        page = ok(await ask("tom").get("/events", params={"after": before, "wait": 10}))
        made = [event["data"] for event in page["events"] if event["type"] == "feedback_generated"]
        assert all(one["state"] == "done" for one in made)
        missing -= {one["submission_id"] for one in made}
        before = page["last_id"]
    assert not missing
    return counts


async def status(ask: Asking, assignment: str, by: str = "tom", **query: Any) -> dict[str, tuple[str, bool]]:
    rows = ok(await ask(by).get(f"/assignments/{assignment}/feedback", params=query))
    return {f"{row['user']} {row['attempt']}": (row["state"], row["outdated"]) for row in rows}


async def files(ask: Asking, submission: str, by: str = "sam") -> dict[str, str]:
    answer = await ask(by).get(f"/submissions/{submission}/feedback/bundle")
    assert answer.is_success, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


async def test_nothing_generated_released_taken_back(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await hand_in(ask, assignment)
    path = f"/submissions/{submission}/feedback"
    assert await status(ask, assignment) == {"sam 1": ("none", False)}
    assert (await ask("tom").get(path)).status_code == 404

    assert await generate(ask, assignment, submission) == {
        "done": 1,
        "unchanged": 0,
        "skipped": 0,
        "left_out": [],
        "total": 1,
    }
    assert await status(ask, assignment) == {"sam 1": ("generated", False)}
    assert (await ask("sam").get(path)).status_code == (await ask("sam").get(f"{path}/bundle")).status_code == 404
    assert ok(await ask("tom").get(path))["state"] == "generated"
    assert (await step(ask, assignment, "generate"))["unchanged"] == 1

    assert (await step(ask, assignment, "release"))["done"] == 1
    await wait_for(ask("sam"), "feedback_released", submission_id=submission)
    assert (await step(ask, assignment, "release"))["unchanged"] == 1
    seen = ok(await ask("sam").get(path))
    assert (seen["state"], seen["files"], seen["outdated"]) == ("released", ["hw1.html", "hw1.ipynb"], False)
    assert (await ask("olga").get(path)).status_code == 404

    assert (await step(ask, assignment, "unrelease"))["done"] == 1
    assert (await step(ask, assignment, "unrelease"))["unchanged"] == 1
    assert (await ask("sam").get(path)).status_code == 404
    assert await status(ask, assignment) == {"sam 1": ("generated", False)}


async def test_a_student_reads_results_and_comments_and_nothing_hidden_or_that_runs(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await hand_in(ask, assignment)
    comments = f"/submissions/{submission}/comments"
    ok(await ask("tom").post(comments, json={"text": "**Well** <script>x</script>\ndone", "question": "q1"}))
    ok(await ask("ines").post(comments, json={"text": "See `me`."}))
    await generate(ask, assignment, submission)
    await step(ask, assignment, "release")
    made, seen = await files(ask, submission), ok(await ask("sam").get(f"/submissions/{submission}/feedback"))
    assert [case["name"] for case in seen["result"]["questions"][0]["cases"]] == ["q1 - 1"]
    assert [(one["author"], one["question"]) for one in seen["comments"]] == [("tom", "q1"), ("ines", None)]
    page = made["hw1.html"]
    assert "7 of 10 points" in page
    assert "<strong>Well</strong> &lt;script&gt;" in page
    assert "<code>me</code>" in page
    assert "<b>bold</b>" in page
    assert "default-src 'none'; img-src data:" in page
    for text in made.values():
        assert "q1 - 1" in text.replace("\\\\", "") and "q1 - 2" not in text.replace("\\\\", "")
        assert "alert(2)" not in text
    assert "<script" not in page.replace("&lt;script", "")
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")
    notebook = json.loads(made["hw1.ipynb"])
    assert notebook["metadata"] == {}
    output = notebook["cells"][2]["outputs"][0]["data"]
    assert output == {"text/plain": "fallback", "text/html": "<img><b>bold</b>"}


async def test_another_score_and_another_comment_make_it_outdated(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await hand_in(ask, assignment)
    await generate(ask, assignment, submission)
    await step(ask, assignment, "release")
    void = {"question": "q1", "test": "q1 - 1", "policy": "drop", "reason": "wrong"}
    change = ok(await ask("ines").post(f"/assignments/{assignment}/voids", json=void))
    ok(await ask("ines").post(f"/score-changes/{change['id']}/apply", json={}))
    assert await status(ask, assignment) == {"sam 1": ("released", True)}
    counts = await step(ask, assignment, "release")
    assert (counts["skipped"], counts["left_out"]) == (1, [{"user": "sam", "attempt": 1}])
    seen = ok(await ask("sam").get(f"/submissions/{submission}/feedback"))
    assert (seen["outdated"], seen["result"]["max_score"]) == (True, 10)

    assert (await generate(ask, assignment, submission))["done"] == 1
    assert await status(ask, assignment) == {"sam 1": ("generated", False)}
    assert ok(await ask("sam").get(f"/submissions/{submission}/feedback"))["result"]["max_score"] == 10
    assert ok(await ask("tom").get(f"/submissions/{submission}/feedback"))["result"]["max_score"] == 5
    await step(ask, assignment, "release")
    assert ok(await ask("sam").get(f"/submissions/{submission}/feedback"))["result"]["max_score"] == 5

    said = ok(await ask("tom").post(f"/submissions/{submission}/comments", json={"text": "One more thing"}))
    assert await status(ask, assignment) == {"sam 1": ("released", True)}
    outdated = [ok(await ask(by).get(f"/submissions/{submission}/feedback"))["outdated"] for by in ("tom", "sam")]
    assert outdated == [True, False]
    gone = await ask("tom").delete(f"/submissions/{submission}/comments/{said['id']}")
    assert ok(gone)["id"] == said["id"]
    assert await status(ask, assignment) == {"sam 1": ("released", False)}
    assert (await ask("tom").delete(f"/submissions/{submission}/comments/{said['id']}")).status_code == 404


async def test_it_tells_what_lateness_costs_by_the_terms_of_now(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await hand_in(ask, assignment)
    handed_in = datetime.fromisoformat(ok(await ask("sam").get(f"/submissions/{submission}"))["submitted_at"])
    late = {"due_at": (handed_in - timedelta(hours=1)).isoformat(), "late_policy": {"steps": [{"amount": 20}]}}
    ok(await ask("ines").patch(f"/assignments/{assignment}", json=late))
    await generate(ask, assignment, submission)
    await step(ask, assignment, "release")
    assert "late. 7 of 10 points, less 2 for lateness: 5 count." in (await files(ask, submission))["hw1.html"]
    extension = {"users": ["sam"], "due_at": handed_in.isoformat()}
    ok(await ask("ines").put(f"/assignments/{assignment}/extensions", json=extension))
    assert await status(ask, assignment) == {"sam 1": ("released", True)}
    assert ok(await ask("sam").get(f"/submissions/{submission}/feedback"))["outdated"] is True
    await generate(ask, assignment, submission)
    await step(ask, assignment, "release")
    assert "UTC. 7 of 10 points." in (await files(ask, submission))["hw1.html"]


async def test_one_student_one_attempt_and_all(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    first = await hand_in(ask, assignment)
    second = await hand_in(ask, assignment, sent=with_outputs("score: 9"))
    hers = await hand_in(ask, assignment, by="olga")
    assert (await generate(ask, assignment, hers, students=["olga"]))["total"] == 1
    assert await status(ask, assignment) == {"olga 1": ("generated", False), "sam 2": ("none", False)}
    assert (await generate(ask, assignment, second))["done"] == 1
    assert (await generate(ask, assignment, first, attempts="all"))["done"] == 1
    assert (await step(ask, assignment, "release", students=["sam"]))["done"] == 1
    assert await status(ask, assignment, attempts="all") == {
        "olga 1": ("generated", False),
        "sam 1": ("generated", False),
        "sam 2": ("released", False),
    }
    assert await status(ask, assignment, students="olga") == {"olga 1": ("generated", False)}
    assert (await generate(ask, assignment, second, students=["sam"], again=True))["done"] == 1


async def test_what_can_be_no_comment(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = (await graded(ask, assignment))["id"]
    path, tom = f"/submissions/{submission}/comments", ask("tom")
    for request, code in [
        ({"text": " \n"}, 422),
        ({"text": "\0"}, 422),
        ({"text": "x" * 10_001}, 422),
        ({"text": "x", "author": "ines"}, 422),
        ({"text": "x", "question": "q9"}, 400),
    ]:
        assert (await tom.post(path, json=request)).status_code == code, request
    for number in range(MAX_COMMENTS):
        ok(await tom.post(path, json={"text": f"{number}\n\tline"}))
    assert (await tom.post(path, json={"text": "one more"})).status_code == 409
    assert len(ok(await tom.get(path))) == MAX_COMMENTS
    assert (await tom.delete(f"{path}/{new_ulid()}")).status_code == 404
