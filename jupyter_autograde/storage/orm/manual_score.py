"""Points that people give, and what they need while they do: claims, flags."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class ManualScore(Base):
    """What somebody gave a question of a submission. No column but `current` changes after the insert."""

    __tablename__ = "manual_score"
    __table_args__ = (Index("ix_manual_score_submission_id_current", "submission_id", "current"),)

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    question: Mapped[str] = mapped_column(String(256))
    """As results name it."""
    points: Mapped[float | None] = mapped_column(Float)
    """0 ≤ points ≤ max_score; null: the score was taken back."""
    max_score: Mapped[float] = mapped_column(Float)
    """Points of the question when it was given."""
    start: Mapped[float] = mapped_column(Float)
    """What the rubric counted from: 0, or the maximum where all its items took points off."""
    items: Mapped[list[str]] = mapped_column(JsonColumn)
    """Ids of the rubric items that hold."""
    adjustment: Mapped[float] = mapped_column(Float)
    """Points beside `start` and those of the items."""
    author: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reason: Mapped[str] = mapped_column(Text, default="")
    """In the person's words."""
    score_change_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The change of the rubric that made it."""
    current: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it is the one that counts; one of each question at most."""


class GradingClaim(Base):
    """Who grades an answer at this moment, so that two do not collide."""

    __tablename__ = "grading_claim"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(256), primary_key=True)
    """As results name it."""
    held_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it ends unless it is held on to."""


class GradingFlag(Base):
    """A mark on an answer that should be looked at again."""

    __tablename__ = "grading_flag"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(256), primary_key=True)
    """As results name it."""
    note: Mapped[str] = mapped_column(Text)
    """For staff."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
