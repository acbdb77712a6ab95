"""What an import has changed, or would change."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from pydantic import BaseModel, Field

from jupyter_autograde.moving_in.haul import Problem


class Kind(StrEnum):
    """What was brought in."""

    COURSE = "course"
    PERSON = "person"
    ASSIGNMENT = "assignment"
    SUBMISSION = "submission"
    FEEDBACK = "feedback"
    GRADE = "grade"


class Change(BaseModel):
    """One thing that is new here."""

    kind: Kind
    what: str


class ImportReport(BaseModel):
    """Everything that an import says."""

    source: str
    applied: bool = False
    changes: list[Change] = Field(default_factory=list)
    unchanged: dict[Kind, int] = Field(default_factory=dict)
    """What was there already."""
    problems: list[Problem] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)

    def add(self, kind: Kind, what: str) -> None:
        """Note something new."""
        self.changes.append(Change(kind=kind, what=what))

    def keep(self, kind: Kind) -> None:
        """Note something that is there already."""
        self.unchanged[kind] = self.unchanged.get(kind, 0) + 1

    def fail(self, where: str, message: str) -> None:
        """Note a row that can't be brought in."""
        self.problems.append(Problem(where=where, message=message))

    def counts(self) -> dict[Kind, tuple[int, int]]:
        """Return kind -> (new, there already)."""
        new = Counter(change.kind for change in self.changes)
        return {kind: (new[kind], self.unchanged.get(kind, 0)) for kind in Kind}
