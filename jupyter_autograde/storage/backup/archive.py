"""The container: a tar archive, written and read from its beginning to its end, never as a whole in memory."""

from __future__ import annotations

import gzip
import io
import os
import secrets
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

from jupyter_autograde.errors import AlreadyExists, FileMissing, InvalidInput, StorageError
from jupyter_autograde.folders import sync_folder

MAX_MEMBER = 1 << 30
"""Bytes of one member that are read: above any blob and any batch of rows."""

_SUFFIXES = {".tar": "", ".tar.gz": "gz", ".tgz": "gz", ".tar.zst": "zst"}

Add = Callable[[str, bytes], None]
"""Adds a member: its name and its content."""


def compression_of(path: Path) -> str:
    """Return how a file of this name is compressed: `zst`, `gz`, or nothing; InvalidInput for other names."""
    for suffix, kind in _SUFFIXES.items():
        if path.name.endswith(suffix):
            return kind
    raise InvalidInput(f"{path}: a backup's name ends in .tar.zst, .tar.gz or .tar.")


@contextmanager
def new_archive(path: Path) -> Iterator[Add]:
    """Write an archive that is there, under its name, only when it is whole; nobody else can read it.

    Raises
    ------
    InvalidInput, AlreadyExists, StorageError
    """
    kind = compression_of(path)
    if path.exists():
        raise AlreadyExists(f"There is a file {path} already. Give another name.")
    temporary = path.parent / f".{path.name}.{secrets.token_hex(6)}.part"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            with _compressed(raw, kind) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:

                def add(name: str, content: bytes) -> None:
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = len(content), 0o600
                    tar.addfile(member, io.BytesIO(content))
                    _forget_members(tar)

                yield add
            raw.flush()
            os.fsync(raw.fileno())
        _name(temporary, path)
    except FileExistsError as fault:
        raise AlreadyExists(f"A file {path} has come meanwhile; it was left alone, and nothing was written.") from fault
    except OSError as fault:
        raise StorageError(f"The backup can't be written to {path}: {fault.strerror or fault}.") from fault
    finally:
        temporary.unlink(missing_ok=True)


def read_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of the members in their order.

    Raises
    ------
    InvalidInput, FileMissing
    """
    kind = compression_of(path)
    try:
        with path.open("rb") as raw, _decompressed(raw, kind) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            while (member := tar.next()) is not None:
                _forget_members(tar)
                if not member.isfile() or member.size > MAX_MEMBER:
                    raise InvalidInput(f"{path} is no backup: it holds {member.name[:80]!r}.")
                content = tar.extractfile(member)
                yield member.name, content.read() if content is not None else b""
    except FileNotFoundError as fault:
        raise FileMissing(f"There is no file {path}.") from fault
    except (tarfile.TarError, zstandard.ZstdError, EOFError, OSError) as fault:
        raise InvalidInput(f"{path} is no backup, or is damaged: {fault}.") from fault


def _name(temporary: Path, path: Path) -> None:
    """Give a whole file its durable name, which nobody else has; FileExistsError when somebody has."""
    # Taken by an empty file of ours: not every file system has links, and renaming alone would replace what is there.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        temporary.rename(path)
    except BaseException:
        path.unlink()
        raise
    sync_folder(path.parent)


def _forget_members(tar: tarfile.TarFile) -> None:
    """Drop the list that tarfile keeps of all members: a stream never needs it, and it would grow with every blob."""
    tar.members.clear()  # type: ignore[attr-defined]


@contextmanager
def _compressed(raw: IO[bytes], kind: str) -> Iterator[IO[bytes]]:
    if kind == "zst":
        with zstandard.ZstdCompressor(level=3).stream_writer(raw, closefd=False) as stream:
            yield cast(IO[bytes], stream)
    elif kind == "gz":
        with gzip.GzipFile(fileobj=raw, mode="wb", filename="") as packed:
            yield cast(IO[bytes], packed)
    else:
        yield raw


@contextmanager
def _decompressed(raw: IO[bytes], kind: str) -> Iterator[IO[bytes]]:
    if kind == "zst":
        with zstandard.ZstdDecompressor().stream_reader(raw, closefd=False) as stream:
            yield cast(IO[bytes], stream)
    elif kind == "gz":
        with gzip.GzipFile(fileobj=raw, mode="rb") as unpacked:
            yield cast(IO[bytes], unpacked)
    else:
        yield raw
