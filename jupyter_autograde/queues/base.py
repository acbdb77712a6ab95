"""What a queue is: it wakes workers, and a worker leases its next job from the database."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

ENTRY_POINT_GROUP = "jupyter_autograde.queues"


class Worker(Protocol):
    """What a queue needs of the grading side."""

    def run_next(self) -> bool:
        """Do one job; False when none waits."""

    def rescue(self) -> None:
        """Queue again what dead workers have left."""

    def let_go(self) -> None:
        """Queue again what this worker has not finished, as if it had not begun."""


@dataclass(frozen=True)
class QueueState:
    """How the queue does, for health."""

    ok: bool
    message: str


class Queue(ABC):
    """A way to get queued jobs done; `c.AutogradeService.queue` names it.

    Subclasses may take more keyword arguments: the operator's `c.AutogradeService.queue_options`.

    Parameters
    ----------
    worker : Worker
        Does one job at a time; any number of threads may share it.
    slots : int
        Jobs at once; about one a core.
    ready : callable
        Gives None when jobs may run, else the sentence why not (SEC-34): jobs then stay queued.
    log : logging.Logger
    """

    only_here: ClassVar[bool] = False
    """Whether no other process does jobs, so that at the start whatever counts as running was cut off."""

    def __init__(self, worker: Worker, *, slots: int, ready: Callable[[], str | None], log: logging.Logger) -> None:
        self._worker = worker
        self._slots = slots
        self._ready = ready
        self._log = log

    @abstractmethod
    def start(self) -> None:
        """Begin to work."""

    @abstractmethod
    def wake(self) -> None:
        """Say that there may be a job; called after the commit that made it, from any thread."""

    @abstractmethod
    def stop(self, timeout: float) -> None:
        """Take no new job, wait up to `timeout` seconds for the running ones, and give back what is left.

        A job given back is begun anew by whoever is next, and has lost no try.
        """

    @abstractmethod
    def state(self) -> QueueState:
        """Say whether jobs get done."""
