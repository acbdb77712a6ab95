"""The hub is down, the disk is full, a file is damaged, the fault is ours: a sentence, and nothing half-written."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from jupyter_autograde.errors import StorageFull
from jupyter_autograde.exchange import fetches
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import Asking, archive
from jupyter_autograde.testing.walkthrough import draft, graded, notebook, ok, release, submit
from tests.service.there import counts, leftovers

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


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


async def test_who_fetches_gets_the_files_where_that_can_not_be_noted(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    version = await release(ask, await draft(ask))

    def full(*_: object) -> None:
        raise StorageFull("The disk is full.")

    monkeypatch.setattr(fetches, "note_fetch", full)
    assert (await ask("sam").get(f"/versions/{version['id']}/bundle")).status_code == 200
    assert "could not be noted: The disk is full." in caplog.text


async def test_who_fetches_does_not_wait_behind_a_long_write(
    ask: Asking, components: Components, caplog: pytest.LogCaptureFixture
) -> None:
    version = await release(ask, await draft(ask))
    where = f"/versions/{version['id']}/bundle"
    with components.database.write():
        # Less than what all others wait (`database.BUSY_TIMEOUT`).
        answer = await asyncio.wait_for(ask("sam").get(where), 10)
    assert answer.status_code == 200
    assert "could not be noted" in caplog.text
    holders = f"/assignments/{version['assignment_id']}/holders"
    assert ok(await ask("ines").get(holders)) == []
    assert (await ask("sam").get(where)).status_code == 200
    assert [one["user"] for one in ok(await ask("ines").get(holders))] == ["sam"]


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
