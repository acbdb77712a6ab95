"""Inserts without the unit of work: where a class hands in at the same moment, most of the time goes there.

The statements are made once; making one takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, Insert, func, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached

from jupyter_autograde.storage.orm.base import Base

T = TypeVar("T", bound=Base)


@cache
def insert_into(table: type[Base]) -> Insert:
    """Return the statement that inserts a row, with the defaults of its columns."""
    return insert(table.__table__)  # type: ignore[arg-type]


@cache
def insert_ignoring(table: type[Base], dialect: str) -> Executable:
    """Return the statement that inserts a row unless there is one with its key."""
    statement: Executable = _of(dialect).insert(table.__table__).on_conflict_do_nothing()
    return statement


@cache
def insert_or_change(
    table: type[Base], dialect: str, changed: tuple[str, ...], *, key: tuple[str, ...] = (), known: tuple[str, ...] = ()
) -> Executable:
    """Return the statement that inserts a row, or changes columns of the one with its key.

    Parameters
    ----------
    changed : tuple of str
        Columns that get the new row's values.
    key : tuple of str
        Columns that are unique together; default: the primary key.
    known : tuple of str
        Columns that get the new row's value unless it is null.
    """
    statement = _of(dialect).insert(table.__table__)
    values = {name: statement.excluded[name] for name in changed}
    values |= {name: func.coalesce(statement.excluded[name], table.__table__.c[name]) for name in known}
    keys = list(key) or [column.name for column in table.__table__.primary_key]
    changing: Executable = statement.on_conflict_do_update(index_elements=keys, set_=values)
    return changing


def new_row(table: type[T], **values: object) -> T:
    """Return a new object for `insert_rows`, with the values of all its columns.

    Its constructor would set one after the other, each as a change that the unit of work has to know of.
    """
    row = inspect(table).class_manager.new_instance()
    assert isinstance(row, table)
    vars(row).update(values)
    return row


def insert_rows(session: Session, rows: Sequence[Base]) -> None:
    """Insert new objects of one table with one statement, by the values of their columns.

    All have values for the same columns. They are not the session's: who only reads them needs no more.
    """
    if rows:
        session.execute(insert_into(type(rows[0])), [_values(row) for row in rows])


def insert_row(session: Session, row: T) -> T:
    """Insert a new object now, by the values of its columns; it is the session's from then on, as after a flush."""
    session.execute(insert_into(type(row)), _values(row))
    make_transient_to_detached(row)
    session.add(row)
    return row


def _values(row: Base) -> dict[str, Any]:
    names = _names(type(row))
    return {name: value for name, value in vars(row).items() if name in names}


@cache
def _names(table: type[Base]) -> frozenset[str]:
    return frozenset(table.__table__.columns.keys())


def _of(dialect: str) -> Any:
    return {"sqlite": sqlite, "postgresql": postgresql}[dialect]
