"""Contents that no row names: of hand-ins that were refused when they had been stored, and of work that was cut off."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Set
from datetime import timedelta

from jupyter_autograde.errors import Conflict
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.named_blobs import named_blobs

AGE = timedelta(days=1)
"""How long a content may wait for the row that names it: far longer than any request or job takes."""


def claim_store(database: Database, blobs: BlobStore) -> None:
    """Note that this database names contents of this store, before any comes in."""
    blobs.add_owner(_name_of(database))


def remove_leftovers(
    database: Database, blobs: BlobStore, *, age: timedelta = AGE, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Delete what no row names and nobody has stored for `age`; returns how many contents.

    Services, workers and other sweeps may run: storing a content again makes it young, and a content is looked at and
    deleted while nobody does that. Of a store that is no folder nothing is deleted, for there is no such lock.

    Parameters
    ----------
    stopped : callable
        Says whether to give up.

    Raises
    ------
    Conflict
        Rows of another database may name them.
    StorageError
    """
    if blobs.folder is None:
        return 0
    _require_own(database, blobs)
    before = time.time() - age.total_seconds()
    # The contents first: what comes in while they are listed is young.
    there = dict(blobs.put_at())
    old = {digest for digest, moment in there.items() if moment < before}
    if not old:
        return 0
    with database.snapshot() as connection:
        named = named_blobs(connection)
    unnamed = old - named
    if unnamed:
        _require_right(blobs, named, there.keys())
    removed = 0
    for digest in sorted(unnamed):
        if stopped():
            break
        removed += blobs.remove_if_older(digest, before)
    return removed


def _require_right(blobs: BlobStore, named: Set[str], there: Set[str]) -> None:
    """Refuse a database that is of another store: it names what is not there.

    How much is there that it does not name says nothing: that may be what somebody had refused.
    """
    found = len(named & there)
    if not found or 2 * found < len(named):
        raise Conflict(
            f"Nothing was deleted: of the {len(named)} files that the database names, {found} are in {blobs.folder}. "
            "Is it the right database? Compare db_url and blobs_url; jupyter autograde db check says more."
        )


def _require_own(database: Database, blobs: BlobStore) -> None:
    claim_store(database, blobs)
    others = blobs.owners() - {_name_of(database)}
    if others:
        raise Conflict(
            f"Nothing was deleted: more than one database has used {blobs.folder}. Give each service a folder of its "
            f"own. Where the others are gone for good, delete their marks ({', '.join(sorted(others))}) in its folder "
            "owners."
        )


def _name_of(database: Database) -> str:
    """Return a name of the database by its place; it tells no password."""
    return hashlib.sha256(database.url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
