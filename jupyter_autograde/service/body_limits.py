"""No request body is larger or slower than its route expects, and no JSON holds more (SEC-20, SEC-48)."""

from __future__ import annotations

import asyncio
import codecs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.notebook.json_shape import shape_of

JSON_LIMIT = MIB
"""Bytes of an ordinary body; routes that take files count for themselves (`service.uploads`)."""
JSON_SECONDS = 30.0
MOST_VALUES = 20_000
"""Of all lists and objects in a JSON body: it is parsed in the event loop, and before anybody asks who sends it."""
MOST_LEVELS = 50

_KEY = "autograde.uploads"
_TOO_LARGE = f"The request is larger than {JSON_LIMIT // MIB} MiB"


def expect_upload(request: Request) -> None:
    """Lift the limits of this request: what follows is counted by `service.uploads`."""
    request.scope[_KEY] = True


class BodyLimits:
    """ASGI middleware: counts and times bodies, and looks at what JSON holds, before anything parses them."""

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
        pieces: list[bytes] | None = [] if _may_be_json(scope) else None

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
            piece = message.get("body", b"")
            received += len(piece)
            complete = not message.get("more_body", False)
            if received > JSON_LIMIT and not scope.get(_KEY):
                raise HTTPException(413, _TOO_LARGE)
            if pieces is not None:
                pieces.append(piece)
                if complete:
                    _check_json(b"".join(pieces))
            return message

        await self._app(scope, limited, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("Content-Length", "")
    return int(length[:20]) if length.isascii() and length.isdigit() else 0


def _may_be_json(scope: Scope) -> bool:
    """Say whether something may parse the body as JSON, by what the request says that it is."""
    kind = Headers(scope=scope).get("Content-Type", "")
    return not kind or "json" in kind.lower()


def _check_json(content: bytes) -> None:
    # Python's parser takes other encodings too, in which quotes and brackets are other bytes.
    if b"\0" in content[:4] or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise HTTPException(400, "The JSON of this request is not in UTF-8. Send it in UTF-8")
    shape = shape_of(content, values=MOST_VALUES, depth=MOST_LEVELS)
    if shape.values is None:
        raise HTTPException(413, f"The JSON of this request holds more than {MOST_VALUES} values. Send less at a time")
    if shape.deep:
        raise HTTPException(400, f"The JSON of this request is nested deeper than {MOST_LEVELS} levels")
