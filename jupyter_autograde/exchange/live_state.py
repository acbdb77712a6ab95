"""What a notebook's saves say of the person: working, idle or stuck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from jupyter_autograde.models.live import LiveState


@dataclass(frozen=True)
class LivePatience:
    """Minutes after which somebody counts as stuck or idle."""

    stuck_minutes: float = 5.0
    idle_minutes: int = 10

    def state(self, at: datetime, *, saved_at: datetime, error_since: datetime | None) -> LiveState:
        """Return the state at a moment; who has not saved for long is idle, whatever the last save was like.

        Parameters
        ----------
        saved_at, error_since : datetime
            Of the newest save, and of the first one in a row with its error.
        """
        if at - saved_at >= timedelta(minutes=self.idle_minutes):
            return LiveState.IDLE
        if error_since is not None and at - error_since >= timedelta(minutes=self.stuck_minutes):
            return LiveState.STUCK
        return LiveState.WORKING
