"""Feedback: what was made or given, which of it is released, and the comments that go into it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.orm.bundle import Bundle
from jupyter_autograde.storage.types import JsonColumn, NameColumn, Sha256Column, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Feedback(Base):
    """Files about one submission. No column changes after the insert: the row with the highest id is the newest."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_submission_id_id", "submission_id", "id"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    bundle_sha256: Mapped[str] = mapped_column(ForeignKey("bundle.sha256"))
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub, of who asked for it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    basis: Mapped[str | None] = mapped_column(Sha256Column)
    """`feedback_basis.basis` of what it tells of; NULL of files that staff gave."""
    report: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """Result and comments as the student reads them; NULL as `basis`."""
    run_key: Mapped[str | None] = mapped_column(Sha256Column, index=True)
    """What was run for its outputs, and with what: `grading.reuse.content_key`."""
    notebooks: Mapped[dict[str, list[str | int]] | None] = mapped_column(JsonColumn)
    """What that run gave: path -> [sha256 of the blob, bytes]."""

    bundle: Mapped[Bundle] = relationship()


class FeedbackRelease(Base):
    """Which feedback the student of a submission sees; without a row none."""

    __tablename__ = "feedback_release"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id"))
    released_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    released_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    feedback: Mapped[Feedback] = relationship()


class Comment(Base):
    """What staff say about a submission, or one question of it."""

    __tablename__ = "comment"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    question: Mapped[str | None] = mapped_column(String(256))
    """As results name it; NULL = the whole submission."""
    text: Mapped[str] = mapped_column(Text)
    """Markdown."""
    author: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is in no new feedback."""
    removed_by: Mapped[str | None] = mapped_column(NameColumn)
    """Name in the hub."""
