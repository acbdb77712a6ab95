"""Every role against every route (SEC-41): who is let in, who is told no, for whom there is nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import pytest_asyncio

from jupyter_autograde.permissions import Permission, allows
from jupyter_autograde.service.access import Anyone, Rule
from jupyter_autograde.service.app import describe_app
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import PREFIX, Asking
from jupyter_autograde.testing.walkthrough import build, course_id, draft, graded, ok, release, submit, wait_for
from jupyter_autograde.ulids import new_ulid
from tests.service.access_table import IN, ROLES, WHO, Things, blank, pages, table
from tests.service.routes import every_route

pytestmark = pytest.mark.asyncio


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"engine": "jupyter_autograde.testing.service.essay_engine"}


@pytest.fixture
def tokens(hub: FakeHub, tokens: dict[str, str]) -> dict[str, str]:
    return tokens | {name: hub.add_user(name) for name in ("tara", "wanda")}


@pytest_asyncio.fixture
async def things(ask: Asking) -> Things:
    course = f"/courses/{await course_id(ask)}"
    for user, enrollment in (("wanda", {"role": "student"}), ("tara", {"role": "ta", "section": "B"})):
        ok(await ask("ines").put(f"{course}/enrollments/{user}", json=enrollment))
    without_wanda = {"csv": "user,role\nsam,student\nolga,student\n", "withdraw_missing": True}
    assert ok(await ask("ines").post(f"{course}/roster/import", json=without_wanda))
    assignment_id = await draft(ask)
    version = await release(ask, assignment_id)
    unreleased = await build(ask, assignment_id)
    submission = await graded(ask, assignment_id)
    void = {"question": "q1", "test": "q1 - 2", "reason": "wrong"}
    change = ok(await ask("ines").post(f"/assignments/{assignment_id}/voids", json=void))
    ok(await ask("ines").patch(f"/assignments/{assignment_id}", json={"attempt_limit": {"attempts": 1000}}))
    wanted = {"users": ["sam"], "extra_attempts": 1}
    (extension,) = ok(await ask("ines").put(f"/assignments/{assignment_id}/extensions", json=wanted))
    comment = ok(await ask("tom").post(f"/submissions/{submission['id']}/comments", json={"text": "well done"}))
    wanted_item = {"question": "essay", "text": "Names the cause", "points": 3}
    item = ok(await ask("tom").post(f"/assignments/{assignment_id}/rubric", json=wanted_item))
    saved = ok(await ask("tom").post(f"/courses/{await course_id(ask)}/saved-comments", json={"text": "Why?"}))
    ok(await ask("tom").post(f"/assignments/{assignment_id}/feedback/generate", json={}))
    await wait_for(ask("tom"), "feedback_generated", submission_id=submission["id"])
    ok(await ask("tom").post(f"/assignments/{assignment_id}/feedback/release", json={}))
    request = ok(await ask("sam").post(f"/submissions/{submission['id']}/requests", json={"text": "why?"}))
    return Things(
        course=await course_id(ask),
        assignment=assignment_id,
        draft=await draft(ask, "unreleased"),
        version=version["id"],
        unreleased=unreleased["id"],
        submission=submission["id"],
        job=submission["job_id"],
        build_job=unreleased["job_id"],
        change=change["id"],
        extension=extension["id"],
        comment=comment["id"],
        item=item["id"],
        saved=saved["id"],
        request=request["id"],
    )


def fits(answer: httpx.Response, verdict: Any) -> bool:
    if verdict == IN:
        return answer.is_success
    return answer.status_code in verdict if isinstance(verdict, tuple) else answer.status_code == verdict


async def test_each_role_at_each_route(ask: Asking, things: Things) -> None:
    wrong = []
    for method, path, request, verdicts in [*table(things), *pages()]:
        for who in WHO:
            answer = await ask(who).request(method, path, **request())
            if not fits(answer, verdicts[who]):
                wrong.append(f"{method} {path} as {who or 'anonymous'}: {answer.status_code}, not {verdicts[who]}")
    assert wrong == []


async def test_the_table_says_what_roles_and_routes_say(things: Things) -> None:
    """The verdicts follow from the permission that each route names, so that none of them is an oversight."""
    rules = {route.blank: route.rule for route in every_route(describe_app())}
    assert rules["GET", "/api/v1/events/stream"] is Anyone.SIGNED_IN  # the one that is not in the table
    wrong = [
        f"{method} {path} as {who or 'anonymous'}: {verdicts[who]} with {rule}"
        for method, path, _, verdicts in table(things)
        for rule in [rules[method, "/api/v1" + blank(path, things)]]
        for who in WHO
        if not _follows(verdicts[who], rule, who)
    ]
    assert wrong == []


def _follows(verdict: Any, rule: Rule | None, who: str) -> bool:
    """Say whether a verdict can be that of a route with this rule; what exists for whom is the table's word."""
    if rule is Anyone.ANONYMOUS:
        return bool(verdict == IN)
    if not who:
        return bool(verdict == 401)
    if rule is Anyone.SIGNED_IN:
        return bool(verdict == IN)
    if rule is Anyone.HUB_ADMIN:
        return bool(verdict == (IN if who == "root" else 403))
    assert isinstance(rule, Permission)
    if who not in ROLES:
        return bool(verdict == 404)
    return verdict in (403, 404) if not allows(ROLES[who], rule) else bool(verdict != 403)


