"""uvicorn, as this service needs it: limits on, streams end at once when it is told to stop."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import FrameType

import uvicorn

from jupyter_autograde.service.app import create_app
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.http_protocol import DeadlineProtocol

GRACE_SECONDS = 20
"""For requests under way when the service is told to stop."""
KEEP_ALIVE_SECONDS = 30
_MAX_HEADERS = 64 * 1024


class Server(uvicorn.Server):
    """A server of one application, on the sockets that `run` is given."""

    def __init__(self, components: Components) -> None:
        self._components = components
        self._started = threading.Event()
        super().__init__(
            uvicorn.Config(
                create_app(components),
                http=DeadlineProtocol,
                ws="none",
                # Who asks comes from the hub alone; nothing is taken from X-Forwarded-* (SEC-40).
                proxy_headers=False,
                server_header=False,
                access_log=False,
                log_config=None,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
                h11_max_incomplete_event_size=_MAX_HEADERS,
                lifespan="on",
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop taking requests; event streams, which never end by themselves, end now."""
        self._components.feed.close()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets)
        self._started.set()

    def wait_until_started(self, seconds: float) -> None:
        """Wait for it in another thread; RuntimeError when it takes longer."""
        if not self._started.wait(seconds) or not self.started:
            raise RuntimeError("The service did not start.")

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `handle_exit` or `stop_soon`."""
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def stop_soon(self) -> None:
        """Stop; from any thread."""

        def stop() -> None:
            self._components.feed.close()
            self.should_exit = True

        self._loop.call_soon_threadsafe(stop)
