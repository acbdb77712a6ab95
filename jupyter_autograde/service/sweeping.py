"""Throw away by the clock what no row names: see `storage.leftovers`."""

from __future__ import annotations

import asyncio
import logging
import threading

from jupyter_autograde.errors import Conflict
from jupyter_autograde.service.by_the_clock import keep_doing
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.leftovers import remove_leftovers

_log = logging.getLogger(__name__)

FIRST_SECONDS = 300.0
"""After the start, when whoever waited for it has been served."""
EVERY_SECONDS = 6 * 3600.0


async def keep_sweeping(database: Database, blobs: BlobStore) -> None:
    """Look every few hours until cancelled; every service of a database may."""
    stopped = threading.Event()

    def sweep() -> None:
        try:
            swept = remove_leftovers(database, blobs, stopped=stopped.is_set)
        except Conflict as fault:
            _log.warning("%s", fault.message)
        else:
            if swept.thrown or swept.deleted:
                _log.info(
                    "Put %d files that no row named for a day into the trash, and deleted %d from there",
                    swept.thrown,
                    swept.deleted,
                )

    await asyncio.sleep(FIRST_SECONDS)
    await keep_doing("look for files that no row names", EVERY_SECONDS, sweep, hurry=stopped.set)
