"""The audit trail of grades."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class AuditEntry(Base):
    """One change of a grade. No column changes after the insert; `storage.audit` is the one that writes them."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_course_id_id", "course_id", "id"),
        Index("ix_audit_entry_submission_id_id", "submission_id", "id"),
    )

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("assignment.id"))
    """Null: it is about the course."""
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id"))
    """Null: it is about no single hand-in."""
    user: Mapped[str | None] = mapped_column(NameColumn)
    """Name in the hub, of whose grade it is; null: not one person's."""
    question: Mapped[str | None] = mapped_column(String(256))
    """As results name it; null = the whole."""
    action: Mapped[str] = mapped_column(String(16))
    """`models.audit.AuditAction`."""
    author: Mapped[str | None] = mapped_column(NameColumn)
    """Name in the hub, of who did it; null: a grading job that nobody asked for."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reason: Mapped[str] = mapped_column(Text, default="")
    """In the person's words."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """E.g. score, max_score and pending, in points; null: there was nothing."""
    after: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """As `before`."""
    score_change_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The regrade, void or change of the rubric that it belongs to."""
