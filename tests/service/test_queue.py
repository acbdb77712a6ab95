"""The queue as people see it: places over HTTP, and the health of a service whose workers are elsewhere."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.models.health import ComponentHealth
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.health import Examiner
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.ledger_engine import LEDGER
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.service import Asking, configured, hub_authenticator
from jupyter_autograde.testing.walkthrough import draft, ok, release, submit, wait_for, work
from jupyter_autograde.timestamps import now

NOWHERE = "redis://127.0.0.1:1/0"
"""Where no broker listens."""


@pytest.fixture
def pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a submission can be told to wait for."""
    monkeypatch.setenv(LEDGER, str(tmp_path / "ledger"))
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"engine": "jupyter_autograde.testing.ledger_engine.ledger_engine", "slots": 1}


@pytest.mark.asyncio
async def test_who_waits_sees_the_place_in_the_queue_and_a_time(ask: Asking, pipe: Path) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    running = ok(await submit(ask, assignment_id, sent=work(f"score: 1 wait: {pipe} ")))
    await wait_for(ask("sam"), "job_started", submission_id=running["id"])
    asked_at = now()
    waiting = [ok(await submit(ask, assignment_id, "olga", work(f"score: {n}"))) for n in (2, 3)]
    seen = [ok(await ask("olga").get(f"/submissions/{one['id']}")) for one in waiting]
    assert [(one["state"], one["position"]) for one in seen] == [("queued", 1), ("queued", 2)]
    etas = [datetime.fromisoformat(one["eta"]) for one in seen]
    assert asked_at < etas[0] < etas[1]
    job = ok(await ask("olga").get(f"/jobs/{waiting[1]['job_id']}"))
    assert (job["state"], job["position"]) == ("queued", 2)
    event = await wait_for(ask("olga"), "submission_received", submission_id=waiting[1]["id"])
    assert event["data"]["position"] == 2
    with pipe.open("w"):
        pass
    for one in waiting:
        await wait_for(ask("olga"), "submission_graded", submission_id=one["id"])
    done = ok(await ask("olga").get(f"/submissions/{waiting[1]['id']}"))
    assert (done["state"], done["position"], done["eta"]) == ("graded", None, None)


def with_workers_elsewhere(folder: Path, database_url: str, **settings: Any) -> AutogradeService:
    given = {"queue": "celery", "queue_options": {"broker": NOWHERE}}
    return configured(folder, database_url, **(given | settings))


def part(components: Components, name: str) -> ComponentHealth:
    examiner = Examiner(components.database, components.blobs, components.queue, components.sandbox_check)
    found = examiner.examine(details=True).components
    assert found is not None
    return found[name]


def test_a_service_with_workers_elsewhere_says_what_it_misses(tmp_path: Path, database_url: str, hub: FakeHub) -> None:
    service = with_workers_elsewhere(tmp_path, database_url)
    components = service.build(authenticator=hub_authenticator(hub))
    assert not part(components, "sandbox").ok
    assert "Start one: jupyter autograde worker" in part(components, "sandbox").message
    assert "Start one: jupyter autograde worker" in part(components, "queue").message
    components.queue.start()
    until(lambda: "does not answer" in part(components, "queue").message, "the queue to notice")
    components.queue.stop(10)
    worker = service.build_worker()
    reasons = ["The kernel refuses user namespaces."]
    worker.worker.begin(3, lambda: next(iter(reasons), None))
    assert part(components, "sandbox").message == "The kernel refuses user namespaces."
    reasons.clear()
    until(lambda: part(components, "sandbox").ok, "the end of the fault to be said")
    worker.worker.end()
    assert not part(components, "sandbox").ok
    worker.close()
    components.database.close()


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("c.AutogradeService.queue = 'in_process'", "to 'celery'"),
        (f"c.AutogradeService.update(queue='celery', queue_options={{'broker': '{NOWHERE}'}})", "db upgrade"),
    ],
    ids=["no queue outside", "no tables"],
)
def test_a_worker_that_could_do_nothing_does_not_start(
    tmp_path: Path, settings: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.py"
    config.write_text(f"{settings}\nc.AutogradeService.db_url = 'sqlite:///{tmp_path / 'empty.db'}'\n")
    assert main(["worker", f"--config={config}", f"--data-dir={tmp_path / 'data'}"]) != 0
    assert reason in capsys.readouterr().err
