"""`docs/developers/tables.md`: the database, from the ORM."""

from __future__ import annotations

from attribute_docs import attribute_docs
from sqlalchemy import Column, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

from jupyter_autograde.storage.orm import Base

INTRODUCTION = """# Tables

Types are PostgreSQL's; SQLite keeps the same columns in its own. Times are UTC, ids are ULIDs. The schema belongs to
the service: read it for reports, change what is in it through the API only. A release that changes the schema brings
a migration.
"""


def tables_page() -> str:
    """Return the page."""
    classes = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda kind: str(kind.__tablename__))
    return "\n".join([INTRODUCTION, *(section(kind) for kind in classes)])


def section(kind: type[Base]) -> str:
    """Return the part about one table."""
    table, docs = kind.__table__, attribute_docs(kind)
    assert isinstance(table, Table)
    lines = [f"## `{table.name}`", " ".join((kind.__doc__ or "").split()), ""]
    lines += ["| column | type | null | key | meaning |", "|---|---|---|---|---|"]
    lines += [row(column, docs.get(column.name, "")) for column in table.columns]
    together = [unique for unique in map(unique_columns, table.constraints) if len(unique) > 1]
    lines += [""] if together else []
    lines += [f"Unique together: {', '.join(f'`{name}`' for name in names)}." for names in sorted(together)]
    return "\n".join(lines) + "\n"


def unique_columns(constraint: object) -> tuple[str, ...]:
    """Return the names of the columns of a unique constraint, nothing for another one."""
    return tuple(column.name for column in constraint.columns) if isinstance(constraint, UniqueConstraint) else ()


def row(column: Column[object], meaning: str) -> str:
    """Return the line of one column."""
    keys = ["primary"] if column.primary_key else []
    keys += [f"`{key.target_fullname}`" for key in column.foreign_keys]
    keys += ["unique"] if column.unique else []
    kind = column.type.compile(postgresql.dialect()).lower()
    return f"| `{column.name}` | {kind} | {'yes' if column.nullable else ''} | {', '.join(keys)} | {meaning} |"
