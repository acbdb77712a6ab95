"""Answers of success, and names that may stand for something."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse, Response

from jupyter_autograde.errors import InvalidName, NotFound, PermissionDenied
from jupyter_autograde.models.base import check_name
from jupyter_autograde.service.doors.descriptions import Responses, fields, reply

GOOD: Responses = {200: reply(fields(["success"], success={"const": True}))}


class Answer(JSONResponse):
    """JSON in ASCII, as Tornado writes it: an answer repeats names as they came, and half a character has no UTF-8."""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return json.dumps(content).encode("ascii")


def good(**facts: Any) -> Response:
    """Return a success with `facts`."""
    return Answer({"success": True, **facts})


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
