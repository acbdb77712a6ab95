"""What a queue is: it wakes workers, and a worker leases its next job from the database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class QueueState:
    """How the queue does, for health."""

    ok: bool
    message: str


class Queue(ABC):
    """A way to get queued jobs done. The entry-point group is `jupyter_autograde.queues`."""

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
