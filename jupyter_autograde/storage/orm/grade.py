"""Grades: one for each finished grading job; a regrade adds a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, Sha256Column, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Grade(Base):
    """What one autograde found. The unique job makes a second result of the same job impossible.

    Which one counts is `submission_status.grade_id`.
    """

    __tablename__ = "grade"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_version.id"))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    status: Mapped[str] = mapped_column(String(16))
    """`models.grade.GradeStatus`."""
    score: Mapped[float] = mapped_column(Float)
    """Points."""
    max_score: Mapped[float] = mapped_column(Float)
    """Points."""
    result: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    """`models.grade.GradeResult` as JSON, voided tests included; of a regrade of one question, the result that it was
    put into."""
    score_change_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The regrade that it was made for."""
    log: Mapped[str] = mapped_column(Text, default="")
    """For staff."""
    errors: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonColumn, deferred=True)
    """What cells and tests raised, `models.raised_error.RaisedError` as JSON each; for staff. Null: nobody noted it."""
    notebooks: Mapped[dict[str, list[str | int]]] = mapped_column(JsonColumn)
    """Executed notebooks: path -> [sha256 of the blob, bytes]; for staff."""
    content_key: Mapped[str | None] = mapped_column(Sha256Column, index=True)
    """What was graded and with what: `grading.reuse.content_key`; the same key gives the same grade."""
    reused_from: Mapped[str | None] = mapped_column(UlidColumn)
    """Grade whose result this is, because the content is the same; no code ran for this one."""
    record: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """`grading.records.ResultRecord` as JSON: what the worker has signed (SEC-13)."""
    signature: Mapped[str | None] = mapped_column(String(128))
    """Base64url of the Ed25519 signature over the canonical record, by the key of its worker."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
