"""What one person has open at once, over real connections (SEC-48)."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import socket
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from jupyter_autograde.models.event import EventType
from jupyter_autograde.service import http_protocol
from jupyter_autograde.service.components import Components, StreamSettings
from jupyter_autograde.service.open_requests import OpenRequests
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.testing.service import Asking, archive, serving
from jupyter_autograde.testing.walkthrough import draft, notebook, ok, release, submit, work
from tests.service.clients import clients_at

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def url(components: Components) -> Iterator[str]:
    """Two listeners and one file a person."""
    limited = dataclasses.replace(
        components, open=OpenRequests(listeners=2, files=1), streams=StreamSettings(longest_poll=1.0)
    )
    with serving(limited) as address:
        yield f"{address}api/v1"


@pytest_asyncio.fixture
async def ask(url: str, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    async with clients_at(url, tokens) as client_of:
        yield client_of


async def handed_in(ask: Asking) -> str:
    """Return the id of a submission of sam's."""
    assignment = await draft(ask)
    await release(ask, assignment)
    return str(ok(await submit(ask, assignment))["id"])


async def until(ask: Asking, path: str, status: int) -> httpx.Response:
    """Ask until the answer has a status."""
    while (reply := await ask("sam").get(path)).status_code != status:
        pass
    return reply


async def test_one_stream_more_ends_the_oldest_and_nobody_elses(ask: Asking, components: Components) -> None:
    async with (
        ask("tom").stream("GET", "/events/stream") as toms,
        ask("sam").stream("GET", "/events/stream") as first,
        ask("sam").stream("GET", "/events/stream") as second,
        ask("sam").stream("GET", "/events/stream") as third,
    ):
        assert [one.status_code for one in (toms, first, second, third)] == [200] * 4
        assert "connected" in (await first.aread()).decode()  # to its end
        others = [one.aiter_lines() for one in (toms, second, third)]
        for lines in others:
            await until_line(lines, "connected")  # what is told before goes to nobody
        with components.database.write() as session:
            for user in ("sam", "tom"):
                append_event(session, EventType.SUBMISSION_GRADED, user=user, text="told")
        for lines in others:
            await until_line(lines, "told")


async def until_line(lines: AsyncIterator[str], text: str) -> None:
    """Read a stream up to the line with a text."""
    while text not in await anext(lines):
        pass


async def test_polls_count_as_listeners(ask: Asking) -> None:
    async def listen() -> None:
        while True:
            await ask("sam").get("/events", params={"wait": 10})

    waiting = [asyncio.create_task(listen()) for _ in range(2)]
    refused = await until(ask, "/events", 429)
    assert refused.json()["code"] == "too_many_requests"
    assert refused.json()["details"]["retry_after"] > 0
    assert ok(await ask("olga").get("/events"))["events"] == []
    for one in waiting:
        one.cancel()
    await until(ask, "/events", 200)


async def test_a_file_on_its_way_counts_until_it_has_come(ask: Asking, url: str, tokens: dict[str, str]) -> None:
    submission = await handed_in(ask)
    (assignment,) = ok(await ask("sam").get("/assignments"))
    bundle, sent, parts = f"/submissions/{submission}/bundle", work("score: 8"), urlsplit(url)
    head = {**sent.headers, "Host": "x", "Authorization": f"token {tokens['sam']}", "Idempotency-Key": "slow"}
    lines = [f"{name}: {value}\r\n" for name, value in {**head, "Content-Length": len(sent.content)}.items()]
    request = f"POST {parts.path}/assignments/{assignment['id']}/submissions HTTP/1.1\r\n{''.join(lines)}\r\n"

    async def begun() -> tuple[asyncio.StreamWriter, asyncio.Task[bytes]]:
        """Send the beginning of a file until it counts; gives the line and its answer."""
        while True:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(request.encode() + sent.content[:10])
            answer = asyncio.create_task(reader.readline())
            while not answer.done():
                reply = await ask("sam").get(bundle)
                if reply.status_code == 429:
                    assert reply.json()["code"] == "too_many_requests"
                    return writer, answer
            assert b" 429 " in answer.result()  # a download was first
            writer.close()

    writer, answer = await begun()
    assert (await ask("ines").get(bundle)).status_code == 200
    writer.write(sent.content[10:])
    assert b" 201 " in await answer
    writer.close()
    assert (await until(ask, bundle, 200)).content


async def test_an_answer_that_nobody_reads_is_given_up(
    ask: Asking, url: str, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = await draft(ask)
    version = await release(ask, assignment)
    data = random.Random(1).randbytes(24 << 20)  # more than the system takes on its way
    sent = archive({"data.bin": data, "hw1.ipynb": notebook("score: 1")})
    bundle = f"/submissions/{ok(await submit(ask, assignment, sent=sent))['id']}/bundle"
    monkeypatch.setattr(http_protocol, "READING_SECONDS", 0.2)
    parts = urlsplit(url)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((str(parts.hostname), int(parts.port or 0)))
        request = f"GET {parts.path}{bundle} HTTP/1.1\r\nHost: x\r\nAuthorization: token {tokens['sam']}\r\n\r\n"
        client.sendall(request.encode())
        assert client.recv(1024).startswith(b"HTTP/1.1 200")
        await until(ask, f"/versions/{version['id']}/bundle", 200)  # before, it is one too many


async def test_who_has_the_files_is_not_sent_them_again(ask: Asking) -> None:
    bundle = f"/submissions/{await handed_in(ask)}/bundle"
    first = await ask("sam").get(bundle)
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}'):
        again = await ask("sam").get(bundle, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert (await ask("sam").get(bundle, headers={"If-None-Match": '"other"'})).content == first.content
    assert (await ask("olga").get(bundle, headers={"If-None-Match": first.headers["ETag"]})).status_code == 404
