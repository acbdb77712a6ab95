"""Contents that no row names: of hand-ins that were refused when they had been stored, and of work that was cut off."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import timedelta

from jupyter_autograde.errors import Conflict
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.named_blobs import named_blobs
from jupyter_autograde.storage.receipt_keys import all_keys

AGE = timedelta(days=1)
"""How long a content may wait for the row that names it: far longer than any request or job takes."""
IN_TRASH = timedelta(days=14)
"""How long it is kept then: an older copy of the database that was restored names nothing of what came later, which a
newer copy may."""


def claim_store(database: Database, blobs: BlobStore) -> None:
    """Note that this database names contents of this store, before any comes in."""
    blobs.add_owner(_name_of(database))


@dataclass(frozen=True)
class Swept:
    """How many contents a sweep has put into the trash, and how many it has deleted from there."""

    thrown: int = 0
    deleted: int = 0


def remove_leftovers(
    database: Database,
    blobs: BlobStore,
    *,
    age: timedelta = AGE,
    in_trash: timedelta = IN_TRASH,
    stopped: Callable[[], bool] = lambda: False,
) -> Swept:
    """Throw away what no row names and nobody has stored for `age`, and delete what was thrown away long ago.

    What a killed process had written in part goes too.

    Services, workers and other sweeps may run: storing a content again makes it young, and a content is looked at and
    moved while nobody does that. Of a store that is no folder nothing is deleted, for there is no such lock.

    What was thrown away is named again where an older copy of the database gave way to a newer one; it is taken back.

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
        return Swept()
    _require_own(database, blobs)
    before = time.time() - age.total_seconds()
    blobs.remove_pieces(before)
    # The contents first: what comes in while they are listed is young.
    there, trash = dict(blobs.put_at()), blobs.trash()
    old = {digest for digest, moment in there.items() if moment < before}
    if not old and not trash:
        return Swept()
    with database.snapshot() as connection:
        named = named_blobs(connection)
    if not named:
        return Swept()  # a new service, or a database that lost its rows: the contents may be all that is left of them
    unnamed = old - named
    if unnamed or trash:
        _require_right(blobs, named, there.keys() | set(trash))
    thrown = deleted = 0
    for digest in sorted(unnamed):
        if stopped():
            break
        thrown += blobs.throw_away_if_older(digest, before)
    long_ago = time.time() - in_trash.total_seconds()
    for digest in sorted(blobs.trash()):
        if stopped():
            break
        if digest in named:
            blobs.take_back(digest)
        else:
            deleted += blobs.empty_of(digest, long_ago)
    return Swept(thrown, deleted)


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
    others = blobs.owners() - {_name_of(database), _name_by_place(database)}
    if others:
        raise Conflict(
            f"Nothing was deleted: more than one database has used {blobs.folder}. Give each service a folder of its "
            f"own. Where the others are gone for good, delete their marks ({', '.join(sorted(others))}) in its folder "
            "owners."
        )


def _name_of(database: Database) -> str:
    """Return a name of the database by its place and its first key, for two containers may call two places the same."""
    with database.read() as session:
        keys = all_keys(session)
    return _hashed(_place_of(database), keys[-1].key_id) if keys else _name_by_place(database)


def _name_by_place(database: Database) -> str:
    """Return what the first releases, and databases without a key, are called."""
    return _hashed(_place_of(database))


def _place_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)


def _hashed(*parts: str) -> str:
    """Return a name that tells no password."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
