"""What is refused leaves nothing on the disk, and costs little (SEC-20, SEC-48)."""

from __future__ import annotations

import asyncio
import io
import json
import random
import zipfile
from typing import Any

import pytest

from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import Archive, Asking, archive
from jupyter_autograde.testing.walkthrough import draft, notebook, ok, release, submit
from jupyter_autograde.timestamps import now
from tests.service.doors.gradeservice_client import SECRET, create, send
from tests.service.doors.ngshare_client import at, tree

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
LARGE = 2 << 20


@pytest.fixture
def settings() -> dict[str, Any]:
    return {
        "doors": {"ngshare": [], "otter-service": [], "gradeservice": []},
        "door_options": {"gradeservice": {"secret": SECRET, "timeout": 30}},
    }


def stored(components: Components) -> set[str]:
    return set(components.blobs.digests())


def with_data(text: str, size: int) -> Archive:
    """Return work with a file beside it that no other test has."""
    return archive({"data.bin": random.Random(text).randbytes(size), "hw1.ipynb": notebook(text)})


async def released(ask: Asking) -> str:
    assignment = await draft(ask)
    await release(ask, assignment)
    return assignment


async def change(ask: Asking, assignment: str, **values: Any) -> None:
    ok(await ask("ines").patch(f"/assignments/{assignment}", json=values))


@pytest.mark.parametrize("size", [1000, LARGE])
async def test_nothing_is_stored_that_is_refused_whatever_is_in_it(
    ask: Asking, components: Components, size: int
) -> None:
    assignment = await released(ask)
    ok(await submit(ask, assignment, key="once"))
    for what, values in {
        "assignment_closed": {"state": "closed"},
        "deadline_passed": {"state": "released", "closes_at": now().isoformat()},
        "attempts_used_up": {"closes_at": None, "attempt_limit": {"attempts": 1}},
    }.items():
        await change(ask, assignment, **values)
        before = stored(components)
        answer = await submit(ask, assignment, sent=with_data(what, size))
        assert (answer.status_code, answer.json()["code"]) == (409, what)
        assert stored(components) == before
        # What was taken before is known all the same.
        assert (await submit(ask, assignment, key="once")).status_code == 200


@pytest.mark.parametrize("size", [1000, LARGE])
async def test_of_files_that_are_refused_none_is_stored(ask: Asking, components: Components, size: int) -> None:
    assignment = await released(ask)
    ok(await submit(ask, assignment, key="once"))
    before = stored(components)
    data = b"data" * (size // 4)
    for sent, key, code in (
        (archive({"a.bin": data, "hw1.ipynb": b"{}"}), None, "invalid_notebook"),
        (archive({"a.bin": data, "other.ipynb": notebook()}), None, "invalid_bundle"),
        (archive({"a.bin": data, "hw1.ipynb": notebook()}), "once", "idempotency_key_reused"),
    ):
        answer = await submit(ask, assignment, sent=sent, key=key)
        assert answer.json()["code"] == code
        assert stored(components) == before


async def test_of_large_ones_of_one_key_one_is_stored(ask: Asking, components: Components) -> None:
    assignment = await released(ask)
    before = stored(components)
    sent = [with_data(f"one of {number}", LARGE) for number in range(4)]
    answers = await asyncio.gather(*(submit(ask, assignment, sent=one, key="same") for one in sent))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(stored(components) - before) == 2


async def test_a_small_archive_with_much_in_it_is_taken_and_known_again(ask: Asking, components: Components) -> None:
    assignment = await released(ask)
    sent = archive({"data.bin": b"much" * (LARGE // 4), "hw1.ipynb": notebook()})
    assert len(sent.content) < LARGE // 8
    first = ok(await submit(ask, assignment, sent=sent, key="k"))
    assert ok(await submit(ask, assignment, sent=sent, key="k"))["id"] == first["id"]
    got = await ask("sam").get(f"/submissions/{first['id']}/bundle")
    with zipfile.ZipFile(io.BytesIO(got.content)) as found:
        assert found.read("data.bin") == b"much" * (LARGE // 4)


async def test_ten_kilobytes_do_not_become_millions_of_lists(ask: Asking, components: Components) -> None:
    assignment = await released(ask)
    head = notebook()[:-1]
    bomb = head + b', "x": [' + b"[]," * 3_000_000 + b"[]]}"
    before = stored(components)
    answer = await submit(ask, assignment, sent=archive({"hw1.ipynb": bomb}))
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_notebook")
    assert "200000 values" in answer.json()["message"]
    assert stored(components) == before


async def test_doors_ask_before_they_store(knock: Asking, ask: Asking, components: Components) -> None:
    assignment = await released(ask)
    assert (await create(knock, name="ines", role="instructor")).status_code == 201
    ours = next(one for one in ok(await ask("ines").get("/assignments")) if one["course"] == "gradeservice-5")
    for one in (assignment, ours["id"]):
        await change(ask, one, state="closed")
    before = stored(components)
    labels = {"course": "physics", "section": "1", "assignment": "hw1"}
    posted = {**json.loads(notebook("mine")), "metadata": {"otter_service": labels}}
    for answer in (
        await knock("sam").post(at("submission", "physics", "hw1"), data={"files": tree({"hw1.ipynb": notebook("a")})}),
        await knock("sam").post("/services/otter_grade/", json={"nb": posted}),
        await send(knock, "/5/7/sam", notebook("b"), name="sam", role="student", course=5),
    ):
        assert answer.status_code in (400, 409)
        assert "closed" in answer.text
    assert stored(components) == before


async def test_ngshare_stores_nothing_of_a_submission_without_its_notebook(
    knock: Asking, ask: Asking, components: Components
) -> None:
    await released(ask)
    before = stored(components)
    files = tree({"data.bin": b"data"})
    answer = await knock("sam").post(at("submission", "physics", "hw1"), data={"files": files})
    assert (answer.status_code, "missing" in answer.text) == (400, True)
    assert stored(components) == before
    good = tree({"data.bin": b"data", "hw1.ipynb": notebook("score: 1")})
    assert (await knock("sam").post(at("submission", "physics", "hw1"), data={"files": good})).status_code == 200
