"""Forget: throw a refused submission away."""

from __future__ import annotations

from jupyter_autograde.errors import Conflict
from jupyter_autograde.events import OUTBOX_CHANGED
from jupyter_autograde.models.local import PendingState
from jupyter_autograde.server.parts import Parts, outbox_event


def forget_refused(parts: Parts, entry_id: str) -> None:
    """Remove an entry that the service refused; one that waits is never thrown away."""
    entry = parts.outbox.get(entry_id)
    if entry.state is not PendingState.REFUSED:
        raise Conflict("This submission still waits to be sent, so it can't be forgotten.")
    parts.outbox.remove(entry_id)
    parts.announce(OUTBOX_CHANGED, outbox_event(entry, None, state="forgotten"))
