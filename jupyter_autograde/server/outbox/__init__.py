"""Submissions on the user's disk until the service has acknowledged them."""

from jupyter_autograde.server.outbox.entry import OutboxEntry
from jupyter_autograde.server.outbox.sender import Sender
from jupyter_autograde.server.outbox.store import OutboxStore

__all__ = ["OutboxEntry", "OutboxStore", "Sender"]
