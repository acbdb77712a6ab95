"""What a backup says of itself: at its beginning what it is, at its end what is in it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from jupyter_autograde.models.base import UtcTime


class Manifest(BaseModel):
    """The first member of the archive."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["jupyter-autograde backup"] = "jupyter-autograde backup"
    format: Literal[1] = 1
    release: str
    """Version of the program that wrote it."""
    revision: str
    """Schema that the rows have."""
    created_at: UtcTime
    rows: int
    """About how many there are, for whoever shows progress."""


class Ending(BaseModel):
    """The last member: a file without it was cut off."""

    model_config = ConfigDict(extra="ignore")

    rows: dict[str, int]
    """Table -> rows."""
    sequences: dict[str, int]
    """Table with growing ids -> the last id that was given, of a row that is gone by now as well."""
    blobs: int
    lost: dict[str, str]
    """SHA-256 of contents that rows name and that were missing or damaged already -> what was wrong."""
