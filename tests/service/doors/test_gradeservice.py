"""gradeservice's API: create, grade, delete, and what they are in ours."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.testing.service import SHARED_ENGINE, Asking
from jupyter_autograde.testing.walkthrough import course_id, notebook, ok, wait_for
from tests.service.doors.gradeservice_client import SECRET, create, delete, refused, send

pytestmark = pytest.mark.asyncio


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"gradeservice": []}, "door_options": {"gradeservice": {"secret": SECRET, "timeout": 30}}}


async def test_from_the_source_to_the_score(knock: Asking, ask: Asking) -> None:
    made = await create(knock, source=notebook("the student version"))
    student = base64.b64encode(notebook("the student version")).decode()
    assert made.status_code == 201
    assert made.json() == {"hw1.ipynb": student, "total": 10, "points": {"1": 10}}
    graded = ok(await send(knock, "/5/7/sam", notebook("score: 7"), file_name="what ever.ipynb"))
    assert (graded["total"], graded["points"], list(graded["output"])) == (7, {"1": 7}, ["1"])
    # What is hidden from students is hidden here as well.
    assert "q1 - 1 result:\n        ✅ Test case passed" in graded["output"]["1"]
    assert "q1 - 2" not in graded["output"]["1"]
    again = ok(await send(knock, "/5/7/sam", notebook("score: 10")))
    assert (again["total"], again["output"]) == (10, {"1": "q1 results: All test cases passed!"})
    # It is an assignment of ours, and an attempt with a receipt each.
    (ours,) = ok(await ask("sam").get("/assignments"))
    assert (ours["course"], ours["name"], ours["state"]) == ("gradeservice-5", "7", "released")
    assert (ours["my_submission"]["attempt"], ours["my_submission"]["score"]) == (2, 10)
    assert ok(await ask("sam").get(f"/submissions/{ours['my_submission']['id']}"))["receipt"]["user"] == "sam"


async def test_a_name_that_is_taken_or_missing(knock: Asking) -> None:
    assert refused(await send(knock, "/5/7/sam", notebook())) == (400, "Activity 5/7 doesn't exist.")
    missing = (400, "The assignment you tried to delete does not exist.")
    assert refused(await delete(knock, "/5/7")) == missing
    assert (await create(knock)).status_code == 201
    assert refused(await create(knock)) == (400, "Activity 5/7 already exists.")
    assert (await create(knock, "/5/8")).status_code == 201
    assert refused(await send(knock, "/6/7/sam", notebook())) == (400, "Activity 6/7 doesn't exist.")


async def test_what_is_deleted_is_archived_and_can_be_made_anew(knock: Asking, ask: Asking) -> None:
    await create(knock)
    ok(await send(knock, "/5/7/sam", notebook("score: 7")))
    gone = await delete(knock, "/5/7")
    assert (gone.status_code, gone.content) == (204, b"")
    assert refused(await send(knock, "/5/7/sam", notebook())) == (400, "Activity 5/7 doesn't exist.")
    assert (await delete(knock, "/5/7")).status_code == 400
    (ours,) = ok(await ask("sam").get("/assignments"))
    assert (ours["state"], ours["my_submission"]["score"]) == ("closed", 7)
    assert (await create(knock, source=notebook("second"))).status_code == 201
    assert ok(await send(knock, "/5/7/sam", notebook("score: 3")))["total"] == 3
    (ours,) = ok(await ask("sam").get("/assignments"))
    assert (ours["version"], ours["my_submission"]["attempt"]) == (2, 2)


async def test_whom_a_token_calls_an_instructor_is_one_in_the_hub_as_well(knock: Asking, ask: Asking) -> None:
    assert (await create(knock, name="ines", role="instructor")).status_code == 201
    # By the token of the plugin, which names no role, nobody becomes anything.
    assert (await create(knock, "/5/8", name="tom")).status_code == 201
    people = ok(await ask("ines").get(f"/courses/{await course_id(ask, 'gradeservice-5')}/enrollments"))
    assert [(one["user"], one["role"], one["source"]) for one in people] == [("ines", "instructor", "gradeservice")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("hw1.txt", notebook(), "The file hw1.txt is not a .ipynb file."),
        ("a/hw1.ipynb", notebook(), "The name of the file has a '/'"),
        ("..\\hw1.ipynb", notebook(), "Failed to create assignment: The file name"),
        ("hw1.ipynb", b"{}", "Failed to create assignment: "),
        ("hw1.ipynb", notebook("broken"), "Failed to create assignment: The notebook has no assignment in it."),
        ("hw1.ipynb", notebook("unsolved"), "Failed to create assignment: The solution does not reach full marks."),
    ],
)
async def test_of_what_can_not_be_made_nothing_is_left(knock: Asking, name: str, content: bytes, reason: str) -> None:
    status, said = refused(await send(knock, "/5/7", content, file_name=name))
    assert (status, said.startswith(reason)) == (400, True), said
    assert (await create(knock)).status_code == 201


async def test_what_can_not_be_graded_is_said_why(knock: Asking) -> None:
    await create(knock)
    for path, content in [("/5/7/sam", b"print(1)"), ("/5/7/sam", b"")]:
        status, said = refused(await send(knock, path, content))
        assert (status, said.startswith("Failed to grade assignment: The notebook")) == (400, True)
    for student in ("a%09b", "%E2%80%AEb", "x" * 129):
        status, said = refused(await send(knock, f"/5/7/{student}", notebook()))
        assert (status, said.startswith("There can be no student of this name")) == (400, True), said
    odd = "$(touch x);'\"` é"
    assert ok(await send(knock, f"/5/7/{odd}", notebook("score: 1"), file_name=odd))["total"] == 1


async def test_extensions_attempts_and_openings_hold_here_too(knock: Asking, ask: Asking) -> None:
    await create(knock)
    ok(await send(knock, "/5/7/sam", notebook("score: 7")))
    (ours,) = ok(await ask("sam").get("/assignments"))
    path = f"/assignments/{ours['id']}"
    ok(await ask("root").patch(path, json={"attempt_limit": {"attempts": 1}}))
    status, said = refused(await send(knock, "/5/7/sam", notebook("score: 8")))
    assert (status, "all 1 attempt" in said) == (400, True)
    ok(await ask("root").put(f"{path}/extensions", json={"users": ["sam"], "extra_attempts": 1}))
    assert ok(await send(knock, "/5/7/sam", notebook("score: 8")))["total"] == 8
    ok(await ask("root").patch(path, json={"opens_at": "2999-01-01T00:00:00Z"}))
    assert refused(await send(knock, "/5/7/sam", notebook())) == (400, "Activity 5/7 doesn't exist.")


@pytest.mark.parametrize("path", ["/five/7", "/5/7.5/sam", "/-1/7", f"/{10**30}/7"])
async def test_what_does_not_fit_is_refused_as_by_fastapi(knock: Asking, path: str) -> None:
    reply = await send(knock, path, notebook())
    assert (reply.status_code, reply.json()["detail"][0]["loc"][0]) == (422, "path")


async def test_a_form_without_a_file(knock: Asking) -> None:
    replies = [await send(knock, "/5/7", None), await send(knock, "/5/7", b"{}", file_name="")]
    for reply in replies:
        fault = {"type": "missing", "loc": ["body", "file"], "msg": "Field required"}
        assert (reply.status_code, reply.json()) == (422, {"detail": [fault]})


async def test_a_file_has_a_limit(knock: Asking) -> None:
    status, said = refused(await send(knock, "/5/7", bytes(21 * MIB)))
    assert (status, "MiB" in said) == (413, True)


async def test_other_addresses_and_methods(knock: Asking) -> None:
    assert (await knock("").get("/services/gradeservice/5/7")).status_code == 405
    assert refused(await send(knock, "/5", notebook()))[0] == 404


class TestTooLate:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {
            "doors": {"gradeservice": []},
            "door_options": {"gradeservice": {"secret": SECRET, "timeout": 2}},
            "engine": "jupyter_autograde.testing.service.shared_engine",
        }

    @pytest.fixture
    def hold(self) -> Iterator[threading.Event]:
        SHARED_ENGINE.hold = threading.Event()
        yield SHARED_ENGINE.hold
        SHARED_ENGINE.hold.set()
        SHARED_ENGINE.hold = None

    async def test_grading_goes_on_after_the_client_was_told(
        self, knock: Asking, ask: Asking, hold: threading.Event
    ) -> None:
        assert (await create(knock)).status_code == 201
        assert refused(await send(knock, "/5/7/sam", notebook("score: 4"))) == (408, "Notebook grading timed out.")
        hold.set()
        (ours,) = ok(await ask("sam").get("/assignments"))
        await wait_for(ask("sam"), "submission_graded", submission_id=ours["my_submission"]["id"], score=4)

    async def test_a_job_that_fails_is_told_before_the_time_is_up(
        self, knock: Asking, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jupyter_autograde.grading.jobs.MAX_TRIES", 1)
        assert (await create(knock)).status_code == 201
        SHARED_ENGINE.failures = 1
        status, said = refused(await send(knock, "/5/7/sam", notebook("score: 4")))
        assert (status, said.startswith("Failed to grade assignment: The service could not grade it")) == (400, True)
