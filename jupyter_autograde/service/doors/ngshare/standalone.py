"""Stand-alone: who asks is whom the request names, without a password. Only programs on this machine come so far."""

from __future__ import annotations

from fastapi import Request

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.doors.ngshare.answers import new
from jupyter_autograde.service.doors.ngshare.arguments import query_of, read_arguments
from jupyter_autograde.service.loopback import require_here


async def person_named(request: Request) -> Caller:
    """Return whom a request names, in its address or its form; the form is small, so files are few.

    Raises
    ------
    PermissionDenied, InvalidInput
    """
    require_here(request)
    name = query_of(request).get("user") or (await read_arguments(request)).get("user")
    if not name:
        raise InvalidInput("Please supply user")
    return Caller(new(name), admin=False, token="")


async def visitor(request: Request) -> Caller:
    """Return whom a page is shown to: whom the address names, else `user`."""
    require_here(request)
    return Caller(new(query_of(request).get("user") or "user"), admin=False, token="")
