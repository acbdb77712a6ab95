"""Alembic's entry: migrate over the connection that `storage.migrations` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from jupyter_autograde.storage.orm import Base
from jupyter_autograde.storage.types import UtcDateTime

_TYPES = "from jupyter_autograde.storage.types import JsonColumn, UtcDateTime"


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types by their names, so that a migration reads like the ORM."""
    if kind != "type" or not isinstance(item, UtcDateTime | JSON):
        return False
    autogen.imports.add(_TYPES)
    return "UtcDateTime()" if isinstance(item, UtcDateTime) else "JsonColumn"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite can't alter most columns in place
    compare_type=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
