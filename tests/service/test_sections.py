"""A TA with sections sees the work of their students, and nowhere anybody else's."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release, wait_for
from tests.service.doors.ngshare_client import at

pytestmark = pytest.mark.asyncio
HUB, PIPALHUB = "http://hub.example", "/services/dashboard"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"ngshare": [], "pipalhub": []}}


@pytest_asyncio.fixture
async def work(ask: Asking) -> dict[str, dict[str, Any]]:
    """Graded submissions of sam, who is in section A, and olga, who is in B; tom sees A."""
    where = await course_id(ask)
    for user, role, section in (("sam", "student", "A"), ("olga", "student", "B"), ("tom", "ta", "A")):
        path = f"/courses/{where}/enrollments/{user}"
        ok(await ask("ines").put(path, json={"role": role, "section": section}))
    assignment = await draft(ask)
    await release(ask, assignment)
    return {who: await graded(ask, assignment, by=who) for who in ("sam", "olga")}


async def test_lists_have_the_own_sections_alone(ask: Asking, work: dict[str, dict[str, Any]]) -> None:
    path = f"/assignments/{work['sam']['assignment_id']}/submissions"
    for query in ({}, {"latest": "true"}, {"user": "olga"}, {"user": "sam"}):
        seen = {row["user"] for row in ok(await ask("tom").get(path, params=query))}
        assert seen == ({"sam"} if query.get("user") != "olga" else set())
        everybody = {row["user"] for row in ok(await ask("ines").get(path, params=query))}
        assert everybody == ({query["user"]} if "user" in query else {"sam", "olga"})


async def test_foreign_work_is_not_there_under_any_of_its_addresses(
    ask: Asking, work: dict[str, dict[str, Any]]
) -> None:
    for tail in ("", "/bundle", "/grades", "/notebooks", "/notebooks/0", "/notebooks/0/cells"):
        own, foreign = (f"/submissions/{work[who]['id']}{tail}" for who in ("sam", "olga"))
        assert (await ask("tom").get(own)).is_success, tail
        assert (await ask("tom").get(foreign)).status_code == 404, tail
        assert (await ask("ines").get(foreign)).is_success, tail
    assert (await ask("tom").get(f"/jobs/{work['sam']['job_id']}")).is_success
    assert (await ask("tom").get(f"/jobs/{work['olga']['job_id']}")).status_code == 404
    assert (await ask("tom").post(f"/submissions/{work['olga']['id']}/jobs")).status_code == 404
    assert (await ask("tom").post(f"/submissions/{work['sam']['id']}/jobs")).status_code == 202


async def test_events_are_of_the_own_sections_the_staff_and_the_course(
    ask: Asking, work: dict[str, dict[str, Any]]
) -> None:
    def people(page: dict[str, Any]) -> set[str | None]:
        return {event["user"] for event in page["events"]}

    assert people(ok(await ask("ines").get("/events", params={"after": 0}))) == {None, "ines", "sam", "olga"}
    assert people(ok(await ask("tom").get("/events", params={"after": 0}))) == {None, "ines", "sam"}


async def test_who_generates_feedback_hears_whose_and_other_sections_do_not(
    ask: Asking, work: dict[str, dict[str, Any]]
) -> None:
    path = f"/assignments/{work['sam']['assignment_id']}/feedback/generate"
    for who, seen in (("ines", {"sam", "olga"}), ("tom", {"sam"})):
        start = ok(await ask("ines").get("/events"))["last_id"]
        ok(await ask(who).post(path, json={"again": True}))
        for user in seen:
            await wait_for(ask(who), "feedback_generated", submission_id=work[user]["id"])
        heard = {name: await generated(ask, name, start) for name in ("tom", "ines")}
        assert heard == {
            "ines": {work[user]["id"] for user in seen},
            "tom": {work["sam"]["id"]} if who == "tom" else set(),
        }


async def generated(ask: Asking, who: str, after: int) -> set[str]:
    page = ok(await ask(who).get("/events", params={"after": after}))
    return {event["data"]["submission_id"] for event in page["events"] if event["type"] == "feedback_generated"}


async def test_what_a_regrade_changes_is_shown_of_the_own_sections(
    ask: Asking, work: dict[str, dict[str, Any]]
) -> None:
    void = {"question": "q1", "test": "q1 - 2", "reason": "wrong"}
    change = ok(await ask("ines").post(f"/assignments/{work['sam']['assignment_id']}/voids", json=void))
    path = f"/score-changes/{change['id']}"
    for who, seen in (("tom", ["sam"]), ("ines", ["olga", "sam"])):
        preview = ok(await ask(who).get(path))
        assert [row["user"] for row in preview["rows"]] == seen
        assert preview["counts"]["total"] == len(seen)


async def test_doors_show_no_more(ask: Asking, work: dict[str, dict[str, Any]]) -> None:
    listed = ok(await ask("tom").get(HUB + at("submissions", "physics", "hw1")))
    assert {one["student_id"] for one in listed["submissions"]} == {"sam"}
    assert (await ask("tom").get(HUB + at("submission", "physics", "hw1", "sam"))).status_code == 200
    assert (await ask("tom").get(HUB + at("submission", "physics", "hw1", "olga"))).status_code == 404
    assert (await ask("ines").get(HUB + at("submission", "physics", "hw1", "olga"))).status_code == 200
    ok(await ask("ines").put(f"/courses/{work['sam']['course_id']}/live", json={"enabled": True}))
    for who in ("sam", "olga"):
        of = work[who]["assignment_id"]
        save = {"path": f"{who}.ipynb", "saved_at": "2026-01-01T00:00:00Z", "assignment_id": of}
        ok(await ask(who).post("/events", json={"events": [save]}))
    saved = ok(await ask("tom").get(f"{HUB}{PIPALHUB}/events"))
    assert "sam.ipynb" in str(saved)
    assert "olga.ipynb" not in str(saved)


async def test_a_limit_comes_and_goes_with_the_roster(ask: Asking, work: dict[str, dict[str, Any]]) -> None:
    where = work["sam"]["course_id"]
    tom, olga = f"/courses/{where}/enrollments/tom", f"/submissions/{work['olga']['id']}"
    for change, status in (
        ({"role": "ta"}, 404),
        ({"role": "ta", "section": "A; B"}, 200),
        ({"role": "ta", "section": ";"}, 404),
        ({"role": "ta", "section": None}, 200),
        ({"role": "ta", "section": "A"}, 404),
        ({"role": "instructor"}, 200),
        ({"role": "ta"}, 200),
    ):
        ok(await ask("ines").put(tom, json=change))
        assert (await ask("tom").get(olga)).status_code == status, change
    ok(await ask("ines").put(tom, json={"role": "ta", "section": "B"}))
    assert (await ask("tom").get(olga)).is_success
    ok(await ask("ines").put(f"/courses/{where}/enrollments/olga", json={"role": "student", "section": "C"}))
    assert (await ask("tom").get(olga)).status_code == 404


async def test_a_student_is_in_one_section(ask: Asking, work: dict[str, dict[str, Any]]) -> None:
    path = f"/courses/{work['sam']['course_id']}/enrollments/sam"
    answer = await ask("ines").put(path, json={"role": "student", "section": "A;B"})
    assert answer.status_code == 422
    assert "one section" in answer.text


async def test_a_ta_who_hands_in_sees_that_too(ask: Asking, work: dict[str, dict[str, Any]]) -> None:
    own = await graded(ask, work["sam"]["assignment_id"], by="tom")
    path = f"/assignments/{own['assignment_id']}/submissions"
    assert {row["user"] for row in ok(await ask("tom").get(path))} == {"sam", "tom"}
    assert ok(await ask("tom").get(f"/submissions/{own['id']}/grades"))
