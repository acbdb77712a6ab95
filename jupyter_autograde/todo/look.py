"""What each kind of work is looked for with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from jupyter_autograde.access import Access
from jupyter_autograde.storage import orm


@dataclass(frozen=True)
class Look:
    """A course that somebody of its staff looks at, at a moment."""

    access: Access[orm.Course]
    at: datetime
    tonight: datetime
    """The end of the day in the course's time zone."""

    @property
    def course(self) -> orm.Course:
        """The course."""
        return self.access.object

    def grades(self, user: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Return the condition that `user`, a column, is a student whose grade is the asker's business."""
        return self.access.grades(self.course.id, user)
