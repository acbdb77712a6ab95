"""The limits of one job: the service's own, and over them those of the assignment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jupyter_autograde.models.limits import AssignmentLimits
from jupyter_autograde.sandbox.base import Limits


def as_shown(own: Limits) -> AssignmentLimits:
    """Return the service's limits in the words of an assignment's."""
    return AssignmentLimits(
        wall_seconds=own.wall_seconds,
        cell_seconds=own.cell_seconds,
        question_seconds=own.question_seconds,
        memory=own.memory,
        output=own.notebook_output_bytes,
    )


def job_limits(own: Limits, stored: Mapping[str, Any] | None) -> Limits:
    """Return the limits of one grading.

    Parameters
    ----------
    own : Limits
        The service's.
    stored : mapping or None
        `orm.Assignment.limits`.
    """
    asked = AssignmentLimits.model_validate(stored or {})
    limits = own
    if asked.wall_seconds is not None:
        # Who may take long may also compute for so long.
        cpu = max(own.cpu_seconds, math.ceil(asked.wall_seconds))
        limits = replace(limits, wall_seconds=asked.wall_seconds, cpu_seconds=cpu)
    if asked.cell_seconds is not None:
        limits = replace(limits, cell_seconds=asked.cell_seconds)
    if asked.question_seconds is not None:
        limits = replace(limits, question_seconds=asked.question_seconds)
    if asked.memory is not None:
        limits = replace(limits, memory=asked.memory)
    if asked.output is not None:
        cell = min(limits.cell_output_bytes, asked.output)
        limits = replace(limits, notebook_output_bytes=asked.output, cell_output_bytes=cell)
    return limits
