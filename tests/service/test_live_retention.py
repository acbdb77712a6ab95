"""The live classroom: what is shown and kept since when and for how long, whether anybody saves or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from jupyter_autograde.exchange.notebook_events import KEPT_DAYS
from jupyter_autograde.service.by_the_clock import forget_saves
from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, ok
from jupyter_autograde.timestamps import now
from tests.service.live_steps import TAIL, classroom, live_course, released, save, saves_heard, tail_of, went_by

pytestmark = pytest.mark.asyncio
DAY = 24 * 60


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"pipalhub": ["/dashboard/"]}, "door_options": {"pipalhub": {"days": 30}}}


def kept(components: Components, table: type[orm.Base] = orm.LiveNotebook) -> int:
    with components.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


async def seen_through_the_door(ask: Asking, who: str) -> int:
    return len(ok(await ask(who).get("http://hub.example/dashboard/events")))


async def test_students_are_told_and_switching_off_deletes(ask: Asking, components: Components) -> None:
    where = await live_course(ask, days=3)
    assignment = await released(ask)
    await save(ask, "sam", assignment, tail=TAIL)
    for path in (f"/courses/{where}", f"/assignments/{assignment}"):
        assert ok(await ask("sam").get(path))["live"] is True
    heard = ok(await ask("sam").get("/events", params={"after": 0}))["events"]
    (told,) = [event["data"] for event in heard if event["type"] == "live_changed"]
    assert told == {"enabled": True, "days": 3, "by": "ines"}
    assert len(await saves_heard(ask, "ines")) == 1
    off = ok(await ask("ines").put(f"/courses/{where}/live", json={"enabled": False}))
    assert (off["enabled"], off["notebooks"]) == (False, [])
    assert ok(await ask("sam").get(f"/assignments/{assignment}"))["live"] is False
    assert await saves_heard(ask, "ines") == []
    with components.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.LiveNotebook)) == 0
    await live_course(ask)
    assert (await classroom(ask))["notebooks"] == []
    await save(ask, "sam", assignment)
    (notebook,) = (await classroom(ask))["notebooks"]
    assert (notebook["has_tail"], notebook["error"]) == (False, None)


async def test_what_is_old_is_not_shown_and_deleted_with_the_next_save(ask: Asking, components: Components) -> None:
    where = await live_course(ask, days=2)
    assignment = await released(ask)
    await save(ask, "sam", assignment, tail=TAIL)
    went_by(components, 2 * 24 * 60 + 1)
    assert (await classroom(ask))["notebooks"] == []
    assert (await tail_of(ask, "ines")).status_code == 404
    assert "sam" not in (await ask("ines").get(f"/courses/{where}/live/export")).text
    with components.database.write() as session:
        session.execute(
            update(orm.Event).where(orm.Event.type == "notebook_saved").values(at=now() - timedelta(days=2))
        )
    await save(ask, "olga", assignment)
    with components.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.LiveNotebook)) == 1
        saved = session.scalars(select(orm.Event.user).where(orm.Event.type == "notebook_saved")).all()
    assert saved == ["olga"]


async def test_a_pushed_out_event_takes_its_end_with_it(ask: Asking, components: Components) -> None:
    await live_course(ask)
    await save(ask, "sam", await released(ask), tail=TAIL)
    with components.database.write() as session:
        session.execute(update(orm.NotebookEvent).values(received_at=now() - timedelta(days=365)))
    await save(ask, "olga")
    with components.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.LiveNotebook)) == 0


async def test_what_was_saved_before_it_was_switched_on_is_nobodys_business(ask: Asking) -> None:
    assignment = await released(ask)
    await save(ask, "sam", assignment, "before.ipynb", tail=TAIL)
    await live_course(ask)
    await save(ask, "olga", assignment, "after.ipynb", tail=TAIL)
    assert [n["path"] for n in (await classroom(ask))["notebooks"]] == ["after.ipynb"]
    assert (await tail_of(ask, "ines", path="before.ipynb")).status_code == 404
    assert {who: await seen_through_the_door(ask, who) for who in ("sam", "ines", "tom")} == {
        "sam": 1,
        "ines": 1,
        "tom": 1,
    }


async def test_more_days_bring_nothing_back_and_fewer_delete_at_once(ask: Asking, components: Components) -> None:
    await live_course(ask, days=14)
    assignment = await released(ask)
    await save(ask, "sam", assignment, tail=TAIL)
    went_by(components, 15 * DAY)
    await live_course(ask, days=180)
    assert (await classroom(ask))["notebooks"] == []
    assert (await tail_of(ask, "ines")).status_code == 404
    assert await seen_through_the_door(ask, "ines") == 0
    assert kept(components) == 0
    await save(ask, "sam", assignment, tail=TAIL)
    went_by(components, 3 * DAY)
    assert len((await classroom(ask))["notebooks"]) == 1
    await live_course(ask, days=2)
    assert (kept(components), (await classroom(ask))["notebooks"]) == (0, [])


async def test_what_is_old_is_deleted_by_the_clock_where_nobody_saves(ask: Asking, components: Components) -> None:
    where = await live_course(ask, days=2)
    assignment = await released(ask)
    await save(ask, "sam", assignment, tail=TAIL)
    forget_saves(components)
    assert kept(components) == 1
    went_by(components, 2 * DAY + 1)
    with components.database.write() as session:
        session.execute(
            update(orm.Event).where(orm.Event.type == "notebook_saved").values(at=now() - timedelta(days=2))
        )
    last = ok(await ask("root").get("/events"))["last_id"]
    forget_saves(components)
    assert (kept(components), kept(components, orm.NotebookEvent)) == (0, 1)
    # It is the last event: without it the next one would get its id again.
    assert ok(await ask("root").get("/events"))["last_id"] == last
    ok(await ask("ines").put(f"/courses/{where}/live", json={"enabled": True, "days": 3}))
    forget_saves(components)
    assert await saves_heard(ask, "root") == []
    went_by(components, 30 * DAY)
    forget_saves(components)
    assert (kept(components, orm.NotebookEvent), KEPT_DAYS > 33) == (0, True)  # by the days of the door


async def test_a_save_that_was_under_way_when_it_was_switched_off_is_deleted(
    ask: Asking, components: Components
) -> None:
    await live_course(ask)
    await save(ask, "sam", await released(ask), tail=TAIL)
    with components.database.write() as session:
        session.execute(update(orm.Course).values(live_days=None, live_since=None))
    forget_saves(components)
    assert kept(components) == 0


async def test_it_ends_with_its_course_and_does_not_come_back_with_it(ask: Asking, components: Components) -> None:
    where = await live_course(ask, days=180)
    assignment = await released(ask)
    await save(ask, "sam", assignment, tail=TAIL)
    ok(await ask("root").post(f"/courses/{where}/archive"))
    assert kept(components) == 0
    assert await saves_heard(ask, "root") == []
    ok(await ask("root").post(f"/courses/{where}/unarchive"))
    shown = await classroom(ask)
    assert (shown["enabled"], shown["notebooks"]) == (False, [])
    heard = ok(await ask("sam").get("/events", params={"after": 0}))["events"]
    assert [event["data"]["enabled"] for event in heard if event["type"] == "live_changed"] == [True, False]
    ok(await ask("ines").put(f"/courses/{where}/live", json={"enabled": True, "days": 180}))
    assert (await classroom(ask))["notebooks"] == []
    # Twice is once.
    for _ in range(2):
        ok(await ask("root").post(f"/courses/{where}/archive"))
    heard = ok(await ask("root").get("/events", params={"after": 0}))["events"]
    assert [e["data"]["by"] for e in heard if e["type"] == "live_changed"] == ["ines", "root", "ines", "root"]
    assert await course_id(ask) == where
