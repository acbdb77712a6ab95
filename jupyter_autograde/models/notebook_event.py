"""What save hooks say of notebooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from jupyter_autograde.models.base import Name, Reply, UtcTime, check_plain

SAVED = "save-notebook"
"""The type that PipalHub's hook and ours send."""

_Type = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(check_plain)]
_Path = Annotated[str, Field(max_length=1024), AfterValidator(check_plain)]


class NotebookEvent(BaseModel):
    """Something happened to a notebook, as a hook reports it.

    Numbers are read as text and unknown keys dropped: hooks of other makers send both.
    """

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    type: _Type
    user: Name
    filename: _Path
    path: _Path
    timestamp: UtcTime | None = None
    """When it happened; None = now."""


class StoredNotebookEvent(Reply):
    """The newest event of one type about one notebook of one person."""

    id: int
    type: str
    user: str
    filename: str
    path: str
    at: datetime
