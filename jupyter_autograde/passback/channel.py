"""What brings one score to a platform, whatever it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from jupyter_autograde.models.passback import PassbackProblem


@dataclass(frozen=True)
class Parcel:
    """A score, and where it goes."""

    course: str
    """Name."""
    platform: str
    outcome_url: str
    sourced_id: str
    """Template."""
    user: str
    score: float
    """0 to 1."""


@dataclass(frozen=True)
class Delivery:
    """What became of a parcel."""

    problem: PassbackProblem | None = None
    """None: the platform has the score."""
    detail: str = ""
    """What the platform said, for the staff of the course."""


class PassbackChannel(Protocol):
    """A way to a kind of platforms."""

    def send(self, parcel: Parcel) -> Delivery:
        """Bring a score there, within some seconds; whatever the platform does is a `Delivery`."""
