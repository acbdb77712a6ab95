"""The parts of a process that grades: in the service itself, or as `jupyter autograde worker`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from jupyter_autograde.grading.contract import Engine
from jupyter_autograde.grading.worker import GradingWorker
from jupyter_autograde.queues.base import Queue
from jupyter_autograde.storage.database import Database


class Check(Protocol):
    """Whether jobs may run: `SandboxCheck`, or `WorkerCheck` where workers test sandboxes of their own."""

    @property
    def warning(self) -> str | None:
        """What a sandbox does not hold that the operator has chosen all the same."""

    def fault(self) -> str | None:
        """Return why no job may run, with the next step; None when jobs may."""

    def known_fault(self) -> str | None:
        """Return `fault` where that is known to last: not while a first test runs, or a worker may come."""

    def start(self, on_pass: Callable[[], None]) -> None:
        """Begin to test; `on_pass` is called when jobs may run."""

    def stop(self) -> None:
        """Give up."""


@dataclass(frozen=True)
class WorkerParts:
    """What grades."""

    database: Database
    worker: GradingWorker
    queue: Queue
    check: Check
    engine: Engine
    closers: Sequence[Callable[[], None]]
    """Called in this order when no job runs any more."""

    def begin(self) -> None:
        """Begin the self-test; when it is passed, jobs run, and what is slow to start is started ahead."""

        def passed() -> None:
            self.queue.wake()
            self.engine.warm_up()

        self.database.on_commit(lambda topics: self.queue.wake() if "jobs" in topics else None)
        self.check.start(passed)

    def close(self) -> None:
        """End what is kept running."""
        self.check.stop()
        for close in self.closers:
            close()
        self.database.close()
