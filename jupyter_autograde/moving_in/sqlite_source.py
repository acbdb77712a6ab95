"""Databases of other services, opened to be read only."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyter_autograde.errors import FileMissing, InvalidInput
from jupyter_autograde.moving_in.haul import BadRow, Person
from jupyter_autograde.permissions import Role

_MOST_POINTS = 1e9


class Source:
    """The tables of a SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: str) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query."""
        yield from self._connection.execute(query)

    def has(self, table: str, column: str | None = None) -> bool:
        """Say whether there is a table, and a column in it."""
        columns = [row["name"] for row in self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
        return bool(columns) and (column is None or column in columns)


@contextmanager
def open_source(path: Path, tables: Collection[str], *, kind: str) -> Iterator[Source]:
    """Open a database that must have `tables`; nothing is written, not even a log beside it.

    Parameters
    ----------
    kind : str
        What it should be, for the fault.

    Raises
    ------
    FileMissing, InvalidInput
    """
    if not path.is_file():
        raise FileMissing(f"There is no file {path}.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            source = Source(connection)
            missing = [table for table in tables if not source.has(table)]
            if missing:
                raise InvalidInput(f"{path} is not {kind}: it has no table {missing[0]!r}.")
            connection.execute("BEGIN")  # one moment, though its service may be running
            yield source
    except sqlite3.Error as fault:
        raise InvalidInput(f"{path} can't be read as {kind}: {fault}.") from fault


def moment(value: Any) -> datetime | None:
    """Return a column of SQLAlchemy's DateTime, which is UTC in all of these services; BadRow for anything else."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
        # Before the year 1 or after the year 9999 in UTC is no time either.
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise BadRow(f"{value!r} is no time.") from fault


def points(value: Any) -> float:
    """Return a column of points, 0 for an empty one; ValueError for anything else than a number that can be added."""
    if value is None:
        return 0.0
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > _MOST_POINTS:
        raise ValueError("it is no number of points")
    return float(value)


def text_of(value: Any) -> str | None:
    """Return a column as text, None for one that is empty."""
    return str(value) if value not in (None, "") else None


def person_of(row: sqlite3.Row, user: str, role: Role) -> Person:
    """Return somebody with the names that are in a row."""
    names = {column: text_of(row[column]) for column in ("first_name", "last_name", "email")}
    return Person(user, role, **names)
