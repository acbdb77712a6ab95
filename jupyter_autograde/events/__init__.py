"""Jupyter events of this package: their schemas, and how they are emitted."""

from jupyter_autograde.events.emitter import (
    CONNECTION_CHANGED,
    OUTBOX_CHANGED,
    SCHEMA_FOLDER,
    SERVICE_EVENT,
    emit,
    register_schemas,
)

__all__ = [
    "CONNECTION_CHANGED",
    "OUTBOX_CHANGED",
    "SCHEMA_FOLDER",
    "SERVICE_EVENT",
    "emit",
    "register_schemas",
]
