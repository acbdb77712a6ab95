"""ngshare's stand-alone mode, where a request names who sends it, and its sample data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.doors.mounts import mount_doors
from tests.service.doors.ngshare_client import DOOR, NAMES, at, good, listed, refused, tree

HERE = "http://127.0.0.1:12121"
OPTIONS = {"vngshare": True, "debug": True, "admins": ["root"]}
OLD = "2020-01-01 00:00:00.000000"


@pytest.fixture
def settings() -> dict[str, Any]:
    options = {"ngshare": OPTIONS}
    return {"standalone": True, "load_courses": {}, "doors": {"ngshare": []}, "door_options": options}


def client(app: FastAPI, base_url: str = HERE, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url=base_url, headers=headers)


@pytest_asyncio.fixture
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app) as made:
        yield made


async def debug(here: httpx.AsyncClient, action: str) -> httpx.Response:
    return await here.get(at("initialize-Data6ase"), params={"user": "user", "action": action})


@pytest.mark.asyncio
async def test_the_sample_data(here: httpx.AsyncClient) -> None:
    assert good(await debug(here, "init")) == {"message": "done"}
    assert refused(await debug(here, "init"))[0] == 409
    assert good(await here.get(at("courses"), params={"user": "root"}))["courses"] == ["course1", "course2"]
    kevin, lawrence = {"user": "kevin"}, {"user": "lawrence"}
    assert good(await here.get(at("courses"), params=kevin))["courses"] == ["course1"]
    found = good(await here.get(at("assignment", "course1", "challenge"), params=lawrence))
    assert found == {"files": listed({"file2": b"22222"})}
    of = ("course1", "challenge", "lawrence")
    times = [row["timestamp"] for row in good(await here.get(at("submissions", *of), params=kevin))["submissions"]]
    assert (len(times), times[0]) == (2, OLD)
    for stamp, files in ((OLD, {"file3": b"33333"}), (times[1], {"file4": b"44444"})):
        reply = await here.get(at("submission", *of), params={**kevin, "timestamp": stamp})
        assert good(reply) == {"files": listed(files), "timestamp": stamp}
    reply = await here.get(at("feedback", *of), params={**lawrence, "timestamp": OLD})
    assert good(reply) == {"files": listed({"file5": b"55555"}), "timestamp": OLD}
    assert good(await debug(here, "clear")) == {"message": "done"}
    assert good(await here.get(at("courses"), params={"user": "root"}))["courses"] == []
    assert good(await debug(here, "init")) == {"message": "done"}
    assert refused(await debug(here, "dump")) == (400, "action should be clear or init")


@pytest.mark.asyncio
async def test_who_asks_is_whom_the_request_names(here: httpx.AsyncClient) -> None:
    await debug(here, "init")
    form = {"user": "eric", "files": tree({"a": b"1"})}
    submit, seen = at("submission", "course2", "assignment2a"), at("submissions", "course2", "assignment2a")
    good(await here.post(submit, data=form))
    (row,) = good(await here.get(seen, params={"user": "abigail"}))["submissions"]
    assert row["student_id"] == "eric"
    for path in (at("courses"), at("students", "course1")):
        assert refused(await here.get(path)) == (400, "Please supply user")
    assert refused(await here.post(at("course", "new"), data={"user": "a\0b"}))[0] == 400
    assert refused(await here.post(submit, data={**form, "x": "x" * (2 << 20)}))[0] == 413


@pytest.mark.asyncio
async def test_with_debug_it_says_why(here: httpx.AsyncClient) -> None:
    await debug(here, "init")
    for who, path, why in (
        ("kevin", at("course", "new"), "not admin"),
        ("lawrence", at("student", "course1", "new"), "not course instructor"),
        ("eric", at("student", "course1", "new"), "not related to course"),
    ):
        assert refused(await here.post(path, data={"user": who, **NAMES})) == (403, f"Permission denied ({why})")


@pytest.mark.asyncio
async def test_the_page_is_shown_to_user(here: httpx.AsyncClient) -> None:
    for query, name in (("", "user"), ("?user=kevin%22%3E", "kevin&quot;&gt;")):
        page = await here.get(f"{DOOR}/{query}")
        assert (page.status_code, f"You are {name}." in page.text) == (200, True)
    assert 'kevin">' not in page.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("base_url", "address", "headers"),
    [
        (HERE, "10.0.0.7", {}),
        ("http://evil.example:12121", "127.0.0.1", {}),
        # No host at all: what is made of these must not be this machine's name.
        (HERE, "127.0.0.1", {"Host": "a{b.evil.example:12121"}),
        (HERE, "127.0.0.1", {"Host": "evil.example:"}),
        (HERE, "127.0.0.1", {"Host": "127.0.0.1:12121@evil.example"}),
        (HERE, "127.0.0.1", {"Host": "127.0.0.1:12121, evil.example"}),
        (HERE, "127.0.0.1", {"Host": ""}),
        (HERE, "127.0.0.1", {"Sec-Fetch-Site": "cross-site"}),
        (HERE, "127.0.0.1", {"Origin": "http://evil.example"}),
    ],
)
async def test_nobody_else_is_answered(app: FastAPI, base_url: str, address: str, headers: dict[str, str]) -> None:
    async with client(app, base_url, address, **headers) as other:
        for path in (at("courses"), f"{DOOR}/", at("initialize-Data6ase")):
            assert refused(await other.get(path, params={"user": "root", "action": "clear"}))[0] == 403
        assert refused(await other.post(at("course", "new"), data={"user": "root"}))[0] == 403


@pytest.mark.asyncio
@pytest.mark.parametrize("base_url", ["http://localhost", "http://LOCALHOST:80", "http://[::1]:12121", HERE])
async def test_this_machine_has_several_names(app: FastAPI, base_url: str) -> None:
    async with client(app, base_url) as here:
        assert good(await here.get(at("courses"), params={"user": "root"}))["courses"] == []


def test_with_a_hub_it_does_not_open() -> None:
    with pytest.raises(InvalidInput, match="--standalone"):
        mount_doors({"ngshare": []}, {"ngshare": {"vngshare": True}}, "/services/autograde/")
    assert mount_doors({"ngshare": []}, {"ngshare": {"vngshare": True}}, "/", standalone=True)
