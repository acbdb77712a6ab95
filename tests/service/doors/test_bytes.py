"""What clients of the old services put on the wire, byte for byte, over real connections.

Other tests of the doors send with httpx, which has its own ways; the clients that can be installed are in journeys.
"""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import AsyncIterator, Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
import pytest
import pytest_asyncio

from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import API, PREFIX, Asking, serving
from jupyter_autograde.testing.walkthrough import draft, notebook, ok, release
from tests.service.clients import clients_at
from tests.service.doors.gradeservice_client import SECRET, token

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
REQUESTS = "User-Agent: python-requests/2.32.3\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\n"
"""What python-requests says of itself: ngshare_exchange, PipalHub's hook."""
STAMP = "2020-01-01 00:00:00.000000"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {
        "doors": {"ngshare": [], "otter-service": [], "gofer": [], "gradeservice": [], "pipalhub": []},
        "door_options": {"gradeservice": {"secret": SECRET, "timeout": 30}, "pipalhub": {"open": True}},
    }


@pytest.fixture
def origin(components: Components) -> Iterator[str]:
    with serving(components) as address:
        yield "http://" + urlsplit(address).netloc


@pytest_asyncio.fixture
async def ask(origin: str, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    async with clients_at(origin + API, tokens) as client_of:
        yield client_of


class Wire:
    """One connection."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self._host = parts.netloc
        self._socket = socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=30)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *fault: object) -> None:
        self._socket.close()

    def ask(self, line: str, headers: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Send a request and read its answer; who expects a 100 gets it before the body is sent."""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self._socket.sendall(f"{line} HTTP/1.1\r\nHost: {self._host}\r\n{headers}{length}\r\n".encode())
        if "Expect:" in headers:
            said = b""
            while not said.endswith(b"\r\n\r\n"):
                said += self._socket.recv(1)
            assert said.startswith(b"HTTP/1.1 100 ")
        self._socket.sendall(body)
        answer = HTTPResponse(self._socket, method=line.partition(" ")[0])
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.fixture
def wire(origin: str) -> Iterator[Wire]:
    with Wire(origin) as connection:
        yield connection


def form(**fields: str) -> bytes:
    """Encode a form as urllib does, which python-requests uses."""
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()


def tree(**files: bytes) -> str:
    entries = [{"path": name, "content": base64.encodebytes(content).decode()} for name, content in files.items()]
    return json.dumps(entries)


async def test_ngshare_exchange(wire: Wire, tokens: dict[str, str]) -> None:
    def send(who: str, line: str, body: bytes = b"") -> dict[str, Any]:
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        said = f"{REQUESTS}Connection: keep-alive\r\nAuthorization: token {tokens[who]}\r\n{kind}"
        status, _, content = wire.ask(line, said, body)
        answer: dict[str, Any] = json.loads(content)
        assert (status, answer.pop("success")) == (200, True), answer
        return answer

    door, files = "/services/ngshare", {"hw 1.ipynb": notebook("x" * 100), "d.bin": bytes(range(256))}
    student = json.dumps([{"username": "new", "first_name": "N", "last_name": "", "email": ""}])
    assert send("ines", f"POST {door}/students/physics", form(user="ines", students=student)) == {
        "status": [{"username": "new", "success": True}]
    }
    assert send("ines", f"GET {door}/assignments/physics") == {"assignments": []}
    assert send("ines", f"POST {door}/assignment/physics/hw%201", form(user="ines", files=tree(**files))) == {}
    listed = send("sam", f"GET {door}/assignment/physics/hw%201?list_only=true")["files"]
    assert [sorted(one) for one in listed] == [["checksum", "path"]] * 2
    got = send("sam", f"GET {door}/assignment/physics/hw%201")["files"]
    assert {one["path"]: base64.b64decode(one["content"]) for one in got} == files
    sent = send("sam", f"POST {door}/submission/physics/hw%201", form(user="sam", files=tree(**files)))["timestamp"]
    for text in (quote_plus(sent), sent.replace(" ", "%20")):  # as `params` of requests, and as others do
        assert send("ines", f"GET {door}/submission/physics/hw%201/sam?list_only=true&timestamp={text}")
        where = f"{door}/feedback/physics/hw%201/sam?timestamp={text}&list_only=false"
        assert send("sam", f"GET {where}") == {"files": [], "timestamp": sent}
    html = tree(**{"hw 1.html": b"<p>well done"})
    send("ines", f"POST {door}/feedback/physics/hw%201/sam", form(timestamp=sent, files=html))
    (file,) = send("sam", f"GET {where}")["files"]
    assert base64.b64decode(file["content"]) == b"<p>well done"
    # Its DELETE has a form.
    assert send("ines", f"DELETE {door}/student/physics/new", form(user="ines")) == {}
    assert send("ines", f"DELETE {door}/assignment/physics/hw%201") == {}


async def test_ngshare_takes_bearer_and_feedback_from_where_its_client_puts_it(
    wire: Wire, tokens: dict[str, str]
) -> None:
    door, kind = "/services/ngshare", "Content-Type: application/x-www-form-urlencoded\r\n"
    for said in (f"token {tokens['ines']}", f"Bearer {tokens['ines']}"):
        status, _, content = wire.ask(f"GET {door}/courses", f"Authorization: {said}\r\n")
        assert (status, json.loads(content)) == (200, {"success": True, "courses": ["physics"]})
    said = f"Authorization: token {tokens['ines']}\r\n{kind}"
    wire.ask(f"POST {door}/assignment/physics/hw", said, form(files="[]"))
    _, _, content = wire.ask(f"POST {door}/submission/physics/hw", said, form(files="[]"))
    stamp = json.loads(content)["timestamp"]
    where = f"{door}/feedback/physics/hw/ines"
    for line, body, message in (
        (f"{where}?timestamp={quote_plus(stamp)}", form(files="[]"), "Please supply timestamp"),
        (f"{where}?files=%5B%5D", form(timestamp=stamp), "Please supply files"),
    ):
        status, _, content = wire.ask(f"POST {line}", said, body)
        assert (status, json.loads(content)) == (400, {"success": False, "message": message})


async def test_the_moodle_plugin(wire: Wire, ask: Asking) -> None:
    """Guzzle: a length in each part, and for much a question first."""

    def send(line: str, content: bytes, name: str = "hw 1.ipynb") -> tuple[int, Any]:
        boundary = "0123456789abcdef0123456789abcdef01234567"
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Length: {len(content)}\r\n\r\n"
        ).encode() + content
        body += f"\r\n--{boundary}--\r\n".encode()
        said = f"User-Agent: GuzzleHttp/7\r\nAuthorization: {token()}\r\n"
        said += f"Content-Type: multipart/form-data; boundary={boundary}\r\n"
        if len(body) > 1 << 20:
            said += "Expect: 100-Continue\r\n"
        status, _, answer = wire.ask(f"POST /services/gradeservice{line}", said, body)
        return status, json.loads(answer)

    status, made = send("/5/7", notebook("task"))
    assert (status, made["total"], made["points"]) == (201, 10, {"1": 10})
    assert base64.b64decode(made["hw 1.ipynb"]) == notebook("task")
    for text, score in (("score: 7", 7), ("score: 8 " + "x" * (1 << 20), 8)):
        status, graded = send("/5/7/sam", notebook(text))
        assert (status, graded["total"], graded["points"], list(graded["output"])) == (200, score, {"1": score}, ["1"])
    said = f"User-Agent: GuzzleHttp/7\r\nAuthorization: {token()}\r\n"
    status, answered, content = wire.ask("DELETE /services/gradeservice/5/7", said)
    assert (status, content, "content-length" in answered) == (204, b"", False)
    assert ok(await ask("sam").get("/assignments"))[0]["my_submission"]["attempt"] == 2


