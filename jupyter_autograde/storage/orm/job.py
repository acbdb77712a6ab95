"""Jobs: the row is the truth, a queue only carries its id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import NameColumn, Sha256Column, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Job(Base):
    """One autograde of one submission, the making of its feedback, or one build of one version."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_priority_turn_id", "state", "priority", "turn", "id"),
        Index("ix_job_course_id_state_priority_turn", "course_id", "state", "priority", "turn"),
    )

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    kind: Mapped[str] = mapped_column(String(16))
    """`models.job.JobKind`."""
    state: Mapped[str] = mapped_column(String(16))
    """`models.job.JobState`."""
    priority: Mapped[int] = mapped_column(Integer, default=0)
    """`grading.turns.Urgency`; lower runs first."""
    turn: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Round in which it runs among jobs of the same priority: each course has one job a round."""
    course_id: Mapped[str] = mapped_column(UlidColumn, server_default="")
    """Of the submission or the version; the same as theirs, kept here for the queue."""
    assignment_id: Mapped[str] = mapped_column(UlidColumn, server_default="")
    """As `course_id`."""
    content: Mapped[str | None] = mapped_column(Sha256Column, index=True)
    """Of an autograde, what is graded: `grading.reuse.content_of`. Equal contents are not graded at the same time."""
    fresh: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether it was asked to be graded even where the same content was graded before."""
    told_position: Mapped[int | None] = mapped_column(Integer)
    """Place in the queue that its student was last told."""
    tries: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was begun, planned stops not counted; after three failures it is `failed`."""
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id"), index=True)
    """Of an autograde, or of feedback."""
    version_id: Mapped[str | None] = mapped_column(ForeignKey("assignment_version.id"), index=True)
    """Of a build."""
    asked_by: Mapped[str | None] = mapped_column(NameColumn)
    """Of the making of feedback: who asked for it."""
    score_change_id: Mapped[str | None] = mapped_column(UlidColumn, index=True)
    """The regrade that it belongs to: its grade counts only when that is applied."""
    progress: Mapped[str] = mapped_column(String(256), default="")
    """What it does now, a few words."""
    log: Mapped[str] = mapped_column(Text, default="")
    """For staff: why tries failed."""
    lease: Mapped[str | None] = mapped_column(UlidColumn)
    """Random id of the present lease; only its holder may finish the job."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its holder is taken for dead."""
    worker_id: Mapped[str | None] = mapped_column(UlidColumn)
    """Who has or had the last lease."""
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it may be tried again."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
