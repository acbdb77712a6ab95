from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import ok

pytestmark = pytest.mark.asyncio


async def test_only_admins_learn_what_the_service_consists_of(ask: Asking) -> None:
    for who in ("", "sam", "ines"):
        assert ok(await ask(who).get("/health")) == {"status": "ok", "version": None, "components": None, "doors": None}
    health = ok(await ask("root").get("/health"))
    assert health["version"]
    assert {name for name, part in health["components"].items() if part["ok"]} == {
        "database",
        "blobs",
        "queue",
        "sandbox",
    }


async def test_health_answers_while_the_hub_is_down(ask: Asking, hub: FakeHub) -> None:
    hub.stop()
    assert ok(await ask("root").get("/health")) == {"status": "ok", "version": None, "components": None, "doors": None}


async def test_a_part_that_fails_is_named_with_the_next_step(components: Components, app: object) -> None:
    folder = Path(components.blobs.url)
    components.examiner._fresh_seconds = 0
    shutil.rmtree(folder)
    folder.write_bytes(b"a file where the folder was")
    health = components.examiner.examine(details=True)
    assert health.status == "degraded"
    assert health.components is not None
    assert not health.components["blobs"].ok
    assert health.components["database"].ok
    assert health.components["blobs"].message.endswith(".")
