"""Courses, enrollments, and enrollments of the past."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


def full_name(*parts: str | None) -> str | None:
    """Return a person's name of the parts that are known."""
    return " ".join(filter(None, parts)) or None


class Course(Base):
    """A course; its name is unique in the service."""

    __tablename__ = "course"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    name: Mapped[str] = mapped_column(NameColumn, unique=True)
    title: Mapped[str] = mapped_column(String(256), default="")
    """Shown beside the name."""
    environment: Mapped[str | None] = mapped_column(NameColumn)
    """Grading environment of new versions that name none themselves; null = the service's default."""
    live_days: Mapped[int | None] = mapped_column(Integer)
    """Days for which staff see what students saved; null = the live classroom is off."""
    live_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """What was saved before is not shown: it was off then, or its days were others; null while it is off."""
    timezone: Mapped[str | None] = mapped_column(String(64))
    """Name in the IANA database of the zone that times are said in; null = UTC."""
    late_policy: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`models.late_policy.LatePolicy` as JSON, of assignments without one of their own; null = nothing is taken off."""
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was taken away, with all that is in it; null while it is there."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    def live_from(self, at: datetime) -> datetime | None:
        """Return since when staff see, at a moment, what students saved; None while the live classroom is off."""
        if self.live_days is None or self.live_since is None:
            return None
        return max(self.live_since, at - timedelta(days=self.live_days))


class Enrollment(Base):
    """A person's one role in a course."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("course_id", "user"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    user: Mapped[str] = mapped_column(NameColumn, index=True)
    """Name in the hub."""
    role: Mapped[str] = mapped_column(String(16))
    """`permissions.Role`."""
    section: Mapped[str | None] = mapped_column(NameColumn)
    first_name: Mapped[str | None] = mapped_column(String(256))
    """As this course's roster has it; null where nobody has said."""
    last_name: Mapped[str | None] = mapped_column(String(256))
    email: Mapped[str | None] = mapped_column(String(256))
    source: Mapped[str] = mapped_column(String(32))
    """Where it comes from: `config` (`load_courses`), `api`, `csv`, `group` (of the hub), or a door's name."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    course: Mapped[Course] = relationship()

    @property
    def full_name(self) -> str | None:
        """The person's name as this course's roster has it."""
        return full_name(self.first_name, self.last_name)


class PastEnrollment(Base):
    """An enrollment that was ended, as it was. It gives no right; the person's work is where it was."""

    __tablename__ = "past_enrollment"
    __table_args__ = (Index("ix_past_enrollment_course_id_user", "course_id", "user"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True)
    """Of the enrollment."""
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    user: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    role: Mapped[str] = mapped_column(String(16))
    section: Mapped[str | None] = mapped_column(NameColumn)
    first_name: Mapped[str | None] = mapped_column(String(256))
    last_name: Mapped[str | None] = mapped_column(String(256))
    email: Mapped[str | None] = mapped_column(String(256))
    source: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
