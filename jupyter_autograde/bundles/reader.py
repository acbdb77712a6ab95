"""Read bundles that somebody else made: every rule is checked before a byte is used (SEC-21)."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from jupyter_autograde.bundles.directory_guard import DirectoryGuard, require_few
from jupyter_autograde.bundles.limits import MIB, BundleLimits
from jupyter_autograde.bundles.paths import check_path, collision_key
from jupyter_autograde.errors import BundleTooLarge, InvalidBundle, UnsafePath

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


class BundleReader:
    """A zip archive whose directory has been checked against `limits`.

    Parameters
    ----------
    source : seekable binary file
    limits : BundleLimits

    Raises
    ------
    InvalidBundle, UnsafePath, BundleTooLarge
        From the constructor for what the directory says, from `read` for what the content is.
    """

    def __init__(self, source: IO[bytes], limits: BundleLimits) -> None:
        self._limits = limits
        guarded = DirectoryGuard(source, limits.files)
        try:
            self._archive = zipfile.ZipFile(guarded)
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as fault:
            raise InvalidBundle("The upload is not a readable zip archive.") from fault
        guarded.lift()
        require_few(len(entries), limits.files)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._check(entries)

    @property
    def paths(self) -> list[str]:
        """Paths of all files, sorted."""
        return sorted(self._entries)

    @property
    def size(self) -> int:
        """Bytes of all files, decompressed."""
        return sum(entry.file_size for entry in self._entries.values())

    def read(self, path: str) -> bytes:
        """Return the content of one file; never more than its entry announced."""
        entry = self._entries[path]
        try:
            with self._archive.open(entry) as stream:
                content = stream.read(entry.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as fault:
            raise InvalidBundle(f"The file {path!r} in the upload is damaged.", details={"path": path}) from fault
        if len(content) != entry.file_size:
            raise InvalidBundle(f"The file {path!r} in the upload is damaged.", details={"path": path})
        return content

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (path, content) in the order of paths."""
        for path in self.paths:
            yield path, self.read(path)

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        total = 0
        seen: dict[str, str] = {}
        for entry in entries:
            if entry.is_dir():
                check_path(entry.filename.rstrip("/"))
                continue
            # ZipInfo cuts a name at NUL; what was cut must not hide.
            path = check_path(entry.orig_filename)
            self._check_entry(entry, path)
            total += entry.file_size
            if total > self._limits.total:
                raise self._too_large("The bundle", total, self._limits.total)
            key = collision_key(path)
            if key in seen:
                raise UnsafePath(
                    f"The file names {seen[key]!r} and {path!r} are the same on some computers. Rename one.",
                    details={"path": path},
                )
            seen[key] = path
            self._entries[path] = entry
        for path in self._entries:
            parts = path.split("/")
            for i in range(1, len(parts)):
                if collision_key("/".join(parts[:i])) in seen:
                    raise UnsafePath(f"{path!r} lies below a file of the same name.", details={"path": path})

    def _check_entry(self, entry: zipfile.ZipInfo, path: str) -> None:
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise UnsafePath(
                f"{path!r} is a link or a special file; only plain files are taken.",
                details={"path": path},
            )
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise InvalidBundle(f"{path!r} is encrypted or compressed in an unusual way.", details={"path": path})
        limit = self._limits.notebook if path.endswith(".ipynb") else self._limits.file
        if entry.file_size > limit:
            raise self._too_large(f"The file {path!r}", entry.file_size, limit)
        if entry.file_size > self._limits.ratio_floor and entry.file_size > entry.compress_size * self._limits.ratio:
            raise InvalidBundle(f"{path!r} is compressed suspiciously well.", details={"path": path})

    @staticmethod
    def _too_large(what: str, size: int, limit: int) -> BundleTooLarge:
        return BundleTooLarge(
            f"{what} has {size / MIB:.1f} MiB; {limit / MIB:.0f} MiB are allowed.",
            details={"size": size, "limit": limit},
        )
