"""Extensions: more time or attempts for one student or one section."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Extension(Base):
    """One that was given. It changes no more but for its end: who gave what, why and when stays to be read."""

    __tablename__ = "extension"
    __table_args__ = (Index("ix_extension_assignment_id_ended_at", "assignment_id", "ended_at"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    user: Mapped[str | None] = mapped_column(NameColumn)
    """Name in the hub; null where it is for a section."""
    section: Mapped[str | None] = mapped_column(NameColumn)
    """For the students who are in it at the time of asking."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null where it gives no later one."""
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """As `due_at`."""
    extra_attempts: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(String(500), default="")
    """For staff."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was taken back or replaced; null while it counts."""
    ended_by: Mapped[str | None] = mapped_column(NameColumn)
