"""Grade passback: where the grades of an assignment go, and the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.assignment import Assignment
from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class PassbackTarget(Base):
    """Where the grades of an assignment go. Key and secret are the service's settings, and never here."""

    __tablename__ = "passback_target"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    platform: Mapped[str] = mapped_column(NameColumn)
    """Name in `c.AutogradeService.lti11_platforms`."""
    outcome_url: Mapped[str] = mapped_column(Text)
    sourced_id: Mapped[str] = mapped_column(Text)
    """Template: `{user}` stands for the student."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    assignment: Mapped[Assignment] = relationship()


class PassbackItem(Base):
    """The newest score of a student that is to be, or was, passed back."""

    __tablename__ = "passback_item"
    __table_args__ = (
        UniqueConstraint("assignment_id", "user"),
        Index("ix_passback_item_state_due_at", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    user: Mapped[str] = mapped_column(NameColumn)
    """The student's name in the hub."""
    score: Mapped[float] = mapped_column(Float)
    """0 to 1; what the platform is to have."""
    state: Mapped[str] = mapped_column(String(16))
    """`models.passback.PassbackState`."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """At sending this score."""
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """When this score became what is to be sent."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it is to be tried; while it is being sent: when its sender is taken for dead; null = not by itself."""
    claim: Mapped[str | None] = mapped_column(UlidColumn)
    """Who sends it now, a new one each time; null while nobody does."""
    problem: Mapped[str | None] = mapped_column(String(32))
    """`models.passback.PassbackProblem` of the last attempt."""
    detail: Mapped[str] = mapped_column(Text, default="")
    """What the platform said."""
    sent_score: Mapped[float | None] = mapped_column(Float)
    """What the platform has taken last."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assignment: Mapped[Assignment] = relationship()
