"""The directory of an archive, counted before `zipfile` makes an object of each of its entries (SEC-21)."""

from __future__ import annotations

import os
from typing import IO

from jupyter_autograde.errors import BundleTooLarge

_BYTES_AN_ENTRY = 2048
"""Path, extra fields and comment; our longest path has half of it."""
_END = (1 << 16) + 128
"""Bytes in which the end of an archive is looked for: its longest comment, and the records before that."""
_ENTRY = b"PK\1\2"
"""Each entry begins so. **Source:** APPNOTE.TXT, 4.3.12."""


class DirectoryGuard:
    """A binary file of which `zipfile` reads no directory that is too large; after `lift`, the file itself.

    It is looked at as `zipfile` reads it: the numbers at the archive's end may lie, and there are two places for them.

    Parameters
    ----------
    source : seekable binary file
    files : int
        Entries that are allowed.
    """

    def __init__(self, source: IO[bytes], files: int) -> None:
        self._source, self._files = source, files
        self._guards = True

    def lift(self) -> None:
        """Let everything be read: the directory has been."""
        self._guards = False

    def read(self, size: int = -1) -> bytes:
        """Read as a file does.

        Raises
        ------
        BundleTooLarge
            It would be too much for a directory, or is one of too many entries.
        """
        if not self._guards:
            return self._source.read(size)
        if size > max(_END, self._files * _BYTES_AN_ENTRY):
            raise BundleTooLarge(
                f"The bundle has too many files; {self._files} files are allowed. Remove some and try again.",
                details={"limit": self._files},
            )
        content = self._source.read(size)
        if content.startswith(_ENTRY):  # not the end of the file, where another archive may lie
            require_few(content.count(_ENTRY), self._files)
        return content

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, as a file does."""
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """Return the place, as a file does."""
        return self._source.tell()

    def seekable(self) -> bool:
        """Return True."""
        return True


def require_few(files: int, limit: int) -> None:
    """Raise BundleTooLarge where there are more files than `limit`."""
    if files > limit:
        raise BundleTooLarge(
            f"The bundle has {files} files; {limit} are allowed. Remove some and try again.",
            details={"files": files, "limit": limit},
        )
