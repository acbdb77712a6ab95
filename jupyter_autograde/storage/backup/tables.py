"""Rows as lines of JSON that mean the same on SQLite and PostgreSQL.

The tables are read from the database, not from the ORM: a backup before an upgrade has the older schema.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.storage.orm import Base

ROWS_AT_ONCE = 500


def tables_of(connection: Connection) -> list[Table]:
    """Return our tables as they are in the database, each after those that it refers to; others' are let alone."""
    there = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(there))
    return [table for table in metadata.sorted_tables if table.name in there]


def read_rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows as plain JSON, a few at a time from the database."""
    # The text of JSON columns tells null from the absence of a value, which Python's None does not.
    columns = [cast(column, Text).label(column.name) if _is_json(column) else column for column in table.columns]
    key = list(table.primary_key.columns)
    found = connection.execute(select(*columns).order_by(*key), execution_options={"yield_per": ROWS_AT_ONCE})
    for row in found.mappings():
        yield {name: _plain(value) for name, value in row.items() if value is not None}


def write_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as `read_rows` gives them; InvalidInput where they do not fit the table."""
    known = {column.name: column for column in table.columns}
    foreign = sorted({name for row in rows for name in row} - set(known))
    if foreign:
        raise InvalidInput(f"The backup is damaged: the table {table.name} has no column {foreign[0]!r}.")
    postgres = connection.dialect.name == "postgresql"
    try:
        values = [{name: _typed(known[name], row.get(name), without_nul=postgres) for name in known} for row in rows]
    except (TypeError, ValueError) as fault:
        raise InvalidInput(f"The backup is damaged: a row of {table.name} can't be read ({fault}).") from fault
    if values:
        connection.execute(insert(_for_insert(table)), values)


def count_rows(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def read_sequences(connection: Connection, tables: list[Table]) -> dict[str, int]:
    """Return the last ids of the tables whose ids grow."""
    if connection.dialect.name == "sqlite":
        if not inspect(connection).has_table("sqlite_sequence"):
            return {}
        rows = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        given = {str(name): int(last) for name, last in rows}
        return {table.name: given[table.name] for table in tables if table.name in given}
    return {table.name: last for table in tables if (last := _last_of(connection, table))}


def write_sequences(connection: Connection, tables: list[Table], last: Mapping[str, int]) -> None:
    """Let new ids come after those that were ever given: a client may remember one of a row that is gone."""
    for table in tables:
        if table.name not in last:
            continue
        if connection.dialect.name == "sqlite":
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
            connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
                {"name": table.name, "last": last[table.name]},
            )
        else:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                {"name": table.name, "last": last[table.name]},
            )


def _last_of(connection: Connection, table: Table) -> int | None:
    if "id" not in table.columns:
        return None
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
    if sequence is None:
        return None
    # The name comes from the database itself, quoted where it needs that.
    found = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()
    return int(found.last_value) if found.is_called else None


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _typed(column: Column[Any], value: Any, *, without_nul: bool) -> Any:
    """Turn plain JSON into what the column takes; raises ValueError or TypeError."""
    if value is None:
        return None
    if _is_json(column):
        data = json.loads(value)
        return JSON.NULL if data is None else _without_nul(data) if without_nul else data
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment if getattr(column.type, "timezone", False) else moment.replace(tzinfo=None)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    return _without_nul(value) if without_nul else value


def _without_nul(value: Any) -> Any:
    """Replace what PostgreSQL can't hold and SQLite can: NUL in what a student's code printed."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return value


def _for_insert(table: Table) -> Table:
    """Return the table with JSON columns in which None means no value at all."""
    metadata = MetaData()
    copy = table.to_metadata(metadata)
    for column in copy.columns:
        if _is_json(column):
            column.type = JSONB(none_as_null=True) if isinstance(column.type, JSONB) else JSON(none_as_null=True)
    return copy
