"""PipalHub's clients: its hook, the pages that ask for events, the form that adds users."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.exchange.notebook_events import MOST, keep_events
from jupyter_autograde.models.notebook_event import NotebookEvent
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.pipalhub import PipalHub
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import PREFIX, Asking
from jupyter_autograde.timestamps import now

pytestmark = pytest.mark.asyncio

DOOR = "/services/dashboard"
SAVE = {"user": "sam", "type": "save-notebook", "filename": "day1/a.ipynb", "path": "/home/sam/day1/a.ipynb"}
"""What the hook sends."""

STAMP = "2022-11-14T16:00:00.511000+00:00"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"pipalhub": []}}


@pytest.fixture(autouse=True)
def live(components: Components) -> None:
    """Both courses have their live classroom on."""
    switch(components, 14)


def switch(components: Components, days: int | None) -> None:
    with components.database.write() as session:
        since = now() if days is not None else None
        session.execute(update(orm.Course).values(live_days=days, live_since=since))


async def post(client: httpx.AsyncClient, event: Any) -> dict[str, Any]:
    reply = await client.post(f"{DOOR}/events", json=event)
    assert reply.status_code == 201, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


async def found(client: httpx.AsyncClient, **filters: str) -> list[dict[str, Any]]:
    reply = await client.get(f"{DOOR}/events", params=filters)
    assert reply.status_code == 200, reply.text
    events: list[dict[str, Any]] = reply.json()
    return events


async def test_an_event_comes_back_whole_and_a_newer_one_takes_its_place(knock: Asking) -> None:
    first = await post(knock("sam"), {**SAVE, "timestamp": "2022-11-14T16:00:00.511Z", "more": 1, "id": 77})
    assert first == {**SAVE, "id": first["id"], "timestamp": STAMP}
    other = await post(knock("sam"), {**SAVE, "path": 5, "filename": 6.5})
    assert (other["path"], other["filename"], other["id"]) == ("5", "6.5", first["id"] + 1)
    again = await post(knock("sam"), {**SAVE, "filename": "b.ipynb"})
    assert again["id"] == first["id"]
    assert again["timestamp"] > first["timestamp"]
    assert await found(knock("sam")) == [again, other]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2022-11-14T21:30:00.511+05:30", STAMP),
        ("2022-11-14T16:00:00.511", STAMP),
        (1668441600.511, STAMP),
    ],
)
async def test_times_are_read_as_people_write_them(knock: Asking, sent: str | float, kept: str) -> None:
    assert (await post(knock("sam"), {**SAVE, "timestamp": sent}))["timestamp"] == kept


async def test_every_field_filters(knock: Asking) -> None:
    sam = knock("sam")
    one = await post(sam, {**SAVE, "timestamp": STAMP})
    two = await post(sam, {**SAVE, "type": "open-notebook", "filename": "b.ipynb", "timestamp": 0})
    for name in ("id", "type", "filename", "timestamp"):
        assert await found(sam, **{name: str(one[name])}) == [one], name
    assert await found(sam, user="sam", path=SAVE["path"]) == [one, two]
    assert await found(sam, timestamp=STAMP.replace("+", " ")) == [one]  # an offset that nobody escaped
    assert await found(sam, type="save-notebook", filename="b.ipynb") == []
    early = "0001-01-01T00:00:00+23:00"  # before the year 1 in UTC
    for name, value in (("id", "x"), ("id", "9" * 30), ("timestamp", "noon"), ("timestamp", early), ("user", "\0")):
        assert await found(sam, **{name: value}) == []
    reply = await sam.get(f"{DOOR}/events?user=sam&user=olga")
    assert reply.json() == [one, two]  # of a repeated one the first counts


async def test_staff_see_their_students_and_students_themselves(knock: Asking) -> None:
    for name in ("sam", "olga", "cleo", "ines"):
        await post(knock(name), {**SAVE, "user": name})
    seen = {
        who: [event["user"] for event in await found(knock(who))] for who in ("sam", "tom", "ines", "mallory", "root")
    }
    assert seen == {
        "sam": ["sam"],
        "tom": ["sam", "olga"],
        "ines": ["sam", "olga", "ines"],
        "mallory": ["cleo"],
        "root": ["sam", "olga", "cleo", "ines"],
    }


async def test_staff_see_nothing_where_the_live_classroom_is_off(knock: Asking, components: Components) -> None:
    await post(knock("sam"), SAVE)
    switch(components, None)
    assert {who: len(await found(knock(who))) for who in ("sam", "tom", "ines", "root")} == {
        "sam": 1,
        "tom": 0,
        "ines": 0,
        "root": 1,
    }


async def test_staff_see_nothing_from_before_the_enrollment_or_of_another_course(
    knock: Asking, ask: Asking, components: Components
) -> None:
    await post(knock("sam"), SAVE)
    with components.database.write() as session:
        course = session.scalars(select(orm.Course).where(orm.Course.name == "chemistry")).one()
        session.add(orm.Enrollment(course_id=course.id, user="sam", role="student", source="group"))
    assert await found(knock("mallory")) == []
    later = await post(knock("sam"), {**SAVE, "path": "/home/sam/later.ipynb"})
    assert await found(knock("mallory")) == [later]
    with components.database.write() as session:
        physics = session.scalars(select(orm.Course).where(orm.Course.name == "physics")).one()
        assignment = orm.Assignment(course_id=physics.id, name="hw", format="otter", state="draft", created_by="ines")
        session.add(assignment)
        session.flush()
        session.execute(update(orm.NotebookEvent).values(assignment_id=assignment.id))
        # An assignment of her own course makes nothing hers that belongs to another.
        session.add(
            orm.Assignment(course_id=course.id, name="own", format="otter", state="draft", created_by="mallory")
        )
        session.flush()
        own = orm.NotebookEvent(type="save-notebook", user="cleo", filename="own", path="own")
        own.assignment_id = session.scalars(select(orm.Assignment.id).where(orm.Assignment.name == "own")).one()
        session.add(own)
    assert [event["user"] for event in await found(knock("mallory"))] == ["cleo"]
    assert len(await found(knock("ines"))) == 2


async def test_ever_new_names_push_out_the_oldest(knock: Asking, components: Components) -> None:
    with components.database.write() as session:
        for number in range(MOST + 2):
            keep_events(session, "sam", [NotebookEvent(**SAVE | {"path": f"{number}.ipynb"})])
        keep_events(session, "olga", [NotebookEvent(**SAVE | {"user": "olga"})])
    kept = await found(knock("sam"))
    assert [kept[0]["path"], kept[-1]["path"], len(kept)] == ["2.ipynb", f"{MOST + 1}.ipynb", MOST]
    assert len(await found(knock("olga"))) == 1


async def test_nobody_speaks_for_another(knock: Asking) -> None:
    reply = await knock("olga").post(f"{DOOR}/events", json=SAVE)
    assert (reply.status_code, "belongs to olga" in reply.text) == (403, True)
    for method in ("get", "post"):
        assert (await getattr(knock(""), method)(f"{DOOR}/events")).status_code == 401
    assert (await post(knock("root"), SAVE))["user"] == "sam"
    assert len(await found(knock("root"))) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "JSON data must be an object"),
        (b"{", "Failed to decode JSON object"),
        (b"[" * 10_000, "nested deeper than 50 levels"),
        (b"\xff", "Failed to decode JSON object"),
        (json.dumps({**SAVE, "path": None}).encode(), '"loc": ["path"]'),
        (b'{"user": "sam"}', '"type": "missing"'),
        (json.dumps({**SAVE, "user": "a/b"}).encode(), "a name can't have"),
        (json.dumps({**SAVE, "path": "a\0b"}).encode(), "control"),
        (json.dumps({**SAVE, "timestamp": "noon"}).encode(), "timestamp"),
        (json.dumps({**SAVE, "timestamp": 1e300}).encode(), "timestamp"),
        (json.dumps({**SAVE, "type": "<script>"}).encode()[:-1] + b', "user": []}', '"loc": ["user"]'),
    ],
    ids=range(11),
)
async def test_a_wrong_event_is_refused_with_a_reason_on_a_page(knock: Asking, body: bytes, reason: str) -> None:
    headers = {"Content-Type": "application/json"}
    reply = await knock("sam").post(f"{DOOR}/events", content=body, headers=headers)
    assert reply.status_code == 400
    assert reply.headers["Content-Type"].startswith("text/html")
    assert reason in reply.text
    assert "<p>" in reply.text
    assert await found(knock("sam")) == []


async def test_json_that_holds_very_much_is_not_parsed(knock: Asking) -> None:
    for body in (b"[" * 100_000, b"{}," * 100_000, b'{"user": [' + b'"ab",' * 100_000):
        reply = await knock("sam").post(f"{DOOR}/events", content=body, headers={"Content-Type": "application/json"})
        assert (reply.status_code, "more than 20000 values" in reply.text) == (413, True)


async def test_other_addresses_and_methods(knock: Asking) -> None:
    sam = knock("sam")
    assert (await sam.post(f"{DOOR}/events", content=json.dumps(SAVE))).status_code == 400  # no JSON by its type
    assert (await sam.put(f"{DOOR}/events", json=SAVE)).status_code == 405
    assert (await sam.delete(f"{DOOR}/events")).status_code == 405
    assert (await sam.get(f"{DOOR}/events/")).status_code == 404
    assert (await sam.get(f"{DOOR}/events", params={"color": "red"})).status_code == 400


async def test_our_own_hook_is_heard_too(knock: Asking, ask: Asking) -> None:
    save = {"path": "hw/a.ipynb", "saved_at": STAMP}
    assert (await ask("sam").post("/events", json={"events": [save]})).status_code == 202
    (event,) = await found(knock("ines"), type="save-notebook")
    assert {**event, "id": 0} == {
        **{"id": 0, "type": "save-notebook", "user": "sam", "filename": "hw/a.ipynb", "path": "hw/a.ipynb"},
        "timestamp": STAMP,
    }


class TestRetention:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"doors": {"pipalhub": []}, "door_options": {"pipalhub": {"days": 0.0}}}

    async def test_what_is_too_old_is_gone(self, knock: Asking) -> None:
        await post(knock("sam"), SAVE)
        assert await found(knock("sam")) == []


class TestOpen:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"doors": {"pipalhub": []}, "door_options": {"pipalhub": {"open": True}}}

    async def test_the_unchanged_hook_needs_no_token_and_learns_nothing(self, knock: Asking) -> None:
        await post(knock(""), SAVE)
        assert (await knock("").get(f"{DOOR}/events")).status_code == 401
        assert [event["user"] for event in await found(knock("ines"))] == ["sam"]


class TestOpenToMany:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {
            "doors": {"pipalhub": []},
            "door_options": {"pipalhub": {"open": True, "open_per_second": 0.001}},
        }

    async def test_one_address_sends_so_much_whomever_it_names_and_then_nothing_is_parsed(self, knock: Asking) -> None:
        await post(knock(""), SAVE)
        for body in (json.dumps({**SAVE, "user": "olga"}), "{"):
            reply = await knock("").post(f"{DOOR}/events", content=body, headers={"Content-Type": "application/json"})
            assert (reply.status_code, int(reply.headers["Retry-After"]) > 0) == (429, True)
        assert len(await found(knock("ines"))) == 1


class TestOpenToOne:
    @pytest.fixture
    def settings(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        monkeypatch.setattr("jupyter_autograde.service.doors.pipalhub._PERSON_PER_SECOND", 0.001)
        monkeypatch.setattr("jupyter_autograde.service.doors.pipalhub._PERSON_AT_ONCE", 1)
        # Of one person of the hub that would be none.
        options = {"open": True, "open_per_second": 100}
        return {"doors": {"pipalhub": []}, "door_options": {"pipalhub": options}, "requests_per_second": 0.01}

    async def test_who_saves_without_end_takes_nothing_from_the_others(self, knock: Asking) -> None:
        assert [(await knock("").post(f"{DOOR}/events", json=SAVE)).status_code for _ in range(3)] == [201, 429, 429]
        for other in ("olga", "cleo"):
            await post(knock(""), {**SAVE, "user": other})


@pytest.mark.parametrize("wrong", [-1, float("inf"), float("nan")])
async def test_a_rate_that_makes_no_sense(wrong: float) -> None:
    with pytest.raises(InvalidInput, match="events a second"):
        PipalHub(open_per_second=wrong)


async def test_a_browser_that_is_logged_in_reads_events_with_its_cookies_alone(
    app: FastAPI, hub: FakeHub, knock: Asking
) -> None:
    kept = await post(knock("sam"), SAVE)
    hub.log_in_as("sam")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://hub.example") as browser:
        assert (await browser.get(f"{DOOR}/events")).status_code == 401
        begun = await browser.get(f"{PREFIX}login")
        async with httpx.AsyncClient() as outside:
            back = await outside.get(begun.headers["Location"])
        assert (await browser.get(back.headers["Location"])).status_code == 302
        assert await found(browser) == [kept]
        own_page = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
        assert (await browser.post(f"{DOOR}/events", json=SAVE, headers=own_page)).status_code == 403  # no XSRF token
        assert (await browser.get(f"{DOOR}/events", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403


async def test_without_the_setting_nobody_creates_users_and_administrators_hear_of_it(knock: Asking) -> None:
    new = {"username": "newcomer", "password": "secret"}
    assert (await knock("sam").post(f"{DOOR}/users", json=new)).status_code == 403
    reply = await knock("root").post(f"{DOOR}/users", json=new)
    assert (reply.status_code, "create_users is off" in reply.text) == (403, True)


class TestUsers:
    @pytest.fixture
    def settings(self, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", hub.service_token)
        return {"doors": {"pipalhub": []}, "door_options": {"pipalhub": {"create_users": True}}}

    async def test_administrators_add_users_to_the_hub(self, knock: Asking) -> None:
        new = {"username": "newcomer", "password": "secret"}
        reply = await knock("root").post(f"{DOOR}/users", json=new)
        assert (reply.status_code, reply.json()) == (201, {"username": "newcomer"})
        reply = await knock("root").post(f"{DOOR}/users", json=new)
        assert (reply.status_code, reply.json()) == (400, {"message": "User already exists"})

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ([], "JSON data must be an object"),
            ({"username": "a b", "password": "x"}, "Username is invalid"),
            ({"username": "../x", "password": "x"}, "Username is invalid"),
            ({"username": "é", "password": "x"}, "Username is invalid"),
            ({"username": "a"}, "Password is invalid"),
        ],
    )
    async def test_wrong_words(self, knock: Asking, body: Any, message: str) -> None:
        reply = await knock("root").post(f"{DOOR}/users", json=body)
        assert (reply.status_code, reply.json()) == (400, {"message": message})

    async def test_nobody_else_may(self, knock: Asking, hub: FakeHub) -> None:
        for who, status in (("", 401), ("sam", 403), ("ines", 403)):
            assert (await knock(who).post(f"{DOOR}/users", json={})).status_code == status
        hub.service_token = "another"
        reply = await knock("root").post(f"{DOOR}/users", json={"username": "a", "password": "b"})
        assert (reply.status_code, "admin:users" in reply.text) == (403, True)
