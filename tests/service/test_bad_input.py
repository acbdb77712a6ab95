"""Whatever is sent: a stable code, a sentence, and nothing half-written."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import func, select

from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import Archive, Asking, archive
from jupyter_autograde.testing.walkthrough import draft, graded, notebook, ok, release, submit, work

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def raw(name: str, content: bytes = b"x", mode: int = 0o100644, **more: bytes) -> Archive:
    """Return an archive that our own writer would refuse to write."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for path, text in {"hw1.ipynb": notebook(), **more}.items():
            made.writestr(path, text)
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        made.writestr(entry, content)
    return Archive(buffer.getvalue())


def many_files() -> Archive:
    return archive({"hw1.ipynb": notebook(), **{f"f{n}": b"" for n in range(600)}})


def full() -> bytes:
    """As many values as one notebook may have, in few bytes."""
    return b'{"cells": [], "metadata": {}, "nbformat": 4, "x": [' + b"[]," * 95_000 + b"1]}"


def deep() -> bytes:
    return b'{"nbformat": 4, "metadata": {}, "cells": ' + b"[" * 200 + b"]" * 200 + b"}"


REFUSED: dict[str, tuple[Callable[[], Archive], int, str]] = {
    "no zip": (lambda: Archive(b"hello"), 400, "invalid_bundle"),
    "empty": (lambda: Archive(b""), 400, "invalid_bundle"),
    "cut zip": (lambda: Archive(work().content[:-30]), 400, "invalid_bundle"),
    "parent folder": (lambda: raw("../../etc/passwd"), 400, "unsafe_path"),
    "absolute": (lambda: raw("/etc/passwd"), 400, "unsafe_path"),
    "drive": (lambda: raw("C:\\windows"), 400, "unsafe_path"),
    "link": (lambda: raw("link", b"/etc/passwd", 0o120777), 400, "unsafe_path"),
    "device": (lambda: raw("dev", b"", 0o020666), 400, "unsafe_path"),
    "NUL": (lambda: Archive(raw("aXb").content.replace(b"aXb", b"a\0b")), 400, "unsafe_path"),
    "direction": (lambda: raw("a\u202eb"), 400, "unsafe_path"),
    "same name": (lambda: raw("HW1.ipynb", notebook()), 400, "unsafe_path"),
    "bomb": (lambda: raw("zeros", bytes(30 << 20)), 400, "invalid_bundle"),
    "too many files": (many_files, 413, "bundle_too_large"),
    "large notebook": (lambda: archive({"hw1.ipynb": os.urandom(21 << 20)}), 413, "bundle_too_large"),
    "not a notebook": (lambda: archive({"hw1.ipynb": b"hello"}), 400, "invalid_notebook"),
    "no cells": (lambda: archive({"hw1.ipynb": b"{}"}), 400, "invalid_notebook"),
    "NaN": (
        lambda: archive({"hw1.ipynb": b'{"cells": [], "metadata": {"a": NaN}, "nbformat": 4}'}),
        400,
        "invalid_notebook",
    ),
    "deep": (lambda: archive({"hw1.ipynb": deep()}), 400, "invalid_notebook"),
    "bad text": (lambda: archive({"hw1.ipynb": b"\xff\xfe"}), 400, "invalid_notebook"),
    "many notebooks": (
        lambda: archive({"hw1.ipynb": notebook(), **{f"{n}.ipynb": notebook() for n in range(101)}}),
        413,
        "bundle_too_large",
    ),
    "many values": (
        lambda: archive({"hw1.ipynb": notebook(), **{f"{n}.ipynb": full() for n in range(3)}, "z.ipynb": b"x"}),
        413,
        "bundle_too_large",
    ),
    "other notebook": (lambda: archive({"other.ipynb": notebook()}), 400, "invalid_bundle"),
}


def counts(components: Components) -> list[int]:
    tables = (orm.Submission, orm.Job, orm.Bundle, orm.AssignmentVersion)
    with components.database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def leftovers(components: Components) -> list[Path]:
    return [*components.upload_folder.iterdir(), *Path(components.blobs.url).rglob("*.part")]


async def test_bad_bundles_are_refused_with_a_reason_and_leave_nothing(ask: Asking, components: Components) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    before = counts(components)
    for what, (make, status, code) in REFUSED.items():
        answer = await submit(ask, assignment_id, sent=make())
        assert (answer.status_code, answer.json()["code"]) == (status, code), what
        assert answer.json()["message"].endswith("."), what
    assert counts(components) == before
    assert leftovers(components) == []
    assert (await submit(ask, assignment_id)).status_code == 201


