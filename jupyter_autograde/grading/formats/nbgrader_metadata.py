"""What an nbgrader cell is: its metadata read, older schemas brought to version 3.

**Source:** nbgrader 0.9.6, `nbgrader.nbgraderformat` (schema and validators v0 to v3) and `nbgrader.utils`.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEY = "nbgrader"
SCHEMA = 3

_GRADE_ID = re.compile(r"[a-zA-Z0-9_\-]{1,200}")
_FLAGS = ("grade", "solution", "locked", "task")


class RoleFault(Exception):
    """Metadata that can't be used; the text is the end of a sentence that begins with the cell."""


@dataclass(frozen=True)
class Role:
    """What a cell is for.

    Parameters
    ----------
    points : float
        0 for a cell that is not graded.
    """

    grade_id: str
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0.0

    @property
    def is_test(self) -> bool:
        """Autograder tests."""
        return self.grade and not self.solution

    @property
    def is_answer(self) -> bool:
        """An answer that a person grades."""
        return self.grade and self.solution

    @property
    def is_restored(self) -> bool:
        """The text is the instructor's, whatever a student makes of it."""
        return not self.solution and (self.grade or self.locked)

    def metadata(self, source: str, cell_type: str) -> dict[str, Any]:
        """Return the metadata of a released cell, as nbgrader's own tools want it."""
        made: dict[str, Any] = {
            "schema_version": SCHEMA,
            "grade_id": self.grade_id,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
        }
        if self.grade or self.task:
            made["points"] = int(self.points) if self.points.is_integer() else self.points
        if self.is_restored or self.solution:
            made["checksum"] = self.checksum(source, cell_type)
            made["cell_type"] = cell_type
        return made

    def checksum(self, source: str, cell_type: str) -> str:
        """Return nbgrader's checksum of a cell."""
        facts = [source, cell_type, str(self.grade), str(self.solution), str(self.is_restored), self.grade_id]
        if self.grade:
            facts.append(str(self.points))
        return hashlib.md5("".join(facts).encode(), usedforsecurity=False).hexdigest()


def read_role(cell: Mapping[str, Any]) -> Role | None:
    """Return what a cell is for; None for one that nbgrader has no interest in.

    Raises
    ------
    RoleFault
        The metadata breaks the schema.
    """
    metadata = cell.get("metadata", {}).get(KEY)
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict):
        raise RoleFault("has nbgrader metadata that is no object")
    version = metadata.get("schema_version", 0)
    if type(version) is not int or not 0 <= version <= SCHEMA:
        raise RoleFault(f"has nbgrader metadata of version {version!r}; versions up to {SCHEMA} are known")
    flags = {name: metadata.get(name, False) for name in _FLAGS}
    for name, value in flags.items():
        if type(value) is not bool:
            raise RoleFault(f"has nbgrader metadata whose {name!r} is neither true nor false")
    if not any(flags.values()):
        return None
    grade_id = metadata.get("grade_id")
    if not isinstance(grade_id, str) or not grade_id:
        raise RoleFault("has no nbgrader id")
    if not _GRADE_ID.fullmatch(grade_id):
        raise RoleFault("has an nbgrader id with other characters than letters, digits, `-` and `_`")
    role = Role(grade_id, **flags, points=_points(metadata, version) if flags["grade"] or flags["task"] else 0.0)
    _check(role, cell["cell_type"])
    return role


def _points(metadata: Mapping[str, Any], version: int) -> float:
    if version == 0:
        return _points_of_old(metadata.get("points", ""))
    value = metadata.get("points")
    if value is None:
        raise RoleFault("is graded but has no points")
    if type(value) not in (int, float) or not math.isfinite(value) or value < 0:
        raise RoleFault(f"has the points {value!r}; points are a number from 0 on")
    return float(value)


def _points_of_old(value: Any) -> float:
    """Before version 1 the points were what somebody had typed, empty for none."""
    try:
        points = 0.0 if value == "" else float(value)
    except (TypeError, ValueError, OverflowError):
        points = math.nan
    if not math.isfinite(points):
        raise RoleFault(f"has the points {value!r}; points are a number from 0 on")
    return max(points, 0.0)


def _check(role: Role, cell_type: str) -> None:
    if role.task:
        if cell_type != "markdown":
            raise RoleFault("is a task, but no Markdown cell")
        if role.grade or role.solution:
            raise RoleFault("is a task and an answer or a test at once")
    elif cell_type != "code" and role.grade != role.solution:
        raise RoleFault(
            "is graded, but not marked as an answer; only code cells can be tests"
            if role.grade
            else "is an answer that nobody grades: make it a manually graded answer"
        )
