"""Assignments copied into another course: what goes along, what stays behind, and who may do it."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_autograde.exchange.copying import BATCH
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.asyncio
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TERMS = {
    "opens_at": "2026-10-12T06:00:00Z",
    "due_at": "2026-11-24T22:59:00Z",
    "closes_at": "2026-12-01T22:59:00Z",
    "late_policy": {"unit": "percent", "grace_minutes": 15, "steps": [{"amount": 10, "every": "day"}]},
    "attempt_limit": {"attempts": 3},
    "limits": {"wall_seconds": 90},
    "visibility": {"score": "with_feedback"},
    "solution_shown": True,
}


async def next_term(ask: Asking, name: str = "physics-next", by: str = "ines") -> str:
    """Create a course of the same instructor; returns its id."""
    course = str(ok(await ask("root").post("/courses", json={"name": name}))["id"])
    ok(await ask("root").put(f"/courses/{course}/enrollments/{by}", json={"role": "instructor"}))
    return course


async def copy(ask: Asking, preview: bool = False, by: str = "ines", **request: Any) -> Any:
    path = f"/courses/{await course_id(ask)}/copies{'/preview' if preview else ''}"
    return await ask(by).post(path, json=request)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_course_is_copied_to_the_next_term(ask: Asking) -> None:
    physics = await course_id(ask)
    zone = {"timezone": "Europe/Berlin", "late_policy": TERMS["late_policy"]}
    ok(await ask("ines").patch(f"/courses/{physics}", json=zone))
    first, second = await draft(ask), await draft(ask, "hw2")
    version = await release(ask, first)
    ok(await ask("ines").patch(f"/assignments/{first}", json=TERMS))
    ok(await ask("tom").post(f"/assignments/{first}/rubric", json={"question": "essay", "text": "Units", "points": 1}))
    ok(await ask("ines").put(f"/assignments/{first}/extensions", json={"users": ["olga"], "extra_attempts": 2}))
    target = await next_term(ask)

    request = {"course_id": target, "shift_days": 140}
    plan = ok(await copy(ask, preview=True, **request))
    assert (plan["course"], plan["timezone"], plan["takes_settings"]) == ("physics-next", "Europe/Berlin", True)
    assert ok(await ask("ines").get(f"/courses/{target}/assignments")) == []
    planned = {one["name"]: one for one in plan["assignments"]}
    # 23:59 on a Tuesday, in winter and in summer.
    assert planned["hw1"]["new_dates"]["due_at"] == "2027-04-13T21:59:00Z"
    assert (planned["hw1"]["version"], planned["hw2"]["version"]) == (1, None)

    done = ok(await copy(ask, **request))
    ids = {one["name"]: one["copy_id"] for one in done["assignments"]}
    made = {one["name"]: one for one in ok(await ask("ines").get(f"/courses/{target}/assignments"))}
    assert {name: one["id"] for name, one in made.items()} == ids
    assert ids["hw1"] not in (None, first)
    assert ids["hw2"] not in (None, second)
    got = made["hw1"]
    assert {key: got[key] for key in ("opens_at", "due_at", "closes_at")} == planned["hw1"]["new_dates"]
    assert (got["state"], got["version"], got["solution_shown"]) == ("draft", None, False)
    assert (got["attempt_limit"]["attempts"], got["limits"]["wall_seconds"]) == (3, 90)
    assert (got["visibility"]["score"], got["late_policy"]["steps"][0]["amount"]) == ("with_feedback", 10)
    assert got["timezone"] == "Europe/Berlin"
    assert made["hw2"]["late_policy"]["grace_minutes"] == 15  # by the course, which had none of its own
    assert [one["text"] for one in ok(await ask("ines").get(f"/assignments/{ids['hw1']}/rubric"))] == ["Units"]
    assert ok(await ask("ines").get(f"/assignments/{ids['hw1']}/extensions")) == []

    (copied,) = ok(await ask("ines").get(f"/assignments/{ids['hw1']}/versions"))
    assert (copied["number"], copied["state"], copied["bundle_sha256"]) == (1, "ready", version["bundle_sha256"])
    ok(await ask("ines").post(f"/versions/{copied['id']}/release"))
    ok(await ask("ines").patch(f"/assignments/{ids['hw1']}", json=dict.fromkeys(("opens_at", "due_at", "closes_at"))))
    ok(await ask("ines").put(f"/courses/{target}/enrollments/sam", json={"role": "student"}))
    assert (await ask("sam").get(f"/versions/{copied['id']}/bundle")).status_code == 200
    submission = await graded(ask, ids["hw1"])
    assert ok(await ask("ines").get(f"/submissions/{submission['id']}"))["score"] == 7

    again = ok(await copy(ask, **request))
    assert {one["skipped"] for one in again["assignments"]} == {"name_taken"}
    assert not again["takes_settings"]


@on_sqlite
async def test_a_long_course_is_copied_in_several_transactions(ask: Asking) -> None:
    names = [f"week {number:02}" for number in range(BATCH + 2)]
    for name in names:
        await draft(ask, name)
    target = await next_term(ask)
    await draft(ask, names[0], course="physics-next")
    done = ok(await copy(ask, course_id=target))
    assert [one["name"] for one in done["assignments"] if one["copy_id"]] == names[1:]
    there = ok(await ask("ines").get(f"/courses/{target}/assignments"))
    assert [one["name"] for one in there] == names


@on_sqlite
async def test_one_assignment_is_copied_within_its_course_under_another_name(ask: Asking) -> None:
    assignment = await draft(ask)
    here = await course_id(ask)
    one = {"course_id": here, "assignments": [assignment]}
    assert (await copy(ask, **one)).json()["code"] == "already_exists"
    assert (await copy(ask, course_id=here)).json()["code"] == "invalid_input"
    (made,) = ok(await copy(ask, **one, name="hw1b"))["assignments"]
    assert ok(await ask("ines").get(f"/assignments/{made['copy_id']}"))["name"] == "hw1b"
    await draft(ask, "hw2")
    assert (await copy(ask, course_id=await next_term(ask), name="hw9")).json()["code"] == "invalid_input"
    assert (await copy(ask, course_id=here, assignments=[new_ulid()], name="x")).status_code == 404


@on_sqlite
async def test_only_instructors_of_both_courses_copy(ask: Asking) -> None:
    assignment = await draft(ask)
    foreign = str(ok(await ask("root").post("/courses", json={"name": "secret"}))["id"])
    for preview in (True, False):
        missing = await copy(ask, preview, course_id=new_ulid())
        unknown = await copy(ask, preview, course_id=foreign)
        assert (unknown.status_code, unknown.json()["message"]) == (404, missing.json()["message"])
        assert (await copy(ask, preview, by="tom", course_id=foreign)).status_code == 403
    ok(await ask("root").put(f"/courses/{foreign}/enrollments/ines", json={"role": "ta"}))
    assert (await copy(ask, course_id=foreign)).status_code == 403
    # An assignment of another course is not taken along by naming it.
    mine = await next_term(ask)
    path = f"/courses/{mine}/copies"
    refused = await ask("ines").post(path, json={"course_id": mine, "assignments": [assignment], "name": "stolen"})
    assert refused.status_code == 404


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"assignments_a_course": BATCH + 2, "engine": "jupyter_autograde.testing.service.essay_engine"}


@on_sqlite
async def test_a_course_has_so_many_assignments_and_no_more(ask: Asking) -> None:
    for number in range(BATCH + 2):
        await draft(ask, f"week {number:02}")
    here = await course_id(ask)
    refused = await ask("ines").post(f"/courses/{here}/assignments", json={"name": "one more"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_assignments")
    target = await next_term(ask)
    await draft(ask, "its own", course="physics-next")
    full = await copy(ask, preview=True, course_id=target)
    assert (full.json()["code"], full.json()["details"]["coming"]) == ("too_many_assignments", BATCH + 2)
    assert (await copy(ask, course_id=target)).status_code == 409
    assert len(ok(await ask("ines").get(f"/courses/{target}/assignments"))) == 1


@on_sqlite
async def test_staff_see_what_students_get_and_nothing_that_runs(ask: Asking) -> None:
    assignment = await draft(ask)
    version = await release(ask, assignment)
    seen = ok(await ask("tom").get(f"/versions/{version['id']}/preview"))
    assert (seen["number"], [one["path"] for one in seen["notebooks"]], seen["files"]) == (1, ["hw1.ipynb"], [])
    assert [cell["cell_type"] for cell in seen["notebooks"][0]["cells"]] == ["markdown"]
    assert (await ask("sam").get(f"/versions/{version['id']}/preview")).status_code == 403
    assert ok(await ask("ines").get(f"/assignments/{assignment}/holders")) == []
