"""What the assignments of a course count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, NameColumn, UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class GradebookWeights(Base):
    """Weights that somebody set; the newest of a course hold, and the others stay to be read."""

    __tablename__ = "gradebook_weights"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    weights: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    """`models.gradebook.Weights` as JSON."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """In the person's words."""
    created_by: Mapped[str] = mapped_column(NameColumn)
    """Name in the hub."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
