"""How the service's parts do, each with what to do next when it does not do well."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from jupyter_autograde import __version__
from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.models.health import ComponentHealth, Health, HealthStatus
from jupyter_autograde.queues.base import Queue
from jupyter_autograde.service.doors.mounts import MountedDoor
from jupyter_autograde.service.worker_parts import Check
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database

FRESH_SECONDS = 3.0
"""Anybody may ask, and each look writes to the disk: more often than this nobody gets a new one."""


class Examiner:
    """Looks at the parts of the service."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        queue: Queue,
        sandbox: Check,
        doors: Sequence[MountedDoor] = (),
        fresh_seconds: float = FRESH_SECONDS,
    ) -> None:
        self._checks: dict[str, Callable[[], ComponentHealth]] = {
            "database": lambda: _try(database.check, "The database answers."),
            "blobs": lambda: _try(blobs.check, "Files can be stored."),
            "queue": lambda: _queue(queue),
            "sandbox": lambda: _sandbox(sandbox),
        }
        for mounted in doors:
            if mounted.door.warning:
                self._checks[f"door {mounted.door.name}"] = partial(
                    ComponentHealth, ok=False, message=mounted.door.warning
                )
        self._doors, self._fresh_seconds = doors, fresh_seconds
        self._lock = threading.Lock()
        self._seen: dict[str, ComponentHealth] = {}
        self._seen_at = float("-inf")

    def examine(self, *, details: bool) -> Health:
        """Return the state of the service; what it consists of only with `details`."""
        components = self._look()
        well = all(component.ok for component in components.values())
        status = HealthStatus.OK if well else HealthStatus.DEGRADED
        if not details:
            return Health(status=status)
        doors = {mounted.door.name: list(mounted.prefixes) for mounted in self._doors}
        return Health(status=status, version=__version__, components=components, doors=doors)

    def _look(self) -> dict[str, ComponentHealth]:
        with self._lock:
            if time.monotonic() - self._seen_at >= self._fresh_seconds:
                self._seen = {name: check() for name, check in self._checks.items()}
                self._seen_at = time.monotonic()
            return self._seen


def _try(check: Callable[[], None], well: str) -> ComponentHealth:
    try:
        check()
    except AutogradeError as fault:
        return ComponentHealth(ok=False, message=fault.message)
    return ComponentHealth(ok=True, message=well)


def _queue(queue: Queue) -> ComponentHealth:
    state = queue.state()
    return ComponentHealth(ok=state.ok, message=state.message)


def _sandbox(sandbox: Check) -> ComponentHealth:
    try:
        fault = sandbox.fault() or sandbox.warning
    except AutogradeError as trouble:  # what the workers say is in the database
        fault = trouble.message
    return ComponentHealth(ok=fault is None, message=fault or "The self-test found no way out.")
