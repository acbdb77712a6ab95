"""The body of every error answer."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_autograde.models.base import Reply


class ErrorBody(Reply):
    """Jupyter's `message` and `reason`, and what programs need beside them."""

    message: str
    reason: str | None = None
    code: str
    details: dict[str, Any] = Field(default_factory=dict)
