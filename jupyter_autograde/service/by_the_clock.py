"""What the service does by the clock: no request is there to do it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from jupyter_autograde.exchange.announcements import announce_openings, has_openings
from jupyter_autograde.exchange.live_retention import forget_by_clock
from jupyter_autograde.exchange.notebook_events import KEPT_DAYS
from jupyter_autograde.service.components import Components
from jupyter_autograde.storage.database import Database

_log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How long an opening may go untold; whoever asks sees it at its time."""
FORGET_SECONDS = 3600.0
"""How much longer than its days something of the live classroom may be kept; it is not shown any more."""


def tell_openings(database: Database) -> None:
    """Tell of what has opened and was not told of, whatever process is asked first."""
    with database.read() as session:
        if not has_openings(session):
            return
    with database.write() as session:
        announce_openings(session)


def forget_saves(components: Components) -> None:
    """Delete what was kept of saves for long enough: by the days of each course, and those of a door."""
    wanted = [mounted.door.save_days for mounted in components.doors if mounted.door.save_days is not None]
    with components.database.write() as session:
        forget_by_clock(session, days=min(wanted, default=KEPT_DAYS))


async def keep_telling(components: Components) -> None:
    """Tell of openings until cancelled."""
    await keep_doing("look for assignments that open", LOOK_SECONDS, lambda: tell_openings(components.database))


async def keep_forgetting(components: Components) -> None:
    """Delete what was kept for long enough until cancelled, first now: a restored backup may bring old things back."""
    await keep_doing("delete what was kept of old saves", FORGET_SECONDS, lambda: forget_saves(components))


async def keep_doing(
    what: str, seconds: float, work: Callable[[], None], *, hurry: Callable[[], None] = lambda: None
) -> None:
    """Do some work in a thread every few seconds until cancelled; then no such thread is left.

    Parameters
    ----------
    what : str
        The work in words, for the log: could not ...
    hurry : callable
        Tells work that takes long to end.
    """
    while True:
        # An edge with a broad catch: whatever the database does, the next look is taken.
        doing = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            await asyncio.shield(doing)
        except asyncio.CancelledError:
            hurry()
            await asyncio.wait([doing])  # whoever cancels closes the database next
            raise
        except Exception:
            _log.exception("Could not %s", what)
        await asyncio.sleep(seconds)
