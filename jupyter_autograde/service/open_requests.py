"""What one person has open at once (SEC-48): each of it holds a descriptor, and a file on the disk or a listener."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Self

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from jupyter_autograde.errors import TooManyRequests
from jupyter_autograde.service.request_log import USER_KEY

LISTENERS = 12
"""Event streams and long polls of one person: a lab has one, and so has each page in a browser."""
FILES = 8
"""Uploads and downloads of one person."""
_KEY = "autograde.open"
_RETRY_SECONDS = 5.0


class OpenRequest:
    """A place among what somebody has open."""

    def __init__(self, let_go: Callable[[OpenRequest], None], *, may_end: bool = False) -> None:
        self._let_go = let_go
        self.may_end = may_end
        """Whether it can make room for another one."""
        self.ended = False
        """Whether it has to end now."""
        self.on_end: Callable[[], None] = _nothing
        """Called in the event loop when it has to end."""

    def end(self) -> None:
        """Let it end; call it in the event loop."""
        self.ended = True
        self.on_end()

    def let_go(self) -> None:
        """Give the place back; once more does no harm."""
        self._let_go(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.let_go()


class OpenRequests:
    """Counts what each person has open in this process.

    Parameters
    ----------
    listeners, files : int
        How many a person may have; 0 = no limit.
    """

    def __init__(self, listeners: int = LISTENERS, files: int = FILES) -> None:
        self._listeners, self._files = listeners, files
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], list[OpenRequest]] = {}

    def stream(self, request: Request) -> OpenRequest:
        """Count an event stream. Where there are too many the oldest ends, for a lab that has come back is served.

        Raises
        ------
        TooManyRequests
            None of the others can end.
        """
        return self._enter(request, "listeners", self._listeners, may_end=True)

    def poll(self, request: Request) -> OpenRequest:
        """Count a long poll, as `stream`."""
        return self._enter(request, "listeners", self._listeners)

    def file(self, request: Request) -> OpenRequest:
        """Count an upload or a download; TooManyRequests where there are too many."""
        return self._enter(request, "files", self._files)

    def _enter(self, request: Request, kind: str, limit: int, *, may_end: bool = False) -> OpenRequest:
        person = request.scope.get(USER_KEY, "")
        # Of a name that ends so, no more is known than by which door somebody came.
        if not limit or not person or person.endswith("/"):
            return OpenRequest(_nothing_of, may_end=may_end)
        place = (kind, person)
        entered = OpenRequest(lambda one: self._leave(place, one), may_end=may_end)
        with self._lock:
            held = self._open.setdefault(place, [])
            oldest = next((one for one in held if one.may_end), None) if len(held) >= limit else None
            if oldest is not None:
                held.remove(oldest)
            elif len(held) >= limit:
                raise TooManyRequests(
                    f"You have {limit} requests of this kind open at once. Wait until one of them has ended, or close "
                    "pages and programs that you do not need.",
                    details={"retry_after": _RETRY_SECONDS},
                )
            held.append(entered)
        if oldest is not None:
            oldest.end()
        request.scope.setdefault(_KEY, []).append(entered)
        return entered

    def _leave(self, place: tuple[str, str], one: OpenRequest) -> None:
        with self._lock:
            held = self._open.get(place, [])
            if one in held:
                held.remove(one)
            if not held:
                self._open.pop(place, None)


class LetGoAtEnd:
    """ASGI middleware: whatever became of a request, what it was counted for is given back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await self._app(scope, receive, send)
        finally:
            for one in scope.pop(_KEY, ()):
                one.let_go()


def _nothing() -> None:
    """Do nothing."""


def _nothing_of(one: OpenRequest) -> None:
    """Do nothing: it was not counted."""
