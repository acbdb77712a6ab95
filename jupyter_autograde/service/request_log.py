"""One line a request: who, what, how it ended, how long; no query, no header, no body."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("jupyter_autograde.requests")
USER_KEY = "autograde.user"


class RequestLog:
    """ASGI middleware. Faults of the service at WARNING, changes at INFO, reading at DEBUG."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and write its line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            reading = scope["method"] in {"GET", "HEAD", "OPTIONS"}
            level = logging.DEBUG if reading and status < 400 else logging.INFO
            log.log(
                logging.WARNING if status >= 500 else level,
                "%s %s %d %.1f ms user=%s",
                scope["method"],
                # Escaped: a path can hold a line break that somebody encoded.
                ascii(scope["path"])[1:-1],
                status,
                (time.perf_counter() - began) * 1000,
                ascii(scope.get(USER_KEY, "-")).strip("'"),
            )
