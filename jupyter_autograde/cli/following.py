"""Events for a terminal: as they come, by the long poll, which no proxy holds back."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import ServiceUnreachable, TooManyRequests
from jupyter_autograde.models.event import Event, EventPage, EventType
from jupyter_autograde.models.live import LiveNotebook

P = ParamSpec("P")
T = TypeVar("T")

AGAIN = 2.0
"""Seconds before a service that does not answer is asked again."""


def follow(client: AutogradeClient, after: int | None = None) -> Iterator[Event]:
    """Yield events after an id (default: from now on), without end; a break of the service loses none.

    Raises
    ------
    ServiceUnreachable
        At the first question; later ones are repeated.
    """
    for page in follow_pages(client, after):
        yield from page.events


def follow_pages(client: AutogradeClient, after: int | None = None) -> Iterator[EventPage]:
    """Yield the same page by page: the more has happened since the last was asked for, the more is in one."""
    page = client.poll_events(after=after, wait=0)
    while True:
        yield page
        page = patiently(client.poll_events, after=page.last_id)


def follow_saves(
    client: AutogradeClient, course_id: str, after: int | None = None, *, assignment_id: str | None = None
) -> Iterator[list[LiveNotebook]]:
    """Yield what a course's students have saved since the last was asked for: each notebook once, newest first.

    The classroom is asked for once for all that was saved meanwhile, so that a class at work is not too much.
    """
    for page in follow_pages(client, after):
        saved = {
            (event.user, event.data.get("path"))
            for event in page.events
            if event.type is EventType.NOTEBOOK_SAVED and event.course_id == course_id
        }
        if saved:
            shown = patiently(client.show_live, course_id, assignment_id=assignment_id).notebooks
            yield [notebook for notebook in shown if (notebook.user, notebook.path) in saved]


def patiently(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the answer to a question that is asked again while the service is away or wants fewer questions."""
    told = False
    while True:
        try:
            return ask(*args, **kwargs)
        except (ServiceUnreachable, TooManyRequests) as fault:
            if not told:
                print(f"{fault.message} It is asked again and again.", file=sys.stderr)
            told = True
            time.sleep(AGAIN)
