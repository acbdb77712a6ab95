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
    """The version that it is graded against."""
    user: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    attempt: Mapped[int] = mapped_column(Integer)
    """1 for the student's first at the assignment."""
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The service's clock when the body was complete; the only time that decides."""
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the student clicked, by the clock of the student's server; for staff."""
    late: Mapped[bool] = mapped_column(Boolean)
    """By the due time and extension as they were then, as the receipt says; what counts follows from those of now."""
    bundle_sha256: Mapped[str] = mapped_column(ForeignKey("bundle.sha256"))
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes of all files."""
    idempotency_key: Mapped[str] = mapped_column(String(128))
    """The same key of the same user brings the same submission back."""
    receipt_key_id: Mapped[str] = mapped_column(String(64))
    """`receipt_key.key_id` that signed."""
    receipt_signature: Mapped[str] = mapped_column(String(128))
    """Base64url of the Ed25519 signature."""
    submitted_by: Mapped[str | None] = mapped_column(NameColumn)
    """Name in the hub, of the staff who handed it in in the place of `user`; null: `user` did. Such a one uses up no
    attempt."""

    assignment: Mapped[Assignment] = relationship()
    version: Mapped[AssignmentVersion] = relationship()
    status: Mapped[SubmissionStatus] = relationship(back_populates="submission", uselist=False)


class SubmissionStatus(Base):
    """How far a submission has come: its newest job, and the grade that counts."""

    __tablename__ = "submission_status"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    """`models.submission.SubmissionState`."""
    job_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The newest grading job."""
    grade_id: Mapped[str | None] = mapped_column(UlidColumn)
    """The grade of the newest job that gave one."""
    score: Mapped[float | None] = mapped_column(Float)
    """Points of that grade."""
    max_score: Mapped[float | None] = mapped_column(Float)
    """Points of that grade."""
    pending: Mapped[float | None] = mapped_column(Float)
    """Points of `max_score` that a person has not given or refused yet."""

    submission: Mapped[Submission] = relationship(back_populates="status")


class LatestSubmission(Base):
    """The newest submission of each student since the assignment began, so that a list reads no old attempts."""

    __tablename__ = "latest_submission"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    user: Mapped[str] = mapped_column(NameColumn, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    attempt: Mapped[int] = mapped_column(Integer)
    """Of that submission."""

    submission: Mapped[Submission] = relationship()
