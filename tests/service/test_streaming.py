"""Events over real connections: nothing twice, nothing lost, nothing that one may not see."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, text

from jupyter_autograde.models.event import EventType
from jupyter_autograde.service.components import Components, StreamSettings
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.events import append_event, last_event_id
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import Asking, serving
from jupyter_autograde.testing.walkthrough import course_id, draft, ok
from tests.service.clients import clients_at

pytestmark = pytest.mark.asyncio
FAST = StreamSettings(heartbeat=0.1, recheck=0.3)


@pytest.fixture
def streams() -> StreamSettings:
    return StreamSettings()


@pytest.fixture
def url(components: Components, streams: StreamSettings) -> Iterator[str]:
    with serving(dataclasses.replace(components, streams=streams)) as address:
        yield f"{address}api/v1"


@pytest_asyncio.fixture
async def ask(url: str, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    async with clients_at(url, tokens) as client_of:
        yield client_of


def tell(database: Database, course: str | None, user: str | None, text: str) -> int:
    with database.write() as session:
        append_event(session, EventType.SUBMISSION_GRADED, course_id=course, user=user, text=text)
        return last_event_id(session)


class Listener:
    """Reads one stream piece by piece."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def block(self) -> list[str]:
        """Return the lines up to the next empty one; [] at the end of the stream."""
        lines: list[str] = []
        async for line in self._lines:
            if line == "" and lines:
                return lines
            lines.append(line)
        return lines

    async def news(self) -> list[str]:
        """Return the next block that is not there to keep the line open."""
        while (block := await self.block()) == [": nothing new"]:
            pass
        return block

    async def event(self) -> dict[str, Any]:
        """Return the next event."""
        while block := await self.block():
            fields = dict(line.split(": ", 1) for line in block if not line.startswith(":"))
            if "data" in fields:
                event: dict[str, Any] = json.loads(fields["data"])
                assert fields["id"] == str(event["id"])
                assert fields["event"] == event["type"]
                return event
        raise AssertionError("The stream ended.")


async def test_events_arrive_as_they_are_written_and_only_those_of_the_listener(
    ask: Asking, components: Components
) -> None:
    physics = await course_id(ask)
    texts = {"sam": [], "tom": [], "mallory": []}
    async with (
        ask("sam").stream("GET", "/events/stream") as sams,
        ask("tom").stream("GET", "/events/stream") as toms,
        ask("mallory").stream("GET", "/events/stream") as mallorys,
    ):
        listeners = {"sam": Listener(sams), "tom": Listener(toms), "mallory": Listener(mallorys)}
        for listener in listeners.values():
            assert (await listener.block())[-1] == ": connected"
        tell(components.database, physics, "olga", "olga's")
        tell(components.database, physics, "sam", "sam's")
        tell(components.database, physics, None, "everybody's")
        tell(components.database, None, "mallory", "mallory's own")
        tell(components.database, None, "sam", "last")
        tell(components.database, physics, "sam", "last")
        for name, listener in listeners.items():
            last = "mallory's own" if name == "mallory" else "last"
            while not texts[name] or texts[name][-1] != last:
                texts[name].append((await listener.event())["data"]["text"])
    assert texts == {
        "sam": ["sam's", "everybody's", "last"],
        "tom": ["olga's", "sam's", "everybody's", "last"],
        "mallory": ["mallory's own"],
    }


async def test_a_stream_goes_on_where_it_was_cut(ask: Asking, components: Components) -> None:
    ids = [tell(components.database, None, "sam", str(n)) for n in range(5)]
    async with ask("sam").stream("GET", "/events/stream", headers={"Last-Event-ID": str(ids[1])}) as response:
        listener = Listener(response)
        assert [(await listener.event())["id"] for _ in range(3)] == ids[2:]
    async with ask("sam").stream("GET", "/events/stream", params={"after": ids[3]}) as response:
        assert (await Listener(response).event())["id"] == ids[4]


async def test_more_events_than_a_page_arrive_in_order(ask: Asking, components: Components) -> None:
    with components.database.write() as session:
        for n in range(450):
            append_event(session, EventType.SUBMISSION_GRADED, user="sam", n=n)
    async with ask("sam").stream("GET", "/events/stream", params={"after": 0}) as response:
        listener = Listener(response)
        assert [(await listener.event())["data"]["n"] for _ in range(450)] == list(range(450))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("streams", [StreamSettings(heartbeat=600)])
