"""Write a backup while the service goes on working.

First the rows, as one transaction sees them, then the blobs that they name: contents are stored before the rows that
name them, and never changed, so that what the rows of that moment name is there, whatever comes in meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from jupyter_autograde import __version__
from jupyter_autograde.errors import SchemaOutdated, StorageError
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.backup.archive import Add, new_archive
from jupyter_autograde.storage.backup.manifest import Ending, Manifest
from jupyter_autograde.storage.backup.tables import count_rows, read_rows, read_sequences, tables_of
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.named_blobs import named_in
from jupyter_autograde.timestamps import now

BATCH_BYTES = 4 << 20
"""About how much of a table is in one member."""

OnProgress = Callable[[str, int, int], None]
"""Told what is done, how many of it, and of how many."""


def write_backup(database: Database, blobs: BlobStore, path: Path, on_progress: OnProgress) -> Ending:
    """Write everything to `path`, which only its owner may read: it holds the keys that sign receipts.

    Returns
    -------
    Ending
        What is in it; `lost` names contents that the store had lost before.

    Raises
    ------
    InvalidInput, AlreadyExists, SchemaOutdated, StorageError
    """
    named: set[str] = set()
    with new_archive(path) as add:
        with database.snapshot() as connection:
            tables = tables_of(connection)
            expected = sum(count_rows(connection, table) for table in tables)
            revision = migrations.revision_of(connection)
            if revision is None:
                raise SchemaOutdated("The database is empty: there is nothing to back up. Look at db_url.")
            manifest = Manifest(release=__version__, revision=revision, created_at=now(), rows=expected)
            add("manifest.json", manifest.model_dump_json().encode())
            rows: dict[str, int] = {}
            for table in tables:
                tell = partial(_tell_rows, on_progress, sum(rows.values()), expected)
                rows[table.name] = _write_table(connection, table, add, named, tell)
            sequences = read_sequences(connection, tables)
        lost = _write_blobs(blobs, sorted(named), add, on_progress)
        ending = Ending(rows=rows, sequences=sequences, blobs=len(named) - len(lost), lost=lost)
        add("end.json", ending.model_dump_json().encode())
    return ending


def _write_table(connection: Connection, table: Table, add: Add, named: set[str], on_row: Callable[[int], None]) -> int:
    lines: list[bytes] = []
    size = batches = count = 0

    def flush() -> None:
        nonlocal size, batches
        batches += 1
        add(f"rows/{table.name}/{batches:06}.jsonl", b"\n".join(lines))
        lines.clear()
        size = 0

    for row in read_rows(connection, table):
        named.update(named_in(table, row))
        lines.append(_line(row))
        size += len(lines[-1])
        count += 1
        if size >= BATCH_BYTES:
            flush()
            on_row(count)
    if lines:
        flush()
    on_row(count)
    return count


def _tell_rows(on_progress: OnProgress, before: int, expected: int, done: int) -> None:
    on_progress("Rows", before + done, expected)


def _write_blobs(blobs: BlobStore, named: list[str], add: Add, on_progress: OnProgress) -> dict[str, str]:
    """Add the contents, as they are stored, checked; one that is damaged costs nobody the rest of the backup."""
    lost: dict[str, str] = {}
    for done, digest in enumerate(named, 1):
        try:
            stored = blobs.get_stored(digest)
        except StorageError as fault:
            if "sha256" not in fault.details:
                raise  # the store does not answer: that says nothing of this content
            lost[digest] = fault.message
        else:
            add(f"blobs/{digest}.zst", stored)
        on_progress("Files", done, len(named))
    return lost


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
