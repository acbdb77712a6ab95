"""Makes many blobs durable with one wait for the disk.

A blob in a file of its own needs its content, its name and perhaps that of a new folder on the disk: three waits, each
of some milliseconds. Here the blobs of all threads that want to store at the same moment go to the end of one file, and
that file is waited for once. Their own files are written without waiting, for readers; the system brings them to the
disk all together when the journal is large or nobody stores any more, and then the journal is removed. What a journal
holds whose process has died is put in its place by the next one.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import logging
import os
import secrets
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from jupyter_autograde.folders import sync_folder

log = logging.getLogger(__name__)

FOLDER = "journal"
_ENDING = ".log"
_HEAD = struct.Struct(">4s32sQI")
"""Mark, raw SHA-256 of the content, bytes of the blob, CRC-32 of the blob."""
_MARK = b"blob"
_LARGE = 64 << 20
"""Bytes of a journal after which another one is begun."""
_IDLE_SECONDS = 1.0
"""After the last blob, until the journal is removed."""

Place = Callable[[str, bytes], None]
"""Writes a blob, known by the hexadecimal SHA-256 of its content, to its own file, without waiting for the disk."""


class BlobJournal:
    """The journals of one folder of blobs; each process writes its own.

    Parameters
    ----------
    root : Path
        Folder of the blobs, which is there.
    place : callable
        Called when the blob is durable.
    """

    def __init__(self, root: Path, place: Place) -> None:
        self._root, self._folder, self._place = root, root / FOLDER, place
        self._lock = threading.Lock()
        self._waiting: list[_Entry] = []
        self._busy = False
        """Whether somebody writes, or has been told to."""
        self._writing = threading.Lock()
        self._segment: _Segment | None = None

    def store(self, blobs: Mapping[str, bytes]) -> None:
        """Make blobs, by their digests, durable with one wait, then place them; raises OSError."""
        entry = _Entry(blobs)
        with self._lock:
            self._waiting.append(entry)
            waits, self._busy = self._busy, True
        if waits:
            entry.come.wait()
        # Whoever comes first writes what all others have brought meanwhile; each of them wakes once, when it is done.
        if not entry.taken:
            self._write()
        if entry.segment is None:
            raise OSError(entry.fault.errno, entry.fault.strerror) from entry.fault
        try:
            for digest, blob in blobs.items():
                self._place(digest, blob)
        finally:
            entry.segment.note_placed()

    def recover(self) -> None:
        """Place what is in the journals of processes that have died; raises OSError."""
        if not self._folder.is_dir():
            return
        with _locked(self._folder):
            for path, stream in self._journals():
                if not _lock(stream.fileno()):
                    continue  # its process lives
                for digest, blob in _read(stream.read()):
                    self._place(digest, blob)
                _sync_all(self._root)
                # A process that lived when it was opened has taken it away itself.
                path.unlink(missing_ok=True)

    def find(self) -> dict[str, bytes]:
        """Return what is in journals, by its digest, and change nothing; raises OSError.

        After a power cut that is the only place where some blobs are, until the next process has placed them.
        """
        return {digest: blob for _, stream in self._journals() for digest, blob in _read(stream.read())}

    def _journals(self) -> Iterator[tuple[Path, BinaryIO]]:
        """Yield the journals, opened; of those that are listed, processes that live take some away meanwhile."""
        for path in sorted(self._folder.glob(f"*{_ENDING}")):
            try:
                stream = path.open("rb")
            except (FileNotFoundError, IsADirectoryError):
                continue
            with stream:
                yield path, stream

    def _write(self) -> None:
        """Write all entries that wait, then let the first of those write that have come meanwhile."""
        with self._lock:
            entries, self._waiting = self._waiting, []
            for entry in entries:
                entry.taken = True
        try:
            with self._writing:
                try:
                    segment = self._segment or self._begin()
                    segment.append(entries)
                except OSError as fault:
                    self._segment = None
                    for entry in entries:
                        entry.fault = fault
                else:
                    for entry in entries:
                        entry.segment = segment
        finally:
            with self._lock:
                following = self._waiting[:1]
                self._busy = bool(following)
            for entry in [*following, *entries]:
                entry.come.set()

    def _begin(self) -> _Segment:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with _locked(self._folder):
            segment = _Segment(self._folder / f"{secrets.token_hex(8)}{_ENDING}")
        for folder in (self._folder, self._root):
            sync_folder(folder)
        threading.Thread(target=self._watch, args=(segment,), name="blob-journal", daemon=True).start()
        self._segment = segment
        return segment

    def _watch(self, segment: _Segment) -> None:
        """Wait until a segment is over, then bring its blobs' own files to the disk and remove it."""
        while not segment.is_over:
            time.sleep(_IDLE_SECONDS / 4)
        with self._writing:
            if self._segment is segment:
                self._segment = None
        try:
            segment.retire(self._root)
        except OSError as fault:
            log.warning("The journal %s of the blobs stays until the next start: %s", segment.path, fault)


@dataclass
class _Entry:
    blobs: Mapping[str, bytes]
    come: threading.Event = field(default_factory=threading.Event)
    """Set when it is written or could not be, and when its own thread is to write."""
    taken: bool = False
    """Whether somebody has it in hand, or had."""
    segment: _Segment | None = None
    """Where it lies, durably."""
    fault: OSError = field(default_factory=lambda: OSError(errno.EIO, "The journal was not written"))
    """Why it lies nowhere."""

    def records(self) -> Iterator[bytes]:
        for digest, blob in self.blobs.items():
            yield _HEAD.pack(_MARK, bytes.fromhex(digest), len(blob), zlib.crc32(blob))
            yield blob


class _Segment:
    """One journal: a file that grows at its end, locked while its process lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        _lock(self._file)
        self._size = 0
        self._last = time.monotonic()
        self._unplaced = 0
        self._all_placed = threading.Condition()

    @property
    def is_over(self) -> bool:
        return self._size > _LARGE or time.monotonic() - self._last > _IDLE_SECONDS

    def append(self, entries: list[_Entry]) -> None:
        records = memoryview(b"".join(part for entry in entries for part in entry.records()))
        try:
            left = records
            while left:
                left = left[os.write(self._file, left) :]
            os.fdatasync(self._file)
        except OSError:
            # Half a record would hide what comes after it.
            os.ftruncate(self._file, self._size)
            raise
        self._size += len(records)
        self._last = time.monotonic()
        with self._all_placed:
            self._unplaced += len(entries)

    def note_placed(self) -> None:
        with self._all_placed:
            self._unplaced -= 1
            self._all_placed.notify_all()

    def retire(self, root: Path) -> None:
        """Remove it; nobody appends any more."""
        try:
            with self._all_placed:
                self._all_placed.wait_for(lambda: self._unplaced == 0)
            _sync_all(root)
            self.path.unlink()
        finally:
            os.close(self._file)


def _read(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is whole; after a power cut the end of a journal may be missing or torn, and nobody was told of it."""
    at = 0
    while at + _HEAD.size <= len(content):
        mark, digest, size, checksum = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        blob = content[at : at + size]
        if mark != _MARK or len(blob) != size or zlib.crc32(blob) != checksum:
            return
        yield digest.hex(), blob
        at += size


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from taking a journal for a dead process's before its own has locked it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync_all(folder: Path) -> None:
    """Bring everything that was written on a file system to its disk (**Source:** syncfs(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _libc.syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


_libc = ctypes.CDLL(None, use_errno=True)
