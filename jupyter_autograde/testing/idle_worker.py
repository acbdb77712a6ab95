"""A worker that finds nothing to do, for tests of queues."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_autograde.errors import StorageError
from jupyter_autograde.queues.base import Load


class IdleWorker:
    """Does nothing, and says that it is there."""

    def begin(self, slots: int, fault: Callable[[], str | None]) -> None:
        """Be there."""

    def end(self) -> None:
        """Be gone."""

    def run_next(self) -> bool:
        """Find nothing."""
        return False

    def rescue(self) -> None:
        """Find nothing."""

    def tell_waiting(self) -> None:
        """Find nobody."""

    def load(self) -> Load:
        """Return one idle worker."""
        return Load(workers=1, slots=1, running=0, waiting=0)

    def let_go(self) -> None:
        """Have nothing."""


class WorkerWithoutDatabase(IdleWorker):
    """Has lost its database in the middle."""

    def let_go(self) -> None:
        """Raise StorageError."""
        raise StorageError("The database is away.")

    def end(self) -> None:
        """Raise StorageError."""
        raise StorageError("The database is away.")
