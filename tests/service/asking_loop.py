"""Asks what is asked in an event loop, for tests that have none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

PATIENCE = 30
"""Seconds after which a test fails."""
T = TypeVar("T")


class AskingLoop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def ask(self, question: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin to ask; when this returns it has been asked."""
        asked = asyncio.run_coroutine_threadsafe(question, self._loop)
        self.settle()
        return asked

    def settle(self) -> None:
        """Wait until what was asked has been asked, and what was cancelled is."""
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop).result(PATIENCE)

    def end(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
