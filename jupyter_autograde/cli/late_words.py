"""A late policy and an attempt limit as one types them.

A policy is parts with commas between: `10%/day`, `2pt/hour after 12h`, `5% after 1d` (once), `cap 50%`, `grace 15m`;
`none` alone takes nothing off. A limit is `5`, `3/day` or `3/12h`.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from pydantic import ValidationError

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.deadlines import AttemptLimit, AttemptLimitRequest
from jupyter_autograde.models.late_policy import LatePolicy, LatePolicyRequest, LateStep, LateUnit

NONE = "none"
EXAMPLE = "10%/day, cap 50%, grace 15m"

_NUMBER = r"\d{1,9}(?:\.\d{1,20})?"
_AMOUNT = rf"(?P<amount>{_NUMBER})\s*(?P<unit>%|pts?|points?)"
_TIME = rf"(?P<time>{_NUMBER})\s*(?P<scale>m|min|h|d)"
_STEP = re.compile(rf"{_AMOUNT}(?:\s*/\s*(?P<every>day|hour))?(?:\s+after\s+{_TIME})?", re.ASCII)
_CAP = re.compile(rf"cap\s+{_AMOUNT}", re.ASCII)
_GRACE = re.compile(rf"grace\s+{_TIME}", re.ASCII)
_LIMIT = re.compile(r"(?P<attempts>\d{1,6})(?:\s*/\s*(?P<window>day|\d{1,6}\s*h))?", re.ASCII)
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 60 * 24}


def read_policy(text: str) -> LatePolicyRequest:
    """Return the policy that `text` says; InvalidInput says which part can't be read."""
    steps: list[dict[str, object]] = []
    found: dict[str, object] = {}
    units: set[LateUnit] = set()
    for part in [] if text.strip().lower() == NONE else [part.strip().lower() for part in text.split(",")]:
        if step := _STEP.fullmatch(part):
            units.add(_unit(step))
            hours = _minutes(step) / 60 if step["time"] else 0
            steps.append({"amount": float(step["amount"]), "every": step["every"], "after_hours": hours})
        elif (cap := _CAP.fullmatch(part)) and "cap" not in found:
            units.add(_unit(cap))
            found["cap"] = float(cap["amount"])
        elif (grace := _GRACE.fullmatch(part)) and "grace_minutes" not in found:
            if not _is_whole(_minutes(grace)):
                raise InvalidInput(f"--late takes a grace of whole minutes, not {part!r}.")
            found["grace_minutes"] = round(_minutes(grace))
        else:
            raise InvalidInput(f"--late can't be read at {part!r}. It is such as: {EXAMPLE}")
    if len(units) > 1:
        raise InvalidInput("--late mixes percent and points. Write all of it in one of them.")
    try:
        return LatePolicyRequest.model_validate({**found, "unit": units.pop() if units else "percent", "steps": steps})
    except ValidationError as fault:
        raise InvalidInput(f"--late={text!r} can't be: {_first(fault)}.") from fault


def policy_in_words(policy: LatePolicy | None) -> str:
    """Return a policy as `read_policy` takes it."""
    if policy is None:
        return NONE
    unit = "%" if policy.unit is LateUnit.PERCENT else "pt"
    parts = [_step_in_words(step, unit) for step in policy.steps]
    if policy.cap is not None:
        parts.append(f"cap {_number(policy.cap)}{unit}")
    if policy.grace_minutes:
        parts.append(f"grace {policy.grace_minutes}m")
    return ", ".join(parts) or NONE


def read_limit(text: str) -> AttemptLimitRequest | None:
    """Return the limit that `text` says, None for "none"."""
    if text.strip().lower() == NONE:
        return None
    read = _LIMIT.fullmatch(text.strip().lower())
    if read is None:
        raise InvalidInput(f"--attempts takes a number such as 5, 3/day, 3/12h, or none, not {text!r}.")
    window = read["window"]
    hours = None if window is None else 24 if window == "day" else int(window.removesuffix("h"))
    try:
        return AttemptLimitRequest(attempts=int(read["attempts"]), hours=hours)
    except ValidationError as fault:
        raise InvalidInput(f"--attempts={text} can't be: {_first(fault)}.") from fault


def limit_in_words(limit: AttemptLimit | None) -> str:
    """Return a limit as `read_limit` takes it."""
    if limit is None:
        return NONE
    return f"{limit.attempts}" if limit.hours is None else f"{limit.attempts}/{limit.hours}h"


def _step_in_words(step: LateStep, unit: str) -> str:
    every = f"/{step.every.value}" if step.every is not None else ""
    after = f" after {_hours(step.after_hours)}" if step.after_hours else ""
    return f"{_number(step.amount)}{unit}{every}{after}"


def _number(value: float) -> str:
    """Return a number with all its digits, and without an exponent."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _hours(hours: float) -> str:
    minutes = hours * 60
    return f"{round(minutes)}m" if _is_whole(minutes) and not _is_whole(hours) else f"{_number(hours)}h"


def _is_whole(value: float) -> bool:
    """Say whether a number is whole, but for the arithmetic of floats."""
    return math.isclose(value, round(value), rel_tol=0, abs_tol=1e-9)


def _unit(read: re.Match[str]) -> LateUnit:
    return LateUnit.PERCENT if read["unit"] == "%" else LateUnit.POINTS


def _minutes(read: re.Match[str]) -> float:
    return float(read["time"]) * _MINUTES[read["scale"]]


def _first(fault: ValidationError) -> str:
    first = fault.errors()[0]
    name = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "")
    said = str(first["msg"]).removeprefix("Value error, ")
    return f"{name.replace('_', ' ')}: {said}" if name else said
