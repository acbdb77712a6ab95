"""Health of the service."""

from __future__ import annotations

from enum import StrEnum

from jupyter_autograde.models.base import Reply


class HealthStatus(StrEnum):
    """All an anonymous asker learns."""

    OK = "ok"
    DEGRADED = "degraded"


class ComponentHealth(Reply):
    """One part of the service."""

    ok: bool
    message: str
    """What was checked, or what is wrong and the next step."""


class Health(Reply):
    """State of the service; everything but `status` for admins only."""

    status: HealthStatus
    version: str | None = None
    components: dict[str, ComponentHealth] | None = None
    doors: dict[str, list[str]] | None = None
    """Open doors for clients of other services: name -> prefixes."""
