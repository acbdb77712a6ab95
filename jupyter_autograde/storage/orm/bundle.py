"""Bundles: which files belong together; the contents are blobs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from jupyter_autograde.storage.orm.base import Base
from jupyter_autograde.storage.types import JsonColumn, Sha256Column, UtcDateTime
from jupyter_autograde.timestamps import now


class Bundle(Base):
    """A set of files, known by its identity (`bundles.identity`); equal sets are one row."""

    __tablename__ = "bundle"

    sha256: Mapped[str] = mapped_column(Sha256Column, primary_key=True)
    """Identity of the files: `bundles.identity`."""
    files: Mapped[dict[str, list[str | int]]] = mapped_column(JsonColumn)
    """Path -> [sha256 of the blob, bytes]."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes of all files."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
