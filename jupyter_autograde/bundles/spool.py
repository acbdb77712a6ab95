"""Files without a name, for what is read or written once: in memory while they are small."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

IN_MEMORY = 4 << 20
"""Bytes; a larger one is on the disk."""
_PIECE = 256 * 1024


def spooled() -> tempfile.SpooledTemporaryFile[bytes]:
    """Return an empty one; it is gone when it is closed."""
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is in `file`, from its beginning."""
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
