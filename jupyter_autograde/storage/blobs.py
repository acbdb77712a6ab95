"""Blobs: contents known by their SHA-256, compressed, on a disk or in any store that fsspec knows."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path

import fsspec
import zstandard

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.errors import StorageError, StorageFull
from jupyter_autograde.folders import make_folder, sync_folder
from jupyter_autograde.storage.blob_journal import BlobJournal

LEVEL = 3
_LARGE = 4 << 20
"""Bytes of a blob from which on it is waited for alone: in the journal it would be written twice."""
_OWNERS = "owners"
_SWEEP_LOCK = "sweep.lock"
_TRASH = "trash"
_threads = threading.local()


class BlobStore:
    """A content-addressed store.

    Parameters
    ----------
    url : str
        A folder or any fsspec URL. In a folder a blob is on the disk before `put` returns.
    looks_only : bool
        Make and put in order nothing: what a process that died has left in its journal is read from there.

    Raises
    ------
    StorageError
        The folder can't be made or read.
    """

    def __init__(self, url: str, *, looks_only: bool = False) -> None:
        self.url = url
        self._fs, root = fsspec.core.url_to_fs(url)
        self._root = str(root).rstrip("/")
        self._local = self._fs.protocol[0] in ("file", "local") if self._fs.protocol else False
        self._looks_only = looks_only
        if self._local:
            self._journal = BlobJournal(Path(self._root), self._place)
            if not looks_only:
                with _store_errors():
                    make_folder(Path(self._root))
                    self._journal.recover()

    @property
    def folder(self) -> Path | None:
        """Where it lies on this machine, None for a store elsewhere."""
        return Path(self._root) if self._local else None

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256; storing it again costs a look-up."""
        return self.put_all([content])[0]

    def put_all(self, contents: Sequence[bytes]) -> list[str]:
        """Store contents durably, with one wait for the disk, and return their SHA-256."""
        digests = [file_sha256(content) for content in contents]
        self._put({digest: partial(_compress, content) for digest, content in zip(digests, contents, strict=True)})
        return digests

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
        self._put({digest: lambda: stored})

    def remove(self, digest: str) -> None:
        """Delete the content with this SHA-256, if it is there, in the trash too."""
        with _store_errors():
            with suppress(FileNotFoundError):
                self._fs.rm_file(self._path(digest))
            if self._local:
                self._thrown(digest).unlink(missing_ok=True)

    def put_at(self) -> Iterator[tuple[str, float]]:
        """Yield the SHA-256 of what is there, and when (POSIX) it was last put; of a folder only."""
        with _store_errors():
            for path in Path(self._root).glob("??/*.zst"):
                with suppress(FileNotFoundError):
                    yield path.stem, path.stat().st_mtime

    def throw_away_if_older(self, digest: str, moment: float) -> bool:
        """Put into the trash what was last put before `moment` (POSIX), and say whether it was; of a folder only.

        There it can be read still. Whoever puts it meanwhile either makes it young before, or finds it gone and stores
        it anew.
        """
        path = self._path(digest)
        with _store_errors(), suppress(FileNotFoundError), self._sweep_locked(fcntl.LOCK_EX):
            if os.stat(path).st_mtime < moment:
                os.utime(path)  # from now on it lies there
                os.makedirs(self._thrown(digest).parent, mode=0o700, exist_ok=True)
                os.rename(path, self._thrown(digest))
                return True
        return False

    def remove_pieces(self, moment: float) -> int:
        """Delete what killed processes had written in part before `moment` (POSIX), and say how much. Of a folder."""
        removed = 0
        with _store_errors():
            for path in Path(self._root).glob("??/.*.part"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < moment:
                        path.unlink()
                        removed += 1
        return removed

    def trash(self) -> list[str]:
        """Return the SHA-256 of what is in the trash."""
        with _store_errors():
            return [path.stem for path in Path(self._root, _TRASH).glob("*.zst")]

    def take_back(self, digest: str) -> None:
        """Put what is in the trash where it was."""
        with _store_errors(), suppress(FileNotFoundError), self._sweep_locked(fcntl.LOCK_EX):
            path = self._path(digest)
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            os.rename(self._thrown(digest), path)

    def empty_of(self, digest: str, moment: float) -> bool:
        """Delete what has been in the trash since `moment` (POSIX) or before, and say whether it was."""
        path = self._thrown(digest)
        with _store_errors(), suppress(FileNotFoundError):
            if path.stat().st_mtime <= moment:
                path.unlink()
                return True
        return False

    def add_owner(self, name: str) -> None:
        """Note, for ever, that somebody counts on what is in the folder; no more than that is done with it."""
        if self._local:
            with _store_errors():
                folder = Path(self._root, _OWNERS)
                folder.mkdir(mode=0o700, exist_ok=True)
                (folder / name).touch(mode=0o600)

    def owners(self) -> set[str]:
        """Return the names of all who were noted."""
        with _store_errors():
            return {path.name for path in Path(self._root, _OWNERS).iterdir()} if self._local else set()

    def has(self, digest: str) -> bool:
        """Say whether there is something under this name; `get` says whether it is whole."""
        with _store_errors():
            # What may not be looked at is not missing, as it is for fsspec.
            if self._local:
                there = any(_size_of(path) is not None for path in (self._path(digest), self._thrown(digest)))
            else:
                there = self._fs.exists(self._path(digest))
        return bool(there) or digest in self._left_behind

    def digests(self) -> Iterator[str]:
        """Yield the SHA-256 of everything that is stored, of some things twice; not of what is in the trash."""
        yield from self._left_behind
        with _store_errors():
            for path in self._fs.find(self._root):
                folder, _, name = str(path).rpartition("/")
                if name.endswith(".zst") and not (self._local and folder.endswith(f"/{_TRASH}")):
                    yield name.removesuffix(".zst")

    def check(self) -> None:
        """Raise StorageError or StorageFull when nothing can be stored; nothing stays behind."""
        probe = f"{self._root}/.probe-{secrets.token_hex(8)}"
        content = secrets.token_bytes(4096)
        with _store_errors():
            self._require_folder()
            if not self._local:
                self._fs.pipe_file(probe, content)
                self._fs.rm_file(probe)
                return
            try:
                _write_new(probe, content, wait=True)
                sync_folder(Path(self._root))
            finally:
                Path(probe).unlink(missing_ok=True)

    @cached_property
    def _left_behind(self) -> dict[str, bytes]:
        """What only a journal may have, where whoever looks must not put it in its place."""
        if not (self._looks_only and self._local):
            return {}
        with _store_errors():
            return self._journal.find()

    def _read(self, digest: str) -> tuple[bytes, bytes]:
        """Return (as it is stored, content); the details of a fault of this one alone name it."""
        with _store_errors():
            try:
                stored = bytes(self._fs.cat_file(self._path(digest)))
            except FileNotFoundError as fault:
                elsewhere = self._elsewhere(digest)
                if elsewhere is None:
                    self._require_folder()
                    raise _damaged(digest, "missing") from fault
                stored = elsewhere
            except OSError as fault:
                if fault.errno not in (errno.EIO, errno.EISDIR):
                    raise
                raise _damaged(digest, "damaged") from fault
        return stored, _unpack(digest, stored)

    def _elsewhere(self, digest: str) -> bytes | None:
        """Return what is not in its place but in a journal or in the trash; None where it is nowhere."""
        if self._local and digest not in self._left_behind:
            with suppress(FileNotFoundError):
                return self._thrown(digest).read_bytes()
        return self._left_behind.get(digest)

    def _thrown(self, digest: str) -> Path:
        return Path(self._root, _TRASH, f"{digest}.zst")

    def _require_folder(self) -> None:
        if self._local and not Path(self._root).is_dir():
            raise StorageError(f"There is no folder {self._root}. Look at data_dir and blobs_url.")

    def _put(self, made: Mapping[str, Callable[[], bytes]]) -> None:
        """Store what is not there, by its digest; it is made only then."""
        with _store_errors():
            if self._local:
                self._put_local(made)
                return
            for digest, make in made.items():
                path = self._path(digest)
                if not self._fs.exists(path):
                    self._fs.pipe_file(path, make())

    def _path(self, digest: str) -> str:
        # One level of folders: with two nearly every blob would come into a new one, and to make that takes the system
        # longer than the blob does, up to 0.5 ms.
        return f"{self._root}/{digest[:2]}/{digest}.zst"

    def _put_local(self, made: Mapping[str, Callable[[], bytes]]) -> None:
        small = {}
        for digest, make in made.items():
            path = self._path(digest)
            size = self._keep(path)
            if size is None:
                blob = make()
                if len(blob) < _LARGE:
                    small[digest] = blob
                    continue
                self._place(digest, blob, wait=True)
                _sync_way(path)
            elif size >= _LARGE:
                # The name of a large one may have come a moment ago, and whoever wrote it may still wait for the disk.
                # A small one is on the disk or in the journal.
                _sync_way(path)
        if small:
            self._journal.store(small)

    def _keep(self, path: str) -> int | None:
        """Return the bytes of a blob that is there, and see that it stays: whoever puts it is about to name it."""
        if _size_of(path) is None:
            return None
        with self._sweep_locked(fcntl.LOCK_SH):
            size = _size_of(path)
            if size is not None:
                os.utime(path)
            return size

    @contextmanager
    def _sweep_locked(self, how: int) -> Iterator[None]:
        descriptor = os.open(f"{self._root}/{_SWEEP_LOCK}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def _place(self, digest: str, blob: bytes, *, wait: bool = False) -> None:
        """Write a blob to its own file, which is whole from its first moment on; `wait` until it is on the disk."""
        path = self._path(digest)
        folder = os.path.dirname(path)
        temporary = f"{folder}/.{secrets.token_hex(8)}.part"
        try:
            try:
                _write_new(temporary, blob, wait=wait)
            except FileNotFoundError:
                os.makedirs(folder, mode=0o700, exist_ok=True)
                _write_new(temporary, blob, wait=wait)
            os.rename(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _size_of(path: str | Path) -> int | None:
    """Return the bytes of a file; None where there is none."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return None


def _write_new(path: str, content: bytes, *, wait: bool) -> None:
    """Write a file that was not there, which only its owner may read; `wait` until it is on the disk."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        if wait:
            os.fsync(stream.fileno())


def _sync_way(path: str) -> None:
    """Make the name of a blob durable, and that of its folder."""
    for folder in list(Path(path).parents)[:2]:
        sync_folder(folder)


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
        raise _damaged(digest, "damaged") from fault
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
        if fault.errno in (errno.EACCES, errno.EPERM):
            raise StorageError(
                "The service's files belong to another user than this program runs as: run it as the service's user."
            ) from fault
        raise StorageError("The service's file store does not answer. Try again in a minute.") from fault
