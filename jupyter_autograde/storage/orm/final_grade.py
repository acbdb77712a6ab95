"""Totals of a course that were made final."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class FinalGrade(Base):
    """A student's total as somebody made it final. It changes no more but for its end."""

    __tablename__ = "final_grade"
    __table_args__ = (Index("ix_final_grade_course_id_ended_at", "course_id", "ended_at"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    user: Mapped[str] = mapped_column(NameColumn)
    """The student's name in the hub."""
    percent: Mapped[float] = mapped_column(Float)
    """0 to 100."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """In the words of who made it final."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was taken back or replaced; null while it counts."""
    ended_by: Mapped[str | None] = mapped_column(NameColumn)
