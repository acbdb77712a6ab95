"""Who has which version, how far a course is, and what another state of an assignment does, said before and after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import build, course_id, draft, graded, ok, release, submit
from jupyter_autograde.timestamps import now

pytestmark = pytest.mark.asyncio


async def fetch(ask: Asking, version: dict[str, Any], by: str) -> None:
    assert (await ask(by).get(f"/versions/{version['id']}/bundle")).status_code == 200


async def holders(ask: Asking, assignment_id: str) -> dict[str, tuple[int, bool]]:
    rows = ok(await ask("tom").get(f"/assignments/{assignment_id}/holders"))
    return {row["user"]: (row["version"], row["submitted"]) for row in rows}


async def look_out(ask: Asking, assignment_id: str, becomes: str, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = ok(
        await ask("ines").get(f"/assignments/{assignment_id}/outlook", params={"becomes": becomes, **query})
    )
    return found


async def set_state(ask: Asking, assignment_id: str, **change: Any) -> dict[str, Any]:
    changed: dict[str, Any] = ok(await ask("ines").patch(f"/assignments/{assignment_id}", json=change))
    return changed


async def test_staff_see_who_has_which_version_and_how_far_the_course_is(ask: Asking) -> None:
    assignment_id, untouched = await draft(ask), await draft(ask, "hw2")
    first = await release(ask, assignment_id)
    for who in ("sam", "sam", "olga", "tom"):
        await fetch(ask, first, who)
    assert await holders(ask, assignment_id) == {"sam": (1, False), "olga": (1, False)}
    second = await release(ask, assignment_id)
    await fetch(ask, second, "sam")
    await fetch(ask, first, "sam")
    await graded(ask, assignment_id)
    assert await holders(ask, assignment_id) == {"sam": (2, True), "olga": (1, False)}
    rows = {row["assignment_id"]: row for row in ok(await ask("tom").get(f"/courses/{await course_id(ask)}/progress"))}
    del rows[assignment_id]["assignment_id"], rows[untouched]["assignment_id"]
    counts = {"students": 2, "failed": 0, "extensions": 0}
    assert rows[assignment_id] == counts | {"fetched": 2, "submitted": 1, "graded": 1}
    assert rows[untouched] == counts | {"fetched": 0, "submitted": 0, "graded": 0}


async def test_what_closing_does_is_said_before_it_is_done(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await fetch(ask, await release(ask, assignment_id), "sam")
    await graded(ask, assignment_id)
    later = (now() + timedelta(days=2)).isoformat()
    await set_state(ask, assignment_id, due_at=(now() + timedelta(days=1)).isoformat())
    ok(await ask("ines").put(f"/assignments/{assignment_id}/extensions", json={"users": ["olga"], "due_at": later}))
    said = await look_out(ask, assignment_id, "closed")
    facts = ("students", "submitted", "may_submit", "may_submit_then", "missing", "extended", "holders", "allowed")
    assert [said[fact] for fact in facts] == [2, 1, 2, 0, 1, 1, 1, True]
    assert (await set_state(ask, assignment_id))["state"] == "released"

    await set_state(ask, assignment_id, state="closed")
    said = await look_out(ask, assignment_id, "released")
    assert (said["may_submit"], said["may_submit_then"]) == (0, 2)


async def test_a_release_is_taken_back_while_nobody_has_handed_in(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await fetch(ask, await release(ask, assignment_id), "sam")
    said = await look_out(ask, assignment_id, "draft")
    assert (said["allowed"], said["holders"], said["students"]) == (True, 1, 2)
    assert (await set_state(ask, assignment_id, state="draft"))["state"] == "draft"
    assert ok(await ask("sam").get("/assignments")) == []
    assert (await submit(ask, assignment_id)).status_code == 404
    assert (await submit(ask, assignment_id, "tom")).json()["code"] == "not_released"

    await set_state(ask, assignment_id, state="released")
    # Who sees drafts may have tried it.
    tried = ok(await submit(ask, assignment_id, "tom"))
    ok(await submit(ask, assignment_id, "root"))
    assert (await look_out(ask, assignment_id, "draft"))["allowed"]
    assert (await set_state(ask, assignment_id, state="draft"))["state"] == "draft"
    assert ok(await ask("tom").get(f"/submissions/{tried['id']}"))["id"] == tried["id"]
    await set_state(ask, assignment_id, state="released")
    (seen,) = ok(await ask("sam").get("/assignments"))
    assert (seen["state"], seen["version"]) == ("released", 1)
    await graded(ask, assignment_id)
    assert not (await look_out(ask, assignment_id, "draft"))["allowed"]
    refused = await ask("ines").patch(f"/assignments/{assignment_id}", json={"state": "draft"})
    assert (refused.status_code, refused.json()["code"]) == (409, "has_submissions")


async def test_what_releasing_a_version_does_is_said_before_it_is_done(ask: Asking) -> None:
    assignment_id = await draft(ask)
    refused = await ask("ines").get(f"/assignments/{assignment_id}/outlook", params={"becomes": "closed"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_released")
    await fetch(ask, await release(ask, assignment_id), "sam")
    await set_state(ask, assignment_id, state="closed")
    version = await build(ask, assignment_id)
    said = await look_out(ask, assignment_id, "released", version=version["number"])
    assert (said["becomes"], said["version"], said["holders"], said["may_submit_then"]) == ("closed", 2, 1, 0)
    missing = await ask("ines").get(f"/assignments/{assignment_id}/outlook", params={"becomes": "closed", "version": 9})
    assert missing.status_code == 404


async def test_what_is_still_to_open_says_when(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    opens = now() + timedelta(days=1)
    await set_state(ask, assignment_id, opens_at=opens.isoformat())
    said = await look_out(ask, assignment_id, "released")
    assert (said["opens_at"] is not None, said["may_submit"], said["may_submit_then"]) == (True, 0, 0)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_files_go_out_while_the_database_can_not_be_written(ask: Asking, components: Components) -> None:
    """As of a standby; `test_faulty_surroundings` has a full disk and a busy SQLite."""
    version = await release(ask, await draft(ask))
    database = components.database
    switch = f'ALTER DATABASE "{database.url.database}" SET default_transaction_read_only = '
    with database.write() as session:
        session.execute(text(f"{switch} on"))
    database.engine.dispose()
    try:
        await fetch(ask, version, "sam")
    finally:
        with database.write() as session:
            session.execute(text("SET TRANSACTION READ WRITE"))
            session.execute(text(f"{switch} off"))
        database.engine.dispose()
    assert await holders(ask, version["assignment_id"]) == {}
