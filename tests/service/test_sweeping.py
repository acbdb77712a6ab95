"""By the clock: what no row names goes while the service runs."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import pytest

from jupyter_autograde.service import sweeping
from jupyter_autograde.service.components import Components
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


async def test_the_service_deletes_what_no_row_names(ask: Asking, components: Components) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    submission = await graded(ask, assignment)
    digest = left_over(components)
    while components.blobs.has(digest):
        ok(await ask("ines").get("/me"))
    assert (await ask("sam").get(f"/submissions/{submission['id']}/bundle")).status_code == 200


async def test_it_says_why_it_deletes_nothing(
    ask: Asking, components: Components, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger=sweeping.__name__):
        digest = left_over(components)
        while "Is it the right database?" not in caplog.text:
            ok(await ask("ines").get("/me"))
    assert components.blobs.has(digest)
