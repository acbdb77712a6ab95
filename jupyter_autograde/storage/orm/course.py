"""Courses and enrollments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Course(Base):
    """A course; its name is unique in the service."""

    __tablename__ = "course"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    name: Mapped[str] = mapped_column(NameColumn, unique=True)
    title: Mapped[str] = mapped_column(String(256), default="")
    """Shown beside the name."""
    environment: Mapped[str | None] = mapped_column(NameColumn)
    """Grading environment of new versions that name none themselves; null = the service's default."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


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
    source: Mapped[str] = mapped_column(String(32))
    """Where the enrollment comes from: `config` (`load_courses`) or `api`."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    course: Mapped[Course] = relationship()
