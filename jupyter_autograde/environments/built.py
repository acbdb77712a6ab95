"""What is known of an environment that was built."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from jupyter_autograde.models.base import Name, Sha256, UtcTime


class BuiltEnvironment(BaseModel):
    """One environment, as `environment.json` beside it tells."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    python: str
    """Its interpreter, absolute; with an image, inside of it."""
    version: str
    """Of Python."""
    lock: Sha256
    """SHA-256 of the lock file; of an image, its own digest. Grades record it."""
    image: str = ""
    """`NAME@sha256:…` or `sha256:…`; empty for a Python of this machine."""
    build: str = ""
    """Folder of the build, beside this file; empty for an image."""
    built_at: UtcTime
