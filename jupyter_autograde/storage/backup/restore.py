"""Bring a backup back: all of it, checked, or nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.exc import DataError, IntegrityError

from jupyter_autograde.errors import Conflict, InvalidInput, StorageError
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.backup.archive import read_archive
from jupyter_autograde.storage.backup.manifest import Ending, Manifest
from jupyter_autograde.storage.backup.tables import ROWS_AT_ONCE, count_rows, tables_of, write_rows, write_sequences
from jupyter_autograde.storage.backup.write import OnProgress
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.named_blobs import named_in
from jupyter_autograde.storage.workers import require_stopped

_ROWS = re.compile(r"rows/([a-z_]{1,63})/\d{6,}\.jsonl")
_BLOB = re.compile(r"blobs/([0-9a-f]{64})\.zst")
_OF_A_START = frozenset({"receipt_key", "worker"})
"""Tables in which a service that has only been started has rows."""

_Model = TypeVar("_Model", Manifest, Ending)


@dataclass
class Restored:
    """What was brought back."""

    manifest: Manifest
    ending: Ending


def restore_backup(
    database: Database, blobs: BlobStore, path: Path, on_progress: OnProgress, *, replace: bool = False
) -> Restored:
    """Fill an empty place from `path`; rows appear when everything has come and was checked.

    Contents are written as they come. Where the backup turns out to be damaged they stay behind, named by nothing.

    Parameters
    ----------
    replace : bool
        Throw away what is in the database.

    Raises
    ------
    InvalidInput
        The file is no backup, or is damaged.
    Conflict
        The place is not empty, or in use.
    StorageError
    """
    with database.write() as session:
        connection = session.connection()
        _require_free(connection, replace=replace)
        restoring = _Restoring(connection, blobs, on_progress)
        try:
            for name, content in read_archive(path):
                restoring.take(name, content)
            restored = restoring.finish()
        except (IntegrityError, DataError) as fault:
            raise InvalidInput(f"The backup is damaged: its rows do not fit each other ({fault.orig}).") from fault
    return restored


def contents_of(database: Database) -> dict[str, int]:
    """Return table -> rows of what is in a place, without what every start of a service leaves there."""
    with database.snapshot() as connection:
        return _contents(connection)


def _contents(connection: Connection) -> dict[str, int]:
    counts = {table.name: count_rows(connection, table) for table in tables_of(connection)}
    return {name: count for name, count in counts.items() if count and name not in _OF_A_START}


def _require_free(connection: Connection, *, replace: bool) -> None:
    if inspect(connection).has_table("worker"):
        require_stopped(connection)
    if not replace and _contents(connection):
        raise Conflict("The database is not empty, so nothing was restored. Choose an empty place, or say --replace.")
    for table in reversed(tables_of(connection)):
        table.drop(connection)
    if inspect(connection).has_table("alembic_version"):
        connection.execute(text("DROP TABLE alembic_version"))


class _Restoring:
    """Takes the members one by one."""

    def __init__(self, connection: Connection, blobs: BlobStore, on_progress: OnProgress) -> None:
        self._connection, self._blobs, self._on_progress = connection, blobs, on_progress
        self._manifest: Manifest | None = None
        self._ending: Ending | None = None
        self._tables: dict[str, Table] = {}
        self._rows: Counter[str] = Counter()
        self._named: set[str] = set()
        self._brought: set[str] = set()

    def take(self, name: str, content: bytes) -> None:
        """Take one member."""
        if name == "manifest.json" and self._manifest is None:
            self._begin(_read(Manifest, content))
        elif self._manifest is None or self._ending is not None:
            raise InvalidInput("The file is no backup of jupyter-autograde.")
        elif match := _ROWS.fullmatch(name):
            self._take_rows(match[1], content)
        elif match := _BLOB.fullmatch(name):
            self._take_blob(match[1], content)
        elif name == "end.json":
            self._ending = _read(Ending, content)
        else:
            raise InvalidInput(f"The backup is damaged: nobody knows its member {name[:80]!r}.")

    def finish(self) -> Restored:
        """See that all is there, and bring it to the schema of this release."""
        if self._manifest is None or self._ending is None:
            raise InvalidInput("The backup is damaged: its end is missing.")
        counted = {name: self._rows[name] for name in self._ending.rows}
        if counted != self._ending.rows or set(self._rows) - set(counted):
            raise InvalidInput("The backup is damaged: rows are missing.")
        missing = self._named - self._brought - set(self._ending.lost)
        if missing:
            raise InvalidInput(f"The backup is damaged: {len(missing)} files are missing.")
        write_sequences(self._connection, list(self._tables.values()), self._ending.sequences)
        migrations.upgrade_on(self._connection)
        return Restored(self._manifest, self._ending)

    def _begin(self, manifest: Manifest) -> None:
        migrations.upgrade_on(self._connection, migrations.known_revision(manifest.revision))
        self._tables = {table.name: table for table in tables_of(self._connection)}
        for table in self._tables.values():
            self._connection.execute(table.delete())  # what migrations put there comes from the backup as well
        self._manifest = manifest

    def _take_rows(self, name: str, content: bytes) -> None:
        table = self._tables.get(name)
        if table is None:
            raise InvalidInput(f"The backup is damaged: nobody knows its table {name!r}.")
        try:
            rows: list[dict[str, Any]] = [json.loads(line) for line in content.split(b"\n")]
            for row in rows:
                self._named.update(named_in(table, row))
        except (ValueError, TypeError, AttributeError) as fault:
            raise InvalidInput(f"The backup is damaged: rows of {name} can't be read.") from fault
        for start in range(0, len(rows), ROWS_AT_ONCE):
            write_rows(self._connection, table, rows[start : start + ROWS_AT_ONCE])
        self._rows[name] += len(rows)
        self._on_progress("Rows", self._rows.total(), self._manifest.rows if self._manifest else 0)

    def _take_blob(self, digest: str, content: bytes) -> None:
        try:
            self._blobs.put_stored(digest, content)
        except StorageError as fault:
            if fault.details.get("sha256") == digest:
                raise InvalidInput(f"The backup is damaged: the file {digest[:12]}… is not what it says.") from fault
            raise
        self._brought.add(digest)
        self._on_progress("Files", len(self._brought), len(self._named))


def _read(kind: type[_Model], content: bytes) -> _Model:
    try:
        return kind.model_validate_json(content)
    except ValidationError as fault:
        raise InvalidInput("The file is no backup of jupyter-autograde, or one of a newer release.") from fault
