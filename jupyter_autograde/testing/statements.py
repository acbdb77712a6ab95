"""Which statements a database gets, where their number or order matters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from jupyter_autograde.storage.database import Database


@contextmanager
def statements(database: Database, *kinds: str) -> Iterator[list[str]]:
    """Collect the statements of the block, of all threads; `kinds` are their first words, default: all."""
    made: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if not kinds or statement.startswith(kinds):
            made.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
