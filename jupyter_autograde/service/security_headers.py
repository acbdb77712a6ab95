"""Headers that every answer carries (SEC-50, SEC-51)."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
"""Nothing of the API is a page: a browser that shows an answer runs and loads nothing of it."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FIXED = tuple((name.lower().encode(), value.encode()) for name, value in ALWAYS.items())
_FIXED_NAMES = frozenset(name for name, _ in _FIXED)
_UNLESS_SAID = ((b"content-security-policy", API_POLICY.encode()), (b"cache-control", b"no-store"))


class SecurityHeaders:
    """ASGI middleware; a route's own Content-Security-Policy or Cache-Control stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [header for header in message.get("headers", ()) if header[0] not in _FIXED_NAMES]
                said = {name for name, _ in own}
                message["headers"] = [*own, *_FIXED, *(header for header in _UNLESS_SAID if header[0] not in said)]
            await send(message)

        await self._app(scope, receive, add)