async def test_what_comes_again_is_compared_and_not_parsed(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    sent = archive({"hw1.ipynb": notebook(), "more.bin": os.urandom(2 << 20)})
    for first in (work(), sent):
        key = first.headers["Content-Digest"][:50]
        taken = ok(await submit(ask, assignment_id, sent=first, key=key))

        def parse(*args: Any, **more: Any) -> Any:
            raise AssertionError("it was parsed")

        with monkeypatch.context() as patch:
            patch.setattr("jupyter_autograde.service.uploads.read_notebook", parse)
            again = await submit(ask, assignment_id, sent=first, key=key)
            assert (again.status_code, again.json()["id"]) == (200, taken["id"])
            other = await submit(ask, assignment_id, sent=archive({"hw1.ipynb": b"no notebook"}), key=key)
            assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_bad_sources_are_refused_in_the_same_way(ask: Asking, components: Components) -> None:
    assignment_id = await draft(ask)
    before = counts(components)
    for what, (make, status, code) in REFUSED.items():
        if what == "other notebook":
            continue  # a source may have any notebook
        sent = make()
        answer = await ask("ines").post(
            f"/assignments/{assignment_id}/versions", content=sent.content, headers=sent.headers
        )
        assert (answer.status_code, answer.json()["code"]) == (status, code), what
    assert counts(components) == before


async def test_a_source_needs_a_notebook_and_an_environment_that_there_is(ask: Asking) -> None:
    path = f"/assignments/{await draft(ask)}/versions"

    async def code(sent: Archive, **query: Any) -> str:
        answer = await ask("ines").post(path, content=sent.content, headers=sent.headers, params=query)
        return f"{answer.status_code} {answer.json()['code']}"

    assert await code(archive({"data.csv": b"1"})) == "400 invalid_source"
    assert await code(work(), notebooks="missing.ipynb") == "400 invalid_source"
    assert await code(work(), environment="other") == "400 invalid_input"


async def test_a_body_that_is_not_the_announced_one_is_refused(ask: Asking, components: Components) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    before = counts(components)
    wrong = Archive(work("score: 9").content)
    answer = await ask("sam").post(
        f"/assignments/{assignment_id}/submissions",
        content=wrong.content,
        headers={**work("score: 1").headers, "Idempotency-Key": "k"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "digest_mismatch")
    assert counts(components) == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 422),
        ({"Idempotency-Key": "k"}, 422),
        ({"Content-Digest": "sha-256=:AAAA:", "Idempotency-Key": "k"}, 400),
        ({"Content-Digest": "md5=:AAAA:", "Idempotency-Key": "k"}, 400),
        ({"Content-Digest": work().headers["Content-Digest"]}, 422),
        ({"Content-Digest": work().headers["Content-Digest"], "Idempotency-Key": ""}, 422),
        ({"Content-Digest": work().headers["Content-Digest"], "Idempotency-Key": "k" * 129}, 422),
        ({"Content-Digest": work().headers["Content-Digest"], "Idempotency-Key": "a b"}, 422),
    ],
)
async def test_a_submission_needs_its_digest_and_its_key(ask: Asking, headers: dict[str, str], status: int) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    answer = await ask("sam").post(f"/assignments/{assignment_id}/submissions", content=work().content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, "invalid_input")


