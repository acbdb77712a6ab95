"""Blobs: contents known by their SHA-256, compressed, on a disk or in any store that fsspec knows."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

import fsspec
import zstandard

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.errors import StorageError, StorageFull

LEVEL = 3


class BlobStore:
    """A content-addressed store.

    Parameters
    ----------
    url : str
        A folder or any fsspec URL. In a folder a blob is fsynced before `put` returns.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._fs, root = fsspec.core.url_to_fs(url)
        self._root = str(root).rstrip("/")
        self._local = self._fs.protocol[0] in ("file", "local") if self._fs.protocol else False
        if self._local:
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256; storing it again costs a look-up."""
        digest = file_sha256(content)
        path = self._path(digest)
        try:
            if self._local:
                self._put_local(Path(path), content)
            elif not self._fs.exists(path):
                self._fs.pipe_file(path, _compress(content))
        except OSError as fault:
            if fault.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageFull("The service's disk is full, so nothing was stored. Tell your instructor.") from fault
            raise StorageError("The service's file store does not answer. Try again in a minute.") from fault
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content with this SHA-256; StorageError when it is missing or damaged."""
        try:
            stored = self._fs.cat_file(self._path(digest))
            content = zstandard.ZstdDecompressor().decompress(stored)
        except (OSError, zstandard.ZstdError) as fault:
            raise StorageError(
                f"A stored file ({digest[:12]}…) is missing or damaged.", details={"sha256": digest}
            ) from fault
        if file_sha256(content) != digest:
            raise StorageError(f"A stored file ({digest[:12]}…) is damaged.", details={"sha256": digest})
        return content

    def check(self) -> None:
        """Raise StorageError or StorageFull when nothing can be stored."""
        probe = secrets.token_bytes(4096)
        digest = self.put(probe)
        self._fs.rm_file(self._path(digest))

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}.zst"

    @staticmethod
    def _put_local(path: Path, content: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.parent / f".{secrets.token_hex(8)}.part"
        try:
            with temporary.open("xb") as stream:
                stream.write(_compress(content))
                stream.flush()
                os.fsync(stream.fileno())
            temporary.rename(path)
        finally:
            temporary.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
            _fsync_folder(folder)


def _compress(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(content)


def _fsync_folder(folder: Path) -> None:
    """Make the new name durable, not only the content."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
