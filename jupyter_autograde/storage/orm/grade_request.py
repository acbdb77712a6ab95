"""Requests about a grade."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.orm.submission import Submission
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class GradeRequest(Base):
    """What the student of a submission asks about its grade, and the answer. Once closed it changes no more."""

    __tablename__ = "grade_request"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    question: Mapped[str | None] = mapped_column(String(256))
    """As results name it; NULL = the whole grade."""
    text: Mapped[str] = mapped_column(Text)
    """What is asked."""
    state: Mapped[str] = mapped_column(String(16), index=True)
    """`models.grade_request.GradeRequestState`."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    score_before: Mapped[float | None] = mapped_column(Float)
    """Points of the submission when it was asked."""
    max_score_before: Mapped[float | None] = mapped_column(Float)
    """As `score_before`."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was answered or withdrawn; NULL while it is open."""
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(NameColumn)
    """Name in the hub."""
    score_after: Mapped[float | None] = mapped_column(Float)
    """Points of the submission when it was answered."""
    max_score_after: Mapped[float | None] = mapped_column(Float)
    """As `score_after`."""

    submission: Mapped[Submission] = relationship()
