"""Words that graders use again: rubric items and the bank of comments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class RubricItem(Base):
    """What an answer to a question may have or lack, and the points of that."""

    __tablename__ = "rubric_item"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"), index=True)
    question: Mapped[str] = mapped_column(String(256))
    """As results name it."""
    text: Mapped[str] = mapped_column(Text)
    """For students too."""
    points: Mapped[float] = mapped_column(Float)
    """Added where it holds; below 0: taken off."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when nothing is graded by it."""


class SavedComment(Base):
    """A comment in the bank of a course."""

    __tablename__ = "saved_comment"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    """Markdown."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
