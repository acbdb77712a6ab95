"""Events: rows with a growing id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now


class Event(Base):
    """A past-tense fact; never changed. Saves of notebooks are deleted after a day."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_course_id_id", "course_id", "id"),
        Index("ix_event_type_at", "type", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    """Grows in the order of commits; `Last-Event-ID`."""
    type: Mapped[str] = mapped_column(String(32))
    """`models.event.EventType`."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    course_id: Mapped[str | None] = mapped_column(UlidColumn)
    assignment_id: Mapped[str | None] = mapped_column(UlidColumn)
    user: Mapped[str | None] = mapped_column(NameColumn)
    """Whose submission or notebook it is about; null = the whole course."""
    data: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    """Depends on the type."""
