"""How long gradings take, for the time that a queue promises."""

from __future__ import annotations

from sqlalchemy import Float, Integer
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import UlidColumn


class GradingPace(Base):
    """Running mean of an assignment; beside the assignment, because every grading changes it."""

    __tablename__ = "grading_pace"

    assignment_id: Mapped[str] = mapped_column(UlidColumn, primary_key=True)
    seconds: Mapped[float] = mapped_column(Float)
    """Mean wall time of a slot for one grading."""
    gradings: Mapped[int] = mapped_column(Integer)
    """How many it is the mean of, at most `grading.places.PACE_WINDOW`; 0 = what the proof of a version took."""