async def test_foreign_and_missing_objects_can_not_be_told_apart(ask: Asking, things: Things) -> None:
    known, compared = set(vars(things).values()), 0
    for method, path, request, verdicts in table(things):
        if verdicts["mallory"] != 404:
            continue
        missing = path
        for one in known:
            missing = missing.replace(one, new_ulid())
        foreign = await ask("mallory").request(method, path, **request())
        absent = await ask("mallory").request(method, missing, **request())
        assert foreign.text == absent.text, f"{method} {path}"
        compared += 1
    # Not that nobody looked.
    assert compared > 40


async def test_an_admins_rights_end_with_the_hubs_word(ask: Asking, things: Things) -> None:
    assert (await ask("root").get(f"/courses/{things.course}/enrollments")).is_success
    assert (await ask("nobody").get(f"/courses/{things.course}/enrollments")).status_code == 404


async def test_a_role_that_was_taken_away_ends_at_once(ask: Asking, things: Things) -> None:
    roster = f"/courses/{things.course}/enrollments"
    assert (await ask("tom").get(roster)).is_success
    ok(await ask("ines").put(f"{roster}/tom", json={"role": "student"}))
    assert (await ask("tom").get(roster)).status_code == 403


async def test_students_can_not_list_others_submissions(ask: Asking, things: Things) -> None:
    ok(await submit(ask, things.assignment, by="olga"))
    path = f"/assignments/{things.assignment}/submissions"
    rows = ok(await ask("sam").get(path, params={"user": "olga"}))
    assert [row["user"] for row in rows] == ["sam"]


async def test_every_route_names_its_permission() -> None:
    found = list(every_route(describe_app()))
    assert len(found) > 40
    assert [route.blank for route in found if route.rule is None] == [
        ("GET", "/api/v1/openapi.json"),
        ("GET", "/static/{}"),
    ]


async def test_the_table_has_every_route(things: Things) -> None:
    native = {(method, "/api/v1" + blank(path, things)) for method, path, _, _ in table(things)}
    native.add(("GET", "/api/v1/events/stream"))  # never ends; test_streaming asks it as everybody
    others = {(method, "/" + path.partition(PREFIX)[2]) for method, path, _, _ in pages()}
    others |= {("GET", "/static/{}"), ("GET", "/texts/{}")}
    offered = {route.blank for route in every_route(describe_app())}
    assert offered - native - others == set()
