"""Delete by the clock what no row names: see `storage.leftovers`."""

from __future__ import annotations

import asyncio
import logging
import threading

from jupyter_autograde.errors import Conflict
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
    try:
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            # An edge with a broad catch: whatever database and disk do, the next look is taken.
            try:
                removed = await asyncio.to_thread(remove_leftovers, database, blobs, stopped=stopped.is_set)
                if removed:
                    _log.info("Deleted %d files that no row named for a day", removed)
            except Conflict as fault:
                _log.warning("%s", fault.message)
            except Exception:
                _log.exception("Could not look for files that no row names")
            await asyncio.sleep(EVERY_SECONDS)
    finally:
        stopped.set()
