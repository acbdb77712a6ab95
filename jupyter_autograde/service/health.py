"""How the service's parts do, each with what to do next when it does not do well."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_autograde import __version__
from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.models.health import ComponentHealth, Health, HealthStatus
from jupyter_autograde.service.components import Components


def examine(parts: Components, *, details: bool) -> Health:
    """Return the state of the service; what it consists of only with `details`."""
    components = {
        "database": _try(parts.database.check, "The database answers."),
        "blobs": _try(parts.blobs.check, "Files can be stored."),
        "queue": _queue(parts),
        "sandbox": _sandbox(parts),
    }
    well = all(component.ok for component in components.values())
    status = HealthStatus.OK if well else HealthStatus.DEGRADED
    if not details:
        return Health(status=status)
    return Health(status=status, version=__version__, components=components)


def _try(check: Callable[[], None], well: str) -> ComponentHealth:
    try:
        check()
    except AutogradeError as fault:
        return ComponentHealth(ok=False, message=fault.message)
    return ComponentHealth(ok=True, message=well)


def _queue(parts: Components) -> ComponentHealth:
    state = parts.queue.state()
    return ComponentHealth(ok=state.ok, message=state.message)


def _sandbox(parts: Components) -> ComponentHealth:
    fault = parts.sandbox.fault() or parts.sandbox.warning
    return ComponentHealth(ok=fault is None, message=fault or "The self-test found no way out.")
