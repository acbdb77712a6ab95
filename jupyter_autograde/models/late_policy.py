"""What lateness costs: steps that add up, as a share of the maximum or in points."""

from __future__ import annotations

import math
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from jupyter_autograde.models.base import Reply, Request

MAX_STEPS = 10
_Amount = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
_PLACES = 6
"""Decimals of a penalty in points: what is beyond comes from the arithmetic of floats."""


class LateUnit(StrEnum):
    """What the amounts of a policy are."""

    PERCENT = "percent"
    """Of the maximum score, whatever was reached."""
    POINTS = "points"


class LatePeriod(StrEnum):
    """How often a step is repeated: for each begun hour, or 24 hours."""

    HOUR = "hour"
    DAY = "day"


_PERIODS = {LatePeriod.HOUR: timedelta(hours=1), LatePeriod.DAY: timedelta(days=1)}


class LateStep(Reply):
    """Something taken off once a submission is more than `after_hours` late."""

    amount: _Amount
    after_hours: float = Field(0, ge=0, le=24 * 366, allow_inf_nan=False)
    """Counted from the due time."""
    every: LatePeriod | None = None
    """Taken off again for each further period that has begun; null = once."""

    def taken(self, lateness: timedelta) -> float:
        """Return what the step takes off."""
        beyond = lateness - timedelta(hours=self.after_hours)
        if beyond <= timedelta():
            return 0.0
        return self.amount * (math.ceil(beyond / _PERIODS[self.every]) if self.every else 1)


class LateStepRequest(LateStep, Request):
    """A step as somebody sets it (SEC-42)."""


class LatePolicy(Reply):
    """What is taken off late submissions; without steps nothing is."""

    unit: LateUnit = LateUnit.PERCENT
    grace_minutes: int = Field(0, ge=0, le=60 * 24 * 7)
    """A submission so little late is not late at all; one that is later counts from the due time."""
    steps: tuple[LateStep, ...] = Field((), max_length=MAX_STEPS)
    """They add up."""
    cap: _Amount | None = None
    """Most that is taken off, in `unit`; never more than the score."""

    @model_validator(mode="after")
    def _check(self) -> LatePolicy:
        amounts = [*(step.amount for step in self.steps), *([self.cap] if self.cap is not None else [])]
        if self.unit is LateUnit.PERCENT and any(amount > 100 for amount in amounts):
            raise ValueError("more than 100 % can't be taken off")
        return self

    def is_late(self, lateness: timedelta) -> bool:
        """Say whether a submission so long after the due time is late."""
        return lateness > timedelta(minutes=self.grace_minutes)

    def amount(self, lateness: timedelta) -> float:
        """Return what so much lateness costs, in `unit`."""
        if not self.is_late(lateness):
            return 0.0
        whole = math.fsum(step.taken(lateness) for step in self.steps)
        most = 100.0 if self.unit is LateUnit.PERCENT else math.inf
        return min(whole, most, self.cap if self.cap is not None else most)

    def points(self, lateness: timedelta, max_score: float) -> float:
        """Return what so much lateness costs at an assignment of `max_score` points, in points."""
        amount = self.amount(lateness)
        return round(amount * max_score / 100 if self.unit is LateUnit.PERCENT else amount, _PLACES)


class LatePolicyRequest(LatePolicy, Request):
    """A policy as somebody sets it (SEC-42)."""

    steps: tuple[LateStepRequest, ...] = Field((), max_length=MAX_STEPS)
    """They add up."""


class LatePenalty(Reply):
    """What lateness takes off."""

    amount: float
    unit: LateUnit
