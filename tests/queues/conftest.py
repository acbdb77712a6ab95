"""A broker, and workers as processes of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.queues.celery import CeleryQueue
from jupyter_autograde.testing.ledger_engine import LEDGER
from jupyter_autograde.testing.redis import RedisServer, run_redis
from jupyter_autograde.testing.school import School
from jupyter_autograde.testing.worker_process import WorkerProcess


@pytest.fixture
def broker() -> Iterator[RedisServer]:
    """A real Redis, that the test may stop and start."""
    with run_redis() as server:
        yield server


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Where worker processes note what they grade."""
    path = tmp_path / "ledger"
    path.touch()
    return path


@pytest.fixture
def start_worker(
    school: School, database_url: str, broker: RedisServer, ledger: Path, tmp_path: Path
) -> Iterator[Callable[..., WorkerProcess]]:
    """Start worker processes with `settings` of the service over those of the test; they end with it."""
    started: list[WorkerProcess] = []

    def start(*words: str, **settings: Any) -> WorkerProcess:
        given = {
            "queue": "celery",
            "queue_options": {"broker": broker.url},
            "data_dir": str(tmp_path / "service"),
            "db_url": database_url,
            "blobs_url": str(tmp_path / "blobs"),
            "sandbox": "jupyter_autograde.testing.service.HoldingSandbox",
            "engine": "jupyter_autograde.testing.ledger_engine.ledger_engine",
            "slots": 2,
            "lease_seconds": 3,
        }
        config = tmp_path / f"worker-{len(started)}.py"
        config.write_text(f"c.AutogradeService.update({given | settings!r})\n")
        process = WorkerProcess(config, {LEDGER: str(ledger)}, log=tmp_path / f"worker-{len(started)}.log", words=words)
        started.append(process)
        return process

    yield start
    for process in started:
        process.end()


@pytest.fixture
def queue(school: School, broker: RedisServer) -> Iterator[CeleryQueue]:
    """The service's side of the queue, started."""
    log = logging.getLogger("jupyter_autograde.test")
    made = CeleryQueue(school.worker, slots=1, ready=lambda: None, log=log, broker=broker.url)
    forget = school.database.on_commit(lambda topics: made.wake() if "jobs" in topics else None)
    made.start()
    yield made
    made.stop(10)
    forget()