async def test_events_that_are_not_shown_yet_keep_nobody_waiting(ask: Asking, components: Components) -> None:
    assignment_id = await draft(ask)
    ok(await ask("ines").patch(f"/assignments/{assignment_id}", json={"visibility": {"score": "when_final"}}))
    with components.database.write() as session:
        for _ in range(450):
            append_event(session, EventType.FEEDBACK_RELEASED, assignment_id=assignment_id, user="sam")
    tell(components.database, None, "sam", "last")
    async with ask("sam").stream("GET", "/events/stream", params={"after": 0}) as response:
        assert (await asyncio.wait_for(Listener(response).event(), 30))["data"]["text"] == "last"
    asked = ask("sam").get("/events", params={"after": 0, "wait": 10})
    assert [one["data"] for one in ok(await asyncio.wait_for(asked, 15))["events"]] == [{"text": "last"}]


async def test_events_of_another_process_arrive_too(ask: Asking, components: Components) -> None:
    other = Database(components.database.url.render_as_string(hide_password=False))
    async with ask("sam").stream("GET", "/events/stream") as response:
        listener = Listener(response)
        await listener.block()
        tell(other, None, "sam", "from elsewhere")
        assert (await listener.event())["data"]["text"] == "from elsewhere"
    other.close()


@pytest.mark.parametrize("streams", [FAST])
async def test_a_quiet_stream_shows_that_it_lives(ask: Asking) -> None:
    async with ask("sam").stream("GET", "/events/stream") as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Accel-Buffering"] == "no"
        listener = Listener(response)
        assert (await listener.block())[-1] == ": connected"
        assert await listener.block() == [": nothing new"]
        assert await listener.block() == [": nothing new"]


@pytest.mark.parametrize("streams", [FAST])
async def test_a_stream_ends_with_its_token(
    ask: Asking, hub: FakeHub, tokens: dict[str, str], components: Components
) -> None:
    async with ask("sam").stream("GET", "/events/stream") as response:
        listener = Listener(response)
        await listener.block()
        hub.revoke(tokens["sam"])
        components.callers.authenticator._hub.cache.clear()
        while await listener.block():
            pass
    assert (await ask("sam").get("/events/stream")).status_code == 401


@pytest.mark.parametrize("streams", [StreamSettings(heartbeat=0.1, recheck=1000)])
async def test_what_one_may_see_follows_the_roster_at_once(ask: Asking, components: Components) -> None:
    physics = await course_id(ask)
    async with ask("tom").stream("GET", "/events/stream") as response:
        listener = Listener(response)
        await listener.block()
        ok(await ask("ines").put(f"/courses/{physics}/enrollments/tom", json={"role": "student"}))
        tell(components.database, physics, "sam", "not tom's any more")
        tell(components.database, physics, "tom", "tom's")
        assert (await listener.event())["data"]["text"] == "tom's"


@pytest.mark.parametrize("streams", [FAST])
async def test_who_leaves_the_hubs_group_hears_the_course_no_more(
    ask: Asking, url: str, hub: FakeHub, components: Components
) -> None:
    physics = await course_id(ask)
    token = hub.add_user("gina", groups=("formgrade-physics",))
    headers = {"Authorization": f"token {token}"}
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as gina,
        gina.stream("GET", "/events/stream") as response,
    ):
        listener = Listener(response)
        await listener.block()
        tell(components.database, physics, "sam", "staff's")
        assert (await listener.event())["data"]["text"] == "staff's"
        hub.change_groups(token)
        components.callers.authenticator._hub.cache.clear()
        for _ in range(100):  # signs of life, ten a second
            people = ok(await ask("ines").get(f"/courses/{physics}/enrollments"))
            if "gina" not in [person["user"] for person in people]:
                break
            assert await listener.block()
        tell(components.database, physics, "sam", "not gina's any more")
        tell(components.database, None, "gina", "gina's")
        assert (await listener.event())["data"]["text"] == "gina's"


async def test_nobody_listens_without_a_token(ask: Asking) -> None:
    assert (await ask("").get("/events/stream")).status_code == 401


