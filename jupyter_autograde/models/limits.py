"""What grading one submission of an assignment may use, as its instructor sets it."""

from __future__ import annotations

from pydantic import Field

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.base import Reply, Request

KIB = 1 << 10
MIB = 1 << 20
_BYTES = 2**53
"""What every JSON reader keeps exact."""


class AssignmentLimits(Reply):
    """Limits of an assignment; what is None is the service's own. Times in seconds, sizes in bytes.

    What a notebook had finished before it met a limit counts. The most that is allowed is `MaxLimits`'s to say.
    """

    wall_seconds: float | None = Field(None, ge=1, allow_inf_nan=False)
    """One notebook from its start to its end."""
    cell_seconds: float | None = Field(None, ge=0.1, allow_inf_nan=False)
    """One cell, the checks in it not counted."""
    question_seconds: float | None = Field(None, ge=0.1, allow_inf_nan=False)
    """One expression of a test."""
    memory: int | None = Field(None, ge=128 * MIB, le=_BYTES)
    """All processes of the notebook."""
    output: int | None = Field(None, ge=KIB, le=_BYTES)
    """All outputs of the executed notebook; what is beyond is cut."""


class AssignmentLimitsRequest(AssignmentLimits, Request):
    """Limits as an instructor sends them: unknown keys are refused (SEC-42)."""


class MaxLimits(Request):
    """The most that instructors may ask for; operators set it. Times in seconds, sizes in bytes."""

    wall_seconds: float = Field(1800.0, ge=1, allow_inf_nan=False)
    cell_seconds: float = Field(900.0, ge=0.1, allow_inf_nan=False)
    question_seconds: float = Field(120.0, ge=0.1, allow_inf_nan=False)
    memory: int = Field(4096 * MIB, ge=128 * MIB)
    output: int = Field(10 * MIB, ge=KIB, le=10 * MIB)
    """Never above 10 MiB: a larger notebook is not kept (SEC-23)."""


class ServiceLimits(Reply):
    """What counts in this service; nothing of it is None."""

    own: AssignmentLimits
    """Where an assignment sets nothing itself."""
    most: AssignmentLimits
    """What instructors may ask for at most."""


_NAMES = {
    "wall_seconds": "The time of a notebook",
    "cell_seconds": "The time of a cell",
    "question_seconds": "The time of a test",
    "memory": "The memory of a notebook",
    "output": "The output of a notebook",
}


def check_limits(limits: AssignmentLimits | None, most: MaxLimits) -> None:
    """Raise InvalidInput, which names the limit and its maximum, when an assignment asks for too much."""
    if limits is None:
        return
    for name, what in _NAMES.items():
        asked, allowed = getattr(limits, name), getattr(most, name)
        if asked is not None and asked > allowed:
            raise InvalidInput(
                f"{what} may be at most {in_words(name, allowed)} here, not {in_words(name, asked)}. "
                "Who runs the service can allow more.",
                details={"limit": name, "max": allowed},
            )
    if limits.wall_seconds is not None and (limits.cell_seconds or 0) > limits.wall_seconds:
        raise InvalidInput("One cell can't have more time than the whole notebook. Change one of the two.")


def in_words(name: str, value: float) -> str:
    """Return the value of the limit `name` with its unit."""
    if name.endswith("seconds"):
        return f"{value:g} s"
    if value < KIB:
        return f"{value:g} bytes"
    if value < MIB:
        return f"{value / KIB:g} KiB"
    return f"{value / MIB:g} MiB"
