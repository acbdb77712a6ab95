"""What save hooks have said last of each notebook."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now


class NotebookEvent(Base):
    """The newest event of one type about one notebook of one person; an older one gives way to it."""

    __tablename__ = "notebook_event"
    __table_args__ = (
        UniqueConstraint("user", "type", "path"),
        Index("ix_notebook_event_received_at", "received_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    """Kept when a newer event replaces an older one."""
    type: Mapped[str] = mapped_column(String(64))
    """`save-notebook`, or whatever a hook calls it."""
    user: Mapped[str] = mapped_column(NameColumn)
    filename: Mapped[str] = mapped_column(String(1024))
    """As the hook tells it: below the person's home."""
    path: Mapped[str] = mapped_column(String(1024))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """When it happened, by the hook's clock."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """When it came, by the service's clock; what came too long ago is deleted."""
    assignment_id: Mapped[str | None] = mapped_column(UlidColumn)
    """Of a course that the person is in; null where the hook knows none."""
