"""Whether the workers on other machines have sandboxes that hold: each of them has tested its own (SEC-34)."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_autograde.queues.base import Load
from jupyter_autograde.service.sandbox_check import TESTING


class WorkerCheck:
    """Says of all workers what `SandboxCheck` says of this machine.

    Parameters
    ----------
    load : callable
        What the workers have said of themselves.
    warning : str, optional
        What the configured sandbox does not hold that the operator has chosen all the same.
    """

    def __init__(self, load: Callable[[], Load], warning: str | None) -> None:
        self._load = load
        self.warning = warning

    def fault(self) -> str | None:
        """Return why no job may run, with the next step; None when some worker may."""
        load = self._load()
        if load.slots:
            return None
        return " ".join(load.faults) or "No grading worker runs. Start one: jupyter autograde worker"

    def known_fault(self) -> str | None:
        """Return why no worker's sandbox holds; None as long as one is not tested, or no worker has come."""
        load = self._load()
        if load.slots or TESTING in load.faults:
            return None
        return " ".join(load.faults) or None

    def start(self, on_pass: Callable[[], None]) -> None:
        """Test nothing: nothing runs on this machine."""

    def stop(self) -> None:
        """Test nothing."""
