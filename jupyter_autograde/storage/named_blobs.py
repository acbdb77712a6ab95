"""Which blobs the rows name: all others are left over from work that ended in between."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Connection, Table, select

from jupyter_autograde.storage.orm import Base

_NAMES = frozenset({"files", "notebooks"})
"""What columns with path -> [sha256 of the blob, bytes] are called, in every table. A list in one names no blobs."""


def naming_columns(table: Table) -> list[str]:
    """Return the columns of a table, of the code's or the database's own, that name blobs."""
    return [column.name for column in table.columns if column.name in _NAMES and isinstance(column.type, JSON)]


def named_in(table: Table, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the digests in one row of a backup, whose JSON columns are text."""
    for column in naming_columns(table):
        if row.get(column):
            yield from digests_of(json.loads(row[column]))


def digests_of(files: object) -> Iterator[str]:
    """Yield the digests of path -> [sha256, bytes]; none of anything else."""
    if isinstance(files, dict):
        for digest, _ in files.values():
            yield str(digest)


def named_blobs(connection: Connection) -> set[str]:
    """Return the digests of all blobs that rows name."""
    return {
        digest
        for table in Base.metadata.sorted_tables
        for column in naming_columns(table)
        for files in connection.scalars(select(table.c[column]), execution_options={"yield_per": 500})
        for digest in digests_of(files)
    }
