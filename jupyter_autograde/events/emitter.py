"""Register our schemas with a Jupyter server's event logger, and emit by short name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_events import EventLogger

SCHEMA_FOLDER = Path(__file__).parent / "schemas"

SERVICE_EVENT = "service_event"
OUTBOX_CHANGED = "outbox_changed"
CONNECTION_CHANGED = "connection_changed"


def schema_id(event: str) -> str:
    """Return the `$id` of an event of ours."""
    return f"https://events.jupyter.org/jupyter_autograde/{event}/v1"


def register_schemas(logger: EventLogger) -> None:
    """Make our events known to `logger`; a second call changes nothing."""
    for path in sorted(SCHEMA_FOLDER.glob("*/v1.yaml")):
        if schema_id(path.parent.name) not in logger.schemas:
            logger.register_event_schema(path)


def emit(logger: EventLogger, event: str, data: dict[str, Any]) -> None:
    """Emit an event; call it on the event loop's thread, since listeners are coroutines."""
    logger.emit(schema_id=schema_id(event), data=data)