@pytest.mark.parametrize("settings", [{"max_bundle": 100_000}])
async def test_a_body_over_the_limit_is_refused_before_it_is_read(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1 << 16
            yield bytes(1 << 16)

    def ask_with(headers: dict[str, str]) -> Any:
        return ask("sam").post(
            f"/assignments/{assignment_id}/submissions",
            content=body(),
            headers={**work().headers, "Idempotency-Key": "k", **headers},
        )

    announced = await ask_with({"Content-Length": str(50 << 20)})
    assert (announced.status_code, announced.json()["code"], read) == (413, "bundle_too_large", 0)
    endless = await ask_with({})
    assert (endless.status_code, endless.json()["code"]) == (413, "bundle_too_large")
    assert read < 12 << 20


@pytest.mark.parametrize("content", [b"x" * (3 << 20), b'{"name": "' + b"x" * (3 << 20) + b'"}'])
async def test_ordinary_bodies_have_a_limit_too(ask: Asking, content: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield content[: 1 << 19]
        yield content[1 << 19 :]

    for sent in (content, pieces()):
        answer = await ask("root").post("/courses", content=sent, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "bundle_too_large")


MANY_VALUES = b'{"x": [' + b"[]," * 20_000 + b"[]]}"
DEEP = b'{"x": ' + b"[" * 60 + b"]" * 60 + b"}"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (MANY_VALUES, 413, "bundle_too_large"),
        (DEEP, 400, "invalid_input"),
        (DEEP.decode().encode("utf-16"), 400, "invalid_input"),
        (DEEP.decode().encode("utf-16-be"), 400, "invalid_input"),
        (MANY_VALUES.decode().encode("utf-32-le"), 400, "invalid_input"),
    ],
)
@pytest.mark.parametrize("who", ["", "sam", "root"])
async def test_json_is_measured_before_it_is_parsed(
    ask: Asking, who: str, content: bytes, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield content[:10]
        yield content[10:]

    async def parse(request: Request) -> Any:
        raise AssertionError("it was parsed")

    monkeypatch.setattr(Request, "json", parse)
    for kind in ("application/json", "Application/vnd.x+JSON; charset=utf-8"):
        for sent in (content, pieces()):
            answer = await ask(who).post("/events", content=sent, headers={"Content-Type": kind})
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.json()["message"].endswith(".")


async def test_what_stands_in_texts_is_not_measured(ask: Asking) -> None:
    faulty = {"csv": "user,role\n" + '"[,{",x\n' * 30_000}
    course_id = ok(await ask("ines").get("/courses"))[0]["id"]
    answer = await ask("ines").post(f"/courses/{course_id}/roster/preview", json=faulty)
    assert answer.json()["faults"]


async def test_what_is_wrong_in_a_thousand_places_is_told_of_the_first(ask: Asking) -> None:
    def event(cells: list[Any]) -> dict[str, Any]:
        return {"path": "a.ipynb", "saved_at": "2026-01-01T00:00:00Z", "tail": {"cells": cells}}

    cell = {"cell_type": "code", "source": "", "outputs": [{}] * 1000}
    for body in (
        {"events": [event([{}] * 400)] * 20},
        {"events": [event([{}] * 1001)]},
        {"events": [event([cell] * 9)]},
        {"events": [event([{**cell, "outputs": [{}] * 2001}])]},
        {"events": [], **{f"key {number}": 1 for number in range(19_000)}},
        {"events": [], "x" * 900_000: 1},
    ):
        answer = await ask("sam").post("/events", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert len(answer.json()["details"]["faults"]) <= 5
        assert len(answer.content) < 10_000


async def test_strangers_bodies_are_not_read(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    read = False

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield b"x"

    path = f"/assignments/{assignment_id}/submissions"
    for who, status in (("", 401), ("mallory", 404)):
        headers = {**work().headers, "Idempotency-Key": "k"}
        assert (await ask(who).post(path, content=body(), headers=headers)).status_code == status
    assert not read


async def test_closed_and_over_are_told_apart(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    path = f"/assignments/{assignment_id}"
    ok(await ask("ines").patch(path, json={"state": "closed"}))
    assert (await submit(ask, assignment_id)).json()["code"] == "assignment_closed"
    ok(await ask("ines").patch(path, json={"state": "released", "closes_at": "2020-01-01T00:00:00Z"}))
    assert (await submit(ask, assignment_id)).json()["code"] == "deadline_passed"


async def test_a_draft_takes_nothing(ask: Asking) -> None:
    assignment_id = await draft(ask)
    assert (await submit(ask, assignment_id, by="ines")).json()["code"] == "not_released"
    assert (await submit(ask, assignment_id, by="sam")).json()["code"] == "not_found"


@pytest.mark.parametrize("settings", [{"attempts_a_day": 2}])
async def test_attempts_of_a_day_are_counted(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    for _ in range(2):
        ok(await submit(ask, assignment_id))
    answer = await submit(ask, assignment_id)
    assert (answer.status_code, answer.json()["code"]) == (429, "attempt_limit_reached")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("settings", [{"requests_per_second": 0.5}])
async def test_requests_of_one_person_are_counted(ask: Asking) -> None:
    codes = [(await ask("sam").get("/me")).status_code for _ in range(8)]
    assert codes.count(200) == 5
    assert codes[-1] == 429
    assert (await ask("tom").get("/me")).status_code == 200


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\nb", "a\u202eb", "x" * 129, "a\x00b"])
async def test_names_that_can_not_be_names(ask: Asking, name: str) -> None:
    answer = await ask("root").post("/courses", json={"name": name})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert "name" in answer.json()["details"]["faults"][0]["where"]


async def test_odd_names_are_names(ask: Asking) -> None:
    for name in ("Физика 1", "a'; DROP TABLE course; --", "=1+1", "<b>", " x ", "%2e%2e", "🧪"):
        ok(await ask("root").post("/courses", json={"name": name}))
        assert [c["name"] for c in ok(await ask("root").get("/courses", params={"name": name}))] == [name]


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("POST", "/courses", b"{"),
        ("POST", "/courses", b'{"name": "x", "unknown": 1}'),
        ("POST", "/courses", b'{"name": 5}'),
        ("POST", "/courses", b"[]"),
        ("POST", "/courses", b'{"name": "\\ud800"}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "yesterday"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "2026-01-01T00:00:00"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "9999-12-31T23:59:59-14:00"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a\\u0000", "saved_at": "2026-01-01T00:00:00Z"}]}'),
        ("POST", "/events", b'{"events": [{"path": "a", "saved_at": "2026-01-01T00:00:00Z", "size": 1e300}]}'),
        ("GET", "/events?after=-1", b""),
        ("GET", "/events?after=99999999999999999999", b""),
        ("GET", "/events?wait=100", b""),
    ],
)
async def test_what_does_not_fit_is_named(ask: Asking, method: str, path: str, content: bytes) -> None:
    answer = await ask("root").request(method, path, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["details"]["faults"]


async def test_a_moment_that_no_calendar_has_is_named(ask: Asking) -> None:
    """With its offset it lies before the year 1."""
    assignment_id = await draft(ask)
    answer = await ask("ines").patch(f"/assignments/{assignment_id}", json={"due_at": "0001-01-01T00:00:00+14:00"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "path", ["/courses/nothing", "/courses/0", f"/courses/{'I' * 26}", "/versions/../../keys", "/nothing", "/jobs/x%00"]
)
async def test_what_is_no_id_is_not_found(ask: Asking, path: str) -> None:
    answer = await ask("sam").get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_method_that_is_not_there(ask: Asking) -> None:
    answer = await ask("sam").delete("/courses")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


async def test_a_submission_while_the_hub_is_down_can_be_sent_again(ask: Asking, hub: FakeHub) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    hub.stop()
    refused = await submit(ask, assignment_id, by="olga", key="k")
    assert (refused.status_code, refused.json()["code"]) == (503, "hub_unreachable")
    hub.start()
    assert ok(await submit(ask, assignment_id, by="olga", key="k"))["attempt"] == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte: a file system in a file system where we may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Put the blobs on the small disk where a test asks for it."""
    if "small_disk" in request.fixturenames:
        return {"blobs_url": str(request.getfixturevalue("small_disk") / "blobs")}
    return {}


async def test_on_a_full_disk_nothing_is_stored_and_the_same_key_works_later(
    ask: Asking, components: Components, small_disk: Path
) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(450_000))
    before = counts(components)
    sent = archive({"hw1.ipynb": notebook("score: 3"), "data.bin": os.urandom(200_000)})
    full = await submit(ask, assignment_id, sent=sent, key="k")
    assert (full.status_code, full.json()["code"]) == (507, "storage_full")
    assert counts(components) == before
    assert leftovers(components) == []
    filler.unlink()
    assert ok(await submit(ask, assignment_id, sent=sent, key="k"))["attempt"] == 1


async def test_a_full_disk_below_the_uploads(ask: Asking, components: Components, tmp_path: Path) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", components.upload_folder], check=True)
    try:
        sent = archive({"hw1.ipynb": notebook(), "data.bin": os.urandom(600_000)})
        full = await submit(ask, assignment_id, sent=sent)
        assert (full.status_code, full.json()["code"]) == (507, "storage_full")
        assert leftovers(components) == []
    finally:
        subprocess.run(["umount", components.upload_folder], check=True)
    assert (await graded(ask, assignment_id))["score"] == 7


async def test_a_damaged_blob_is_a_sentence_not_half_a_file(ask: Asking, components: Components) -> None:
    assignment_id = await draft(ask)
    version = await release(ask, assignment_id)
    for path in Path(components.blobs.url).rglob("*.zst"):
        path.write_bytes(b"damaged")
    answer = await ask("sam").get(f"/versions/{version['id']}/bundle")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_error")


async def test_a_fault_of_ours_shows_no_traceback(app: FastAPI) -> None:
    @app.get("/services/autograde/api/v1/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
        answer = await client.get("/services/autograde/api/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert "secret" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
