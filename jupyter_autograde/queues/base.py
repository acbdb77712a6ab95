"""What a queue is: it wakes workers, and a worker leases its next job from the database."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from jupyter_autograde.errors import InvalidInput

ENTRY_POINT_GROUP = "jupyter_autograde.queues"


POLL_SECONDS = 5.0
"""How often a queue looks by itself: for jobs whose waiting time is over, for dead workers' jobs, for who is to be told
how far the queue is, and for a broker that is back."""


@dataclass(frozen=True)
class Load:
    """What the workers of all machines can do, and what waits for them."""

    workers: int
    slots: int
    """Jobs at once, of the workers that nothing holds up."""
    running: int
    waiting: int
    faults: tuple[str, ...] = ()
    """Why workers take no jobs."""

    @property
    def wanted(self) -> int:
        """How many more jobs could begin now."""
        return min(self.waiting, max(0, self.slots - self.running))


class Worker(Protocol):
    """What a queue needs of the grading side."""

    def begin(self, slots: int, fault: Callable[[], str | None]) -> None:
        """Let all others know that this process does up to `slots` jobs at once, unless `fault` says why not.

        With 0 slots they know that it uses the database: nobody restores a backup under it.
        """

    def end(self) -> None:
        """Let all others know that this process does no more jobs."""

    def run_next(self) -> bool:
        """Do one job; False when none waits."""

    def rescue(self) -> None:
        """Queue again what dead workers have left."""

    def tell_waiting(self) -> None:
        """Tell those who wait that the queue has moved."""

    def load(self) -> Load:
        """Return what can be done and what waits."""

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
    here: ClassVar[bool] = True
    """Whether the service's own process does jobs, and so needs a sandbox that holds."""

    def __init__(self, worker: Worker, *, slots: int, ready: Callable[[], str | None], log: logging.Logger) -> None:
        self._worker = worker
        self._slots = slots
        self._ready = ready
        self._log = log
        self._sweeping = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep, name="queue-sweeper", daemon=True)

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

    def reach(self) -> None:  # noqa: B027 - most queues need nothing
        """Raise UpstreamError when what the queue needs outside of this process does not answer."""

    @abstractmethod
    def state(self) -> QueueState:
        """Say whether jobs get done."""

    def work(self, stop: threading.Event, *, grace: float) -> None:
        """Do jobs in this process until `stop` is set: `jupyter autograde worker`.

        Parameters
        ----------
        grace : float
            Seconds that running jobs may take to end afterwards; what is left is given back.
        """
        raise InvalidInput(
            f"The jobs of {type(self).__name__} are done in the service itself. "
            "For workers of their own set c.AutogradeService.queue to 'celery'."
        )

    def look_around(self) -> None:
        """Do what is due every few seconds; a subclass may add to it."""
        self._worker.rescue()
        self._worker.tell_waiting()

    def start_sweeping(self) -> None:
        """Look around every `POLL_SECONDS` from now on, in a thread."""
        self._sweeper.start()

    def stop_sweeping(self, timeout: float) -> None:
        """Look around no more; a look under way may take `timeout` seconds to end."""
        self._sweeping.set()
        if self._sweeper.is_alive():
            self._sweeper.join(timeout)

    def _sweep(self) -> None:
        while not self._sweeping.wait(POLL_SECONDS):
            # Another edge with a broad catch: whatever the database does, the next look is taken.
            try:
                self.look_around()
            except Exception:
                self._log.exception("Could not look for the jobs of dead workers")
