"""Limits of a body that is a file."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_autograde.bundles.limits import MIB


@dataclass(frozen=True)
class UploadLimits:
    """Limits of one body.

    `size` in bytes; `seconds` for the whole body; `idle_seconds` between two pieces of it.
    """

    size: int = 108 * MIB
    seconds: float = 300.0
    idle_seconds: float = 20.0
