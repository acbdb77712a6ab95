"""Feedback files that staff have given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.orm.bundle import Bundle
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Feedback(Base):
    """Files about one submission. No column changes after the insert: the newest row counts."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_submission_id_id", "submission_id", "id"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    bundle_sha256: Mapped[str] = mapped_column(ForeignKey("bundle.sha256"))
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    bundle: Mapped[Bundle] = relationship()
