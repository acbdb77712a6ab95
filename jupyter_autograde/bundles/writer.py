"""Write bundles: the same files always give the same bytes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from typing import IO

from jupyter_autograde.bundles.paths import check_path

# The zip format starts in 1980; a fixed time keeps archives of equal files equal.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SMALL = 512
"""Bytes of a file that would hardly get smaller."""
_AS_THEY_ARE = 64 * 1024
"""Bytes of the first files that are not compressed: they are sent in a moment, and the service unpacks a class's work
at once. To unpack a notebook of 50 kB would take it longer than to read it."""
_SAMPLE = 4096
"""Bytes out of the middle of a file that tell whether it is worth compressing: before them there may be a header."""
_WORTH = 0.9


def write_bundle(target: IO[bytes], files: Iterable[tuple[str, bytes]]) -> None:
    """Write `files` (path, content) to `target` as a zip archive, in the order given.

    `target` need not be seekable, so the service can stream an archive while reading its blobs.
    """
    write_folders(target, [("", files)])


def write_folders(target: IO[bytes], folders: Iterable[tuple[str, Iterable[tuple[str, bytes]]]]) -> None:
    """Write the files of several bundles, each below a folder, as `write_bundle` does.

    Parameters
    ----------
    folders : iterable
        Folder -> its files. A folder ends in `/`, or is empty; `folder_name` makes its parts.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        plain = _AS_THEY_ARE
        for folder, files in folders:
            for path, content in files:
                entry = zipfile.ZipInfo(folder + check_path(path), _EPOCH)
                plain -= len(content)
                compress = plain < 0 and _gets_smaller(content)
                entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, content)


def _gets_smaller(content: bytes) -> bool:
    if len(content) < _SMALL:
        return False
    begin = max(0, (len(content) - _SAMPLE) // 2)
    sample = content[begin : begin + _SAMPLE]
    return len(zlib.compress(sample, 1)) < _WORTH * len(sample)
