"""Submissions: immutable rows, and beside them what changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jupyter_autograde.storage.orm.assignment import Assignment, AssignmentVersion
from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.ulids import new_ulid


class Submission(Base):
    """One hand-in. No column changes after the insert."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("assignment_id", "user", "attempt"),
        UniqueConstraint("user", "idempotency_key"),
        Index("ix_submission_assignment_id_id", "assignment_id", "id"),
    )

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("assignment_version.id"))
    user: Mapped[str] = mapped_column(NameColumn)
    attempt: Mapped[int] = mapped_column(Integer)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late: Mapped[bool] = mapped_column(Boolean)
    bundle_sha256: Mapped[str] = mapped_column(ForeignKey("bundle.sha256"))
    size: Mapped[int] = mapped_column(BigInteger)
    idempotency_key: Mapped[str] = mapped_column(String(128))
    receipt_key_id: Mapped[str] = mapped_column(String(64))
    receipt_signature: Mapped[str] = mapped_column(String(128))

    assignment: Mapped[Assignment] = relationship()
    version: Mapped[AssignmentVersion] = relationship()
    status: Mapped[SubmissionStatus] = relationship(back_populates="submission", uselist=False)


class SubmissionStatus(Base):
    """How far a submission has come: the newest job and the newest grade, kept here for fast lists."""

    __tablename__ = "submission_status"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    job_id: Mapped[str | None] = mapped_column(UlidColumn)
    grade_id: Mapped[str | None] = mapped_column(UlidColumn)
    score: Mapped[float | None] = mapped_column(Float)
    max_score: Mapped[float | None] = mapped_column(Float)

    submission: Mapped[Submission] = relationship(back_populates="status")


class LatestSubmission(Base):
    """The newest submission of each student, so that a class list does not read old attempts."""

    __tablename__ = "latest_submission"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    user: Mapped[str] = mapped_column(NameColumn, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    attempt: Mapped[int] = mapped_column(Integer)

    submission: Mapped[Submission] = relationship()
