"""Assignments and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.orm.course import Course
from jupyter_autograde.storage.types import JsonColumn, NameColumn, Sha256Column, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Assignment(Base):
    """Named work in a course."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str] = mapped_column(NameColumn)
    format: Mapped[str] = mapped_column(String(16))
    """`models.assignment.AssignmentFormat`."""
    state: Mapped[str] = mapped_column(String(16))
    """`models.assignment.AssignmentState`."""
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Before it students see nothing of it; null = from its release on."""
    opening_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When students were told of the opening; null: not since `opens_at` was set."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """After it a submission is late."""
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """After it nothing is taken."""
    late_policy: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`models.late_policy.LatePolicy` as JSON; null = the course's."""
    attempt_limit: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`models.deadlines.AttemptLimit` as JSON; null = none but the service's own."""
    limits: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`models.limits.AssignmentLimits` as JSON; null = the service's own."""
    visibility: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`models.visibility.Visibility` as JSON; null = as it was always."""
    solution_shown: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether students read the solution once nobody can hand in any more."""
    released_version_id: Mapped[str | None] = mapped_column(UlidColumn)
    """Newest released version. No foreign key: the two tables would need each other first."""
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was taken away: it is closed then, and all of its work is kept; null while it is there."""
    restarted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was released anew after it had been archived: what was handed in before is history."""
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether who grades by hand is not told whose work it is."""
    pseudonym_key: Mapped[str | None] = mapped_column(Sha256Column)
    """What codes are made of in place of names; null until it is first graded anonymously."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    course: Mapped[Course] = relationship()
    released_version: Mapped[AssignmentVersion | None] = relationship(
        primaryjoin="foreign(Assignment.released_version_id) == AssignmentVersion.id",
        viewonly=True,
    )

    def is_open(self, at: datetime) -> bool:
        """Say whether students may see it at a moment, as far as its opening decides."""
        return self.opens_at is None or self.opens_at <= at

    def has_now(self, at: datetime | None) -> bool:
        """Say whether something of a moment is of its present life, and not of one before it began anew."""
        return self.restarted_at is None or (at is not None and at >= self.restarted_at)


class AssignmentVersion(Base):
    """One release version: source, student bundle, grading package, and the proof."""

    __tablename__ = "assignment_version"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    number: Mapped[int] = mapped_column(Integer)
    """1 for the first of the assignment."""
    state: Mapped[str] = mapped_column(String(16))
    """`models.assignment.VersionState`."""
    environment: Mapped[str] = mapped_column(NameColumn)
    """Name in `c.AutogradeService.environments`."""
    notebooks: Mapped[list[str]] = mapped_column(JsonColumn)
    """Paths in the bundle that are graded."""
    source_sha256: Mapped[str] = mapped_column(ForeignKey("bundle.sha256"))
    """What the instructor sent, with solutions and hidden tests."""
    bundle_sha256: Mapped[str | None] = mapped_column(ForeignKey("bundle.sha256"))
    """What students fetch; null while it is built."""
    package_sha256: Mapped[str | None] = mapped_column(ForeignKey("bundle.sha256"))
    """What the scorer reads: tests and expected values; null while it is built, and for ever where
    another tool made the release."""
    solution_sha256: Mapped[str | None] = mapped_column(ForeignKey("bundle.sha256"))
    """The notebooks with their solutions and without hidden tests; null while it is built, and where none was kept."""
    max_score: Mapped[float | None] = mapped_column(Float)
    """Points."""
    report: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`models.grade.ReleaseReport` as JSON."""
    refusal: Mapped[str | None] = mapped_column(Text)
    """Why it can not be released, a sentence."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null until it is released."""

    assignment: Mapped[Assignment] = relationship()
