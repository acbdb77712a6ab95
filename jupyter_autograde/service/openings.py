"""Tell students of assignments that open by their clock: no request is there to tell of it."""

from __future__ import annotations

import asyncio
import logging

from jupyter_autograde.exchange.announcements import announce_openings, has_openings
from jupyter_autograde.storage.database import Database

_log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How long an opening may go untold; whoever asks sees it at its time."""


def tell_openings(database: Database) -> None:
    """Tell of what has opened and was not told of, whatever process is asked first."""
    with database.read() as session:
        if not has_openings(session):
            return
    with database.write() as session:
        announce_openings(session)


async def keep_telling(database: Database) -> None:
    """Look every few seconds until cancelled."""
    while True:
        # An edge with a broad catch: whatever the database does, the next look is taken.
        try:
            await asyncio.to_thread(tell_openings, database)
        except Exception:
            _log.exception("Could not look for assignments that open")
        await asyncio.sleep(LOOK_SECONDS)
