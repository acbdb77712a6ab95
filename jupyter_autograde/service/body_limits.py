"""No request body is larger or slower than its route expects (SEC-48)."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jupyter_autograde.bundles.limits import MIB

JSON_LIMIT = MIB
"""Bytes of an ordinary body; routes that take files count for themselves (`service.uploads`)."""
JSON_SECONDS = 30.0

_KEY = "autograde.uploads"
_TOO_LARGE = f"The request is larger than {JSON_LIMIT // MIB} MiB"


def expect_upload(request: Request) -> None:
    """Lift the limits of this request: what follows is counted by `service.uploads`."""
    request.scope[_KEY] = True


class BodyLimits:
    """ASGI middleware: counts and times bodies, before anything parses them."""

    def __init__(self, app: ASGIApp, seconds: float = JSON_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        received = 0
        give_up_at = asyncio.get_running_loop().time() + self._seconds
        complete = False

        async def limited() -> Message:
            nonlocal received, complete
            if complete or scope.get(_KEY):
                return await receive()
            if received == 0 and _announced(scope) > JSON_LIMIT:
                raise HTTPException(413, _TOO_LARGE)
            try:
                async with asyncio.timeout_at(give_up_at):
                    message = await receive()
            except TimeoutError as fault:
                raise HTTPException(408, "The request came too slowly and was given up") from fault
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > JSON_LIMIT and not scope.get(_KEY):
                raise HTTPException(413, _TOO_LARGE)
            return message

        await self._app(scope, limited, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("Content-Length", "")
    return int(length[:20]) if length.isascii() and length.isdigit() else 0