async def test_pipalhubs_hook_and_its_page(wire: Wire, ask: Asking, tokens: dict[str, str]) -> None:
    event = {"user": "sam", "type": "save-notebook", "filename": "day1/a.ipynb", "path": "/home/sam/day1/a.ipynb"}
    hook = f"{REQUESTS}Connection: keep-alive\r\nContent-Type: application/json\r\n"
    status, _, content = wire.ask("POST /services/dashboard/events", hook, json.dumps(event).encode())
    made = json.loads(content)
    assert (status, {name: made[name] for name in event}) == (201, event)
    with_charset = hook.replace("json\r\n", "json; charset=utf-8\r\n")
    status, _, content = wire.ask("POST /services/dashboard/events", with_charset, json.dumps(event).encode())
    again = json.loads(content)
    assert (status, again["id"]) == (201, made["id"])
    page = f"Accept: */*\r\nSec-Fetch-Site: same-origin\r\nAuthorization: token {tokens['sam']}\r\n"
    query = "type=save-notebook&user=sam&filename=day1%2Fa.ipynb"
    status, said, content = wire.ask(f"GET /services/dashboard/events?{query}", page)
    assert (status, said["content-type"], json.loads(content)) == (200, "application/json", [again])


@pytest.mark.parametrize(
    ("where", "metadata", "more"),
    [
        (
            "/services/otter_grade/",
            {"otter_service": {"course": "physics", "section": "1", "assignment": "hw1"}},
            "X-Otter-User: sam\r\nX-Otter-Notebook-Path: lab%20work/hw1.ipynb\r\n"
            "Referer: {origin}/user/sam/lab/tree/lab%20work/hw1.ipynb\r\n",
        ),
        (
            "/services/gofer_nb/",
            {"course": "physics", "section": "1", "lab": "hw1"},
            "X-Requested-With: XMLHttpRequest\r\nReferer: {origin}/user/sam/notebooks/hw1.ipynb\r\n",
        ),
    ],
    ids=["otter-submit", "gofer_submit"],
)
async def test_the_buttons(
    origin: str, wire: Wire, ask: Asking, hub: FakeHub, where: str, metadata: dict[str, Any], more: str
) -> None:
    """They have the cookies of the browser and nothing else."""
    assignment = await draft(ask)
    await release(ask, assignment)
    hub.log_in_as("sam")
    async with httpx.AsyncClient(base_url=origin) as browser:
        begun = await browser.get(f"{PREFIX}login")
        back = await browser.get(begun.headers["Location"])
        assert (await browser.get(back.headers["Location"])).is_redirect
        cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar if where.startswith(one.path))
    body = json.dumps({"nb": {**json.loads(notebook("score: 7 é")), "metadata": metadata}}, ensure_ascii=False).encode()
    browsers = (
        "User-Agent: Mozilla/5.0\r\nAccept: */*\r\nContent-Type: application/json\r\n"
        f"Origin: {origin}\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    )
    said = browsers + more.format(origin=origin)
    status, answered, content = wire.ask(f"POST {where}", f"{said}Cookie: {cookies}\r\n", body)
    assert (status, answered["content-type"]) == (200, "text/html; charset=utf-8")
    sentence = "Your submission is being graded and will be posted to the gradebook once it is finished running!"
    assert content.decode() == sentence
    (row,) = ok(await ask("tom").get(f"/assignments/{assignment}/submissions"))
    assert (row["user"], row["attempt"]) == ("sam", 1)
    # Without the cookies the names that the request has are nobody's.
    status, _, content = wire.ask(f"POST {where}", said, body)
    assert (status, b"login" in content) == (401, True)
