"""Receipts: the service signs what it has received, and anybody can check that later, offline."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import BaseModel

from jupyter_autograde.models.submission import Receipt


class ReceiptFacts(BaseModel):
    """What is signed: everything in a receipt but the signature itself."""

    submission_id: str
    course: str
    assignment: str
    user: str
    attempt: int
    submitted_at: datetime
    late: bool
    sha256: str
    key_id: str


class ReceiptSigner:
    """Signs with one private key (**Source:** RFC 8032, Ed25519)."""

    def __init__(self, private_key: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private_key)
        self.public_key = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = key_id(self.public_key)

    @staticmethod
    def generate() -> bytes:
        """Return a fresh private key, 32 raw bytes."""
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def sign(self, facts: BaseModel) -> str:
        """Return the signature over the canonical form, base64url without padding."""
        return _encode(self._private.sign(canonical(facts)))


def key_id(public_key: bytes) -> str:
    """Return the short name of a public key: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def canonical(facts: BaseModel) -> bytes:
    """Return the bytes that are signed: JSON, keys sorted, no spaces, ASCII, time in UTC with `Z`."""
    return json.dumps(facts.model_dump(mode="json"), sort_keys=True, separators=(",", ":")).encode()


def verify(receipt: Receipt, public_key: bytes) -> bool:
    """Say whether `receipt` was signed by the owner of `public_key` (32 raw bytes)."""
    facts = ReceiptFacts.model_validate(receipt.model_dump(exclude={"signature"}))
    if receipt.key_id != key_id(public_key):
        return False
    return is_signed_by(facts, receipt.signature, public_key)


def is_signed_by(facts: BaseModel, signature: str, public_key: bytes) -> bool:
    """Say whether the owner of `public_key` (32 raw bytes) has signed the canonical form of `facts`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(_decode(signature), canonical(facts))
    except (InvalidSignature, ValueError):
        return False
    return True


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
