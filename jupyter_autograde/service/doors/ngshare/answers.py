"""Answers of success, and names that may stand for something."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from jupyter_autograde.errors import InvalidName, NotFound, PermissionDenied
from jupyter_autograde.models.base import check_name


def good(**facts: Any) -> Response:
    """Return a success with `facts`."""
    return JSONResponse({"success": True, **facts})


def denied(why: str) -> PermissionDenied:
    """Return the refusal; `why` is told where the door is set to debug."""
    return PermissionDenied("Permission denied", details={"why": why})


def known(name: str, kind: str) -> str:
    """Return `name` when something can have it; NotFound in ngshare's words otherwise."""
    try:
        return check_name(name)
    except ValueError:
        raise NotFound(f"{kind} not found") from None


def new(name: str) -> str:
    """Return `name` when something new may have it.

    Raises
    ------
    InvalidName
    """
    try:
        return check_name(name)
    except ValueError as fault:
        raise InvalidName(f"{name[:200]!r} can't be a name here: {fault}.") from None
