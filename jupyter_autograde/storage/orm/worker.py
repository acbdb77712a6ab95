"""Workers: who grades, or has graded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import UlidColumn, UtcDateTime
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


class Worker(Base):
    """One process that grades or serves, from its start to its end; rows stay, because their keys verify grades."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(UlidColumn, primary_key=True, default=new_ulid)
    name: Mapped[str] = mapped_column(String(256))
    """Machine and process, for operators."""
    slots: Mapped[int] = mapped_column(Integer)
    """Jobs at once; 0 until it has begun to look for jobs, and in a service whose jobs others do."""
    fault: Mapped[str | None] = mapped_column(Text)
    """Why it takes no job now, with the next step."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Ed25519, 32 raw bytes; the private key never leaves the process."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    """When it last said that it is there."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it said that it ends; a worker that dies says nothing."""
