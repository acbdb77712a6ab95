"""Whatever is sent as a bundle: refused with a reason, before it costs much, and nothing stays behind."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import Archive, Asking, archive
from jupyter_autograde.testing.walkthrough import draft, notebook, ok, release, submit, work
from tests.service.there import counts, leftovers

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