async def test_listeners_hold_no_thread_and_no_connection(ask: Asking, components: Components) -> None:
    async with ask("sam").stream("GET", "/events/stream") as first:
        await Listener(first).block()
        before = threading.active_count()
        opened = []
        for _ in range(60):
            request = ask("sam").build_request("GET", "/events/stream")
            client = httpx.AsyncClient(timeout=30)
            response = await client.send(request, stream=True)
            await Listener(response).block()
            opened.append((client, response))
        # Readers of the log are few, however many listen.
        assert threading.active_count() - before <= components.feed.readers.total_tokens
        if not components.database.is_sqlite:
            assert components.database.engine.pool.checkedout() <= 1  # the feed's own look
        assert (await ask("tom").get("/me")).status_code == 200
        for client, response in opened:
            await response.aclose()
            await client.aclose()


async def test_streams_end_at_once_when_the_service_stops(components: Components, tokens: dict[str, str]) -> None:
    async with httpx.AsyncClient(headers={"Authorization": f"token {tokens['sam']}"}, timeout=30) as client:
        with serving(components) as address:
            request = client.build_request("GET", f"{address}api/v1/events/stream")
            response = await client.send(request, stream=True)
            listener = Listener(response)
            await listener.block()
        # `serving` has waited for the server's end: the stream did not hold it up.
        await response.aclose()


async def test_the_long_poll_waits_for_the_first_event(ask: Asking, components: Components) -> None:
    now = ok(await ask("sam").get("/events"))
    assert now["events"] == []
    writer = threading.Timer(0.2, tell, (components.database, None, "sam", "x"))
    writer.start()
    page = ok(await ask("sam").get("/events", params={"after": now["last_id"], "wait": 10}))
    writer.join()
    assert [event["data"]["text"] for event in page["events"]] == ["x"]
    assert page["last_id"] == page["events"][0]["id"]
    again = ok(await ask("sam").get("/events", params={"after": page["last_id"], "wait": 0.1}))
    assert (again["events"], again["last_id"]) == ([], page["last_id"])


def restore(database: Database, last: int) -> None:
    """Leave what a backup would have had: no event after an id, and ids that go on from there."""
    with database.write() as session:
        session.execute(delete(orm.Event).where(orm.Event.id > last))
        if database.is_sqlite:
            session.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'event'"), {"last": last})
        else:
            session.execute(text("SELECT setval(pg_get_serial_sequence('event', 'id'), :last)"), {"last": last})


async def test_who_was_further_than_a_restored_log_is_told_where_it_ends(ask: Asking, components: Components) -> None:
    ids = [tell(components.database, None, "sam", str(n)) for n in range(5)]
    restore(components.database, ids[1])
    page = ok(await ask("sam").get("/events", params={"after": ids[4], "wait": 10}, timeout=5))
    assert (page["events"], page["last_id"]) == ([], ids[1])
    async with ask("sam").stream("GET", "/events/stream", params={"after": ids[4]}) as response:
        listener = Listener(response)
        assert await listener.block() == ["retry: 2000", f"id: {ids[1]}", ": connected"]
        assert tell(components.database, None, "sam", "new") == ids[2]
        assert (await listener.event())["data"]["text"] == "new"


async def test_a_stream_that_is_open_during_a_restore_goes_on(ask: Asking, components: Components) -> None:
    ids = [tell(components.database, None, "sam", str(n)) for n in range(5)]
    async with ask("sam").stream("GET", "/events/stream", params={"after": 0}) as response:
        listener = Listener(response)
        for _ in ids:
            await listener.event()
        restore(components.database, ids[1])
        assert await listener.news() == [f"id: {ids[1]}", ": set back"]
        tell(components.database, None, "sam", "new")
        assert (await listener.event())["data"]["text"] == "new"


async def test_a_stream_says_where_it_begins(ask: Asking, components: Components) -> None:
    ids = [tell(components.database, None, "sam", str(n)) for n in range(3)]
    for after, start in ((None, ids[2]), (ids[0], ids[0])):
        query = {} if after is None else {"after": after}
        async with ask("sam").stream("GET", "/events/stream", params=query) as response:
            assert await Listener(response).block() == ["retry: 2000", f"id: {start}", ": connected"]
