"""A secret of this service, made once and kept in a file of its own."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def load_or_create(path: Path) -> bytes:
    """Return the 32 secret bytes in `path` (mode 0600); made when there is no such file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(32))
            stream.flush()
            os.fsync(stream.fileno())
        # A link, unlike a rename, never replaces the file of a process that was faster.
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
    return path.read_bytes()
