"""Tell the lab something, from any thread."""

from __future__ import annotations

from typing import Any

from jupyter_events import EventLogger
from tornado.ioloop import IOLoop

from jupyter_autograde.events import emit


class Announcer:
    """Emits Jupyter events on the event loop, wherever it is called."""

    def __init__(self, logger: EventLogger, loop: IOLoop) -> None:
        self._logger = logger
        self._loop = loop

    def announce(self, event: str, data: dict[str, Any]) -> None:
        """Emit an event soon; on a loop that has ended nothing happens."""
        self._loop.add_callback(emit, self._logger, event, data)
