"""By the clock: what no row names goes while the service runs."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from pathlib import Path

import pytest

from jupyter_autograde.service import sweeping
from jupyter_autograde.service.components import Components
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import draft, graded, ok, release

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(sweeping, "EVERY_SECONDS", 0.05)


def left_over(components: Components) -> str:
    """Store what no row names, two days ago; returns its digest."""
    digest = components.blobs.put(b"refused")
    for path in Path(components.blobs.url).rglob(f"{digest}.zst"):
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    return digest


async def test_the_service_throws_away_what_no_row_names(ask: Asking, components: Components) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await graded(ask, assignment)
    digest = left_over(components)
    while components.blobs.trash() != [digest]:
        ok(await ask("ines").get("/me"))
    assert (await ask("sam").get(f"/submissions/{submission['id']}/bundle")).status_code == 200


async def test_it_says_why_it_deletes_nothing(
    ask: Asking, components: Components, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger=sweeping.__name__):
        digest = left_over(components)
        components.blobs.add_owner("another")
        while "more than one database" not in caplog.text:
            ok(await ask("ines").get("/me"))
    assert components.blobs.has(digest)


class SlowStore(BlobStore):
    """Takes its time to say who counts on it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.begun, self.let_go, self.ended = threading.Event(), threading.Event(), threading.Event()

    def owners(self) -> set[str]:
        self.begun.set()
        assert self.let_go.wait(60)
        self.ended.set()
        return super().owners()


async def test_it_has_ended_before_the_database_is_closed(components: Components, tmp_path: Path) -> None:
    store = SlowStore(str(tmp_path / "slow"))
    sweep = asyncio.create_task(sweeping.keep_sweeping(components.database, store))
    await asyncio.to_thread(store.begun.wait, 60)
    sweep.cancel()
    for _ in range(10):
        await asyncio.sleep(0)  # let it end if it wants to
    assert not sweep.done()
    store.let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await sweep
    assert store.ended.is_set()
