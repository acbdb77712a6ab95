"""What staff see of a notebook beside its newest save event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import UtcDateTime
from jupyter_autograde.timestamps import now


class LiveNotebook(Base):
    """What a student's notebook was like when it was saved last, in a course with its live classroom on."""

    __tablename__ = "live_notebook"
    __table_args__ = (Index("ix_live_notebook_course_id_kept_at", "course_id", "kept_at"),)

    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("notebook_event.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    """Its save event, which says whose it is and where it lies; it takes this row with it."""
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """By the service's clock; `course.live_days` later the row is deleted."""
    cells: Mapped[int] = mapped_column(BigInteger)
    run: Mapped[int] = mapped_column(BigInteger)
    """Code cells that were run."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes of the file."""
    error_name: Mapped[str | None] = mapped_column(String(128))
    """Class of the exception that the notebook shows; null = none."""
    error_message: Mapped[str | None] = mapped_column(String(500))
    error_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a save first had this error."""
    tail: Mapped[str | None] = mapped_column(Text)
    """`models.live.NotebookTail` as JSON; null where the hook sent none."""
