"""Blobs: contents known by their SHA-256, compressed, on a disk or in any store that fsspec knows."""

from __future__ import annotations

import errno
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import fsspec
import zstandard

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.errors import StorageError, StorageFull
from jupyter_autograde.storage.blob_journal import BlobJournal, sync_folder

LEVEL = 3
_LARGE = 4 << 20
"""Bytes of a blob from which on it is waited for alone: in the journal it would be written twice."""
_threads = threading.local()


class BlobStore:
    """A content-addressed store.

    Parameters
    ----------
    url : str
        A folder or any fsspec URL. In a folder a blob is on the disk before `put` returns.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._fs, root = fsspec.core.url_to_fs(url)
        self._root = str(root).rstrip("/")
        self._local = self._fs.protocol[0] in ("file", "local") if self._fs.protocol else False
        if self._local:
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._journal = BlobJournal(Path(self._root), self._place)
            self._journal.recover()

    @property
    def folder(self) -> Path | None:
        """Where it lies on this machine, None for a store elsewhere."""
        return Path(self._root) if self._local else None

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256; storing it again costs a look-up."""
        digest = file_sha256(content)
        self._put(digest, lambda: _compress(content))
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content with this SHA-256; StorageError when it is missing or damaged."""
        return self._read(digest)[1]

    def get_stored(self, digest: str) -> bytes:
        """Return the content with this SHA-256 as it is stored, compressed; StorageError as in `get`."""
        return self._read(digest)[0]

    def put_stored(self, digest: str, stored: bytes) -> None:
        """Store what `get_stored` gave, durably, in place of a damaged one; StorageError when it is something else."""
        _unpack(digest, stored)
        try:
            self.get_stored(digest)
        except StorageError:
            self.remove(digest)
            self._put(digest, lambda: stored)

    def remove(self, digest: str) -> None:
        """Delete the content with this SHA-256, if it is there."""
        with _store_errors(), suppress(FileNotFoundError):
            self._fs.rm_file(self._path(digest))

    def has(self, digest: str) -> bool:
        """Say whether there is something under this name; `get` says whether it is whole."""
        return bool(self._fs.exists(self._path(digest)))

    def digests(self) -> Iterator[str]:
        """Yield the SHA-256 of everything that is stored."""
        with _store_errors():
            for path in self._fs.find(self._root):
                name = str(path).rpartition("/")[2]
                if name.endswith(".zst"):
                    yield name.removesuffix(".zst")

    def check(self) -> None:
        """Raise StorageError or StorageFull when nothing can be stored."""
        self.remove(self.put(secrets.token_bytes(4096)))

    def _read(self, digest: str) -> tuple[bytes, bytes]:
        """Return (as it is stored, content)."""
        try:
            stored = bytes(self._fs.cat_file(self._path(digest)))
        except OSError as fault:
            raise _damaged(digest, "missing or damaged") from fault
        return stored, _unpack(digest, stored)

    def _put(self, digest: str, stored: Callable[[], bytes]) -> None:
        path = self._path(digest)
        with _store_errors():
            if self._local:
                self._put_local(digest, path, stored)
            elif not self._fs.exists(path):
                self._fs.pipe_file(path, stored())

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}.zst"

    def _put_local(self, digest: str, path: str, stored: Callable[[], bytes]) -> None:
        if os.path.exists(path):  # then it is on the disk, or in the journal
            return
        blob = stored()
        if len(blob) < _LARGE:
            self._journal.store(digest, blob)
            return
        self._place(digest, blob, wait=True)
        folder = Path(path).parent
        for each in (folder, folder.parent, folder.parent.parent):
            sync_folder(each)

    def _place(self, digest: str, blob: bytes, *, wait: bool = False) -> None:
        """Write a blob to its own file, which is whole from its first moment on; `wait` until it is on the disk."""
        path = self._path(digest)
        folder = os.path.dirname(path)
        temporary = f"{folder}/.{secrets.token_hex(8)}.part"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(blob)
                stream.flush()
                if wait:
                    os.fsync(descriptor)
            os.rename(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def _compress(content: bytes) -> bytes:
    # One a thread: it is not to be shared, and to make it costs as much as to compress a small notebook.
    if not hasattr(_threads, "compressor"):
        _threads.compressor = zstandard.ZstdCompressor(level=LEVEL)
    compressed: bytes = _threads.compressor.compress(content)
    return compressed


def _unpack(digest: str, stored: bytes) -> bytes:
    """Return the content; StorageError when it is not the one with this SHA-256."""
    try:
        content = zstandard.ZstdDecompressor().decompress(stored)
    except zstandard.ZstdError as fault:
        raise _damaged(digest, "missing or damaged") from fault
    if file_sha256(content) != digest:
        raise _damaged(digest, "damaged")
    return content


def _damaged(digest: str, how: str) -> StorageError:
    return StorageError(f"A stored file ({digest[:12]}…) is {how}.", details={"sha256": digest})


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("The service's disk is full, so nothing was stored. Tell your instructor.") from fault
        raise StorageError("The service's file store does not answer. Try again in a minute.") from fault
