"""The keys that receipts are signed with, kept in the database so that a backup holds them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.orm import ReceiptKey


def newest_key(session: Session) -> ReceiptKey | None:
    """Return the key that signs now."""
    return session.scalar(select(ReceiptKey).order_by(ReceiptKey.created_at.desc()).limit(1))


def add_key(session: Session, *, key_id: str, private_key: bytes, public_key: bytes) -> ReceiptKey:
    """Add a key, which signs from now on."""
    serialize(session, "receipt-key")
    key = ReceiptKey(key_id=key_id, private_key=private_key, public_key=public_key)
    session.add(key)
    session.flush()
    return key


def all_keys(session: Session) -> list[ReceiptKey]:
    """Return all keys, newest first."""
    return list(session.scalars(select(ReceiptKey).order_by(ReceiptKey.created_at.desc())))
