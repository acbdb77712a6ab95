"""Who has fetched which release version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UtcDateTime
from jupyter_autograde.timestamps import now


class VersionFetch(Base):
    """The first time that a student fetched a version; fetching it again changes nothing."""

    __tablename__ = "version_fetch"
    __table_args__ = (Index("ix_version_fetch_assignment_id_user", "assignment_id", "user"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_version.id"), primary_key=True)
    user: Mapped[str] = mapped_column(NameColumn, primary_key=True)
    """Name in the hub."""
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    """That of the version."""
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
