"""Keys that receipts are signed with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import UtcDateTime
from jupyter_autograde.timestamps import now


class ReceiptKey(Base):
    """An Ed25519 key pair; the newest signs, all of them stay to verify old receipts."""

    __tablename__ = "receipt_key"

    key_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    """The 32 raw bytes."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """The 32 raw bytes."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
