"""What operators decide of live classrooms: who is idle or stuck, and whose notebooks of no assignment are seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, true

from jupyter_autograde.models.live import LiveState
from jupyter_autograde.models.roster import RETURNING
from jupyter_autograde.storage import orm


@dataclass(frozen=True)
class LiveRules:
    """Minutes after which somebody counts as stuck or idle, and who sees saves of notebooks of no assignment."""

    stuck_minutes: float = 5.0
    idle_minutes: int = 10
    others_of_all: bool = False
    """Whether staff see notebooks of no assignment of whoever is their student, also of those whom they made one."""

    def shows_others(self) -> ColumnElement[bool]:
        """Return the condition that staff see of an enrollment's person notebooks of no assignment, too (SEC-41)."""
        return true() if self.others_of_all else orm.Enrollment.source.in_(RETURNING)

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
