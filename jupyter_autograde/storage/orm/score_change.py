"""Regrades, voids and changed rubrics: what they would make of scores, and who decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.assignment import Assignment, AssignmentVersion
from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class ScoreChange(Base):
    """A regrade, a voided test or a changed rubric item: looked at, then applied or discarded.

    No column but the state changes.
    """

    __tablename__ = "score_change"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """`models.regrade.ChangeKind`."""
    state: Mapped[str] = mapped_column(String(16))
    """`models.regrade.ChangeState`; a void counts while it is `applied`."""
    version_id: Mapped[str | None] = mapped_column(ForeignKey("assignment_version.id"))
    """The one version that was asked for; null = each submission's own, or every one with the test."""
    versions: Mapped[list[str]] = mapped_column(JsonColumn)
    """Ids of the versions that a void concerns."""
    question: Mapped[str | None] = mapped_column(String(256))
    """The only question that changes; null = all."""
    test: Mapped[str | None] = mapped_column(String(256))
    """The only test of the question that changes; null = all."""
    policy: Mapped[str | None] = mapped_column(String(16))
    """Of a void: `models.regrade.VoidPolicy`."""
    rubric: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    """Of a rubric item: `models.regrade.RubricChange` as JSON."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    assignment: Mapped[Assignment] = relationship()
    version: Mapped[AssignmentVersion | None] = relationship()
    steps: Mapped[list[ScoreChangeStep]] = relationship(order_by="ScoreChangeStep.number")


class ScoreChangeItem(Base):
    """One submission of a change."""

    __tablename__ = "score_change_item"

    score_change_id: Mapped[str] = mapped_column(ForeignKey("score_change.id"), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    """Of a regrade."""
    grade_id: Mapped[str | None] = mapped_column(UlidColumn)
    """What was found; null until the job is done."""
    base_grade_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The current grade when `grade_id` was written: what it is compared with, and what an undo brings back."""
    manual_score_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The manual score that a changed rubric item made."""
    base_manual_score_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The one that counted before it."""
    base_state: Mapped[str | None] = mapped_column(String(16))
    """`models.submission.SubmissionState` before it was applied."""
    applied: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether this change has given the submission a score, undone or not."""


class ScoreChangeStep(Base):
    """Who started, applied, discarded or undid a change, and why; never changed."""

    __tablename__ = "score_change_step"

    score_change_id: Mapped[str] = mapped_column(ForeignKey("score_change.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """1 for the first of the change."""
    action: Mapped[str] = mapped_column(String(16))
    """`started`, `applied`, `discarded` or `undone`."""
    user: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reason: Mapped[str] = mapped_column(Text, default="")
    """In the person's words."""
