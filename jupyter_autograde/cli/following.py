"""Events for a terminal: as they come, by the long poll, which no proxy holds back."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import ServiceUnreachable
from jupyter_autograde.models.event import Event, EventPage

AGAIN = 2.0
"""Seconds before a service that does not answer is asked again."""


def follow(client: AutogradeClient, after: int | None = None) -> Iterator[Event]:
    """Yield events after an id (default: from now on), without end; a break of the service loses none.

    Raises
    ------
    ServiceUnreachable
        At the first question; later ones are repeated.
    """
    page = client.poll_events(after=after, wait=0)
    while True:
        yield from page.events
        page = _next_page(client, page.last_id)


def _next_page(client: AutogradeClient, after: int) -> EventPage:
    told = False
    while True:
        try:
            return client.poll_events(after=after)
        except ServiceUnreachable as fault:
            if not told:
                print(f"{fault.message} It is asked again and again.", file=sys.stderr)
            told = True
            time.sleep(AGAIN)
