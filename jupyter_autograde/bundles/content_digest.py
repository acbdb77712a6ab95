"""The `Content-Digest` header: what the body of a message must hash to.

**Source:** RFC 9530 section 2 (`Content-Digest`), RFC 8941 section 3.3.5 (byte sequences between
colons).
"""

from __future__ import annotations

import base64
import binascii
import re

_MEMBER = re.compile(r"^\s*sha-256\s*=\s*:([A-Za-z0-9+/=]{44}):\s*$", re.IGNORECASE)


def format_content_digest(sha256: bytes) -> str:
    """Return the header's value for the raw 32 bytes of a SHA-256."""
    return f"sha-256=:{base64.b64encode(sha256).decode('ascii')}:"


def parse_content_digest(header: str) -> bytes | None:
    """Return the raw SHA-256 that a header names, None when it names none that can be read.

    A header may list several algorithms; the others are not looked at.
    """
    for member in header.split(","):
        match = _MEMBER.match(member)
        if match is None:
            continue
        try:
            digest = base64.b64decode(match.group(1), validate=True)
        except binascii.Error:
            continue
        if len(digest) == 32:
            return digest
    return None
