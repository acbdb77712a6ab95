"""Request bodies that are files: to disk as they come, counted, timed and hashed (SEC-48)."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from jupyter_autograde.bundles import BundleReader, file_sha256, identity
from jupyter_autograde.bundles.content_digest import parse_content_digest
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.errors import BundleTooLarge, DigestMismatch, InvalidInput, StorageFull
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.notebook.budget import NotebookBudget
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.service.access import components_of
from jupyter_autograde.service.body_limits import expect_upload
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.large_work import LARGE
from jupyter_autograde.service.upload_limits import UploadLimits
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files

_MEMORY = 256 * 1024
"""Bodies up to this size never touch the disk: most submissions are smaller."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FEW_VALUES = 20_000
"""Of all notebooks that came together: ten times as many as most hold. A class waits while they are parsed."""

T = TypeVar("T")


@dataclass(frozen=True)
class Upload:
    """A complete body: `file` stands at its beginning and ends with the request."""

    file: IO[bytes]
    sha256: str
    size: int

    @property
    def is_small(self) -> bool:
        """Whether it costs next to nothing to read it, and little to unpack it."""
        return self.size <= _MEMORY


@asynccontextmanager
async def receive_upload(
    request: Request, folder: Path, limits: UploadLimits, *, digest_required: bool = True
) -> AsyncIterator[Upload]:
    """Read the body of `request` into an unnamed file in `folder`; whatever happens, nothing is left there.

    It counts as one of its sender's files as long as it is there.

    Parameters
    ----------
    digest_required : bool
        False for clients of other services, which know no `Content-Digest`, and for browsers, which make no hash
        where a page came without TLS.

    Raises
    ------
    InvalidInput
        `Content-Digest` (RFC 9530) is missing or can't be read.
    BundleTooLarge
        It is larger than allowed: by its announced length, before a byte is read, else when it is.
    DigestMismatch
        The body is not the one that was announced.
    StorageFull
        The disk is full.
    TooManyRequests
        Its sender has too many files under way.
    HTTPException
        408: the body came too slowly. Not a fault of what was sent, so an outbox sends it again.
    """
    announced = _announced(request, limits)
    expected = parse_content_digest(request.headers.get("Content-Digest", ""))
    if expected is None and digest_required:
        raise InvalidInput("Send a Content-Digest header with the sha-256 of the body (RFC 9530).")
    with components_of(request).open.file(request), _room_for(announced, folder) as file:
        size, digest = await _copy(request, file, limits)
        if announced is not None and size != announced:
            raise DigestMismatch("The upload is incomplete. Send it again.")
        if expected is not None and digest != expected:
            raise DigestMismatch(
                "The upload arrived changed: its hash is not the one announced. Send it again.",
                details={"received": digest.hex(), "announced": expected.hex()},
            )
        file.seek(0)
        yield Upload(file, digest.hex(), size)


def _room_for(announced: int | None, folder: Path) -> IO[bytes]:
    """Return where a body goes: in memory when it says that it is small."""
    if announced is not None and announced <= _MEMORY:
        return io.BytesIO()
    # Unnamed: the file is gone with its last descriptor, even after kill -9.
    return tempfile.SpooledTemporaryFile(max_size=_MEMORY, dir=str(folder))


class ReceivedBundle:
    """A zip archive that has come in; nothing has looked at it yet."""

    def __init__(self, request: Request, upload: Upload, parts: Components) -> None:
        self._request, self._upload, self._parts = request, upload, parts
        self._size = upload.size
        """Bytes that are worked on, as far as anybody knows."""

    @property
    def is_small(self) -> bool:
        """Whether it costs little to unpack it, unless there is `MuchInside`."""
        return self._upload.is_small

    async def work_on(self, work: Callable[[], T]) -> T:
        """Call `work` in a thread; it begins again, as one of few, when `store` finds much in a small archive."""
        large = self._parts.large
        try:
            return await large.run(self._request, self._size, work)
        except MuchInside:
            self._size = LARGE + 1  # whatever it has: it is worked on as what is large
            return await large.run(self._request, self._size, work)

    async def store(self, expected: ExpectedFiles) -> StoredFiles:
        """Do as `store_now` in a thread."""
        return await self.work_on(lambda: self.store_now(expected))

    def store_now(self, expected: ExpectedFiles | None = None) -> StoredFiles:
        """Check all files, then write them to the blob store; no row names them yet. For `work_on`.

        Parameters
        ----------
        expected : ExpectedFiles, optional
            What they must be; otherwise nothing is stored.

        Raises
        ------
        InvalidBundle, UnsafePath, BundleTooLarge
            What `bundles.BundleReader` refuses.
        InvalidNotebook, IdempotencyKeyReused, StorageError
        """
        expected = expected or ExpectedFiles()
        if self._size <= LARGE:
            return store_files(self._parts.blobs, self.unpack(expected))
        # Too much to be held in memory, so it is unpacked twice.
        reader = self._reader(expected)
        look_through(reader.files(), expected)
        return store_files(self._parts.blobs, reader.files())

    def unpack(self, expected: ExpectedFiles) -> list[tuple[str, bytes]]:
        """Check all files, and return their paths and contents.

        Raises what `store_now` does, and MuchInside.
        """
        reader = self._reader(expected)
        if reader.size > LARGE:
            raise MuchInside
        files = list(reader.files())
        look_through_few(files, expected)
        return files

    def _reader(self, expected: ExpectedFiles) -> BundleReader:
        reader = BundleReader(self._upload.file, self._parts.bundle_limits)
        expected.check_paths(reader.paths)
        return reader


@asynccontextmanager
async def receive_bundle(
    request: Request, parts: Components, *, digest_required: bool = True
) -> AsyncIterator[ReceivedBundle]:
    """Read a zip archive.

    Parameters
    ----------
    digest_required : bool
        As `receive_upload`.

    Raises
    ------
    InvalidInput, BundleTooLarge, DigestMismatch, StorageFull, HTTPException
        As `receive_upload`.
    """
    expect_upload(request)
    async with receive_upload(
        request, parts.upload_folder, parts.upload_limits, digest_required=digest_required
    ) as upload:
        yield ReceivedBundle(request, upload, parts)


@asynccontextmanager
async def receive_files(request: Request, parts: Components) -> AsyncIterator[StoredFiles]:
    """Read a zip archive, check it, and write its files to the blob store; no row names them yet.

    Raises what `receive_bundle` and `ReceivedBundle.store_now` do.
    """
    async with receive_bundle(request, parts) as bundle:
        yield await bundle.work_on(bundle.store_now)


def is_small(request: Request) -> bool:
    """Say whether the body is so short, by its announced length, that it costs next to nothing to take in."""
    length = request.headers.get("Content-Length", "")
    return length.isascii() and length.isdigit() and int(length[:20]) <= _MEMORY


class MuchInside(Exception):
    """Few should unpack this at a time, as what is large: it has many bytes, or many values to be parsed."""


def look_through_few(files: Iterable[tuple[str, bytes]], expected: ExpectedFiles) -> None:
    """Do as `look_through` where others wait for it; MuchInside where they would wait for long."""
    try:
        look_through(files, expected, NotebookBudget(values=_FEW_VALUES))
    except BundleTooLarge as fault:
        raise MuchInside from fault


def look_through(
    files: Iterable[tuple[str, bytes]], expected: ExpectedFiles, budget: NotebookBudget | None = None
) -> None:
    """Raise what is wrong with any of the files, so that none is stored.

    Parameters
    ----------
    budget : NotebookBudget, optional
        What their notebooks may hold together.

    Raises
    ------
    InvalidNotebook, BundleTooLarge, IdempotencyKeyReused
    """
    if expected.sha256 is not None:
        # The key has brought files before, which were looked through then: these are the same, or not taken.
        expected.check_identity(identity({path: file_sha256(content) for path, content in files}))
        return
    budget = budget or NotebookBudget()
    for path, content in files:
        if path.endswith(".ipynb"):
            read_notebook(content, name=f"The file {path!r}", budget=budget)


def _announced(request: Request, limits: UploadLimits) -> int | None:
    header = request.headers.get("Content-Length")
    if header is None:
        return None
    if not (header.isascii() and header.isdigit()):
        raise InvalidInput("The Content-Length header is not a number.")
    size = int(header[:20])
    if size > limits.size:
        raise _too_large(size, limits)
    return size


async def _copy(request: Request, file: IO[bytes], limits: UploadLimits) -> tuple[int, bytes]:
    whole, size = hashlib.sha256(), 0
    clock = asyncio.get_running_loop().time
    give_up_at = clock() + limits.seconds

    def patience() -> float:
        return min(give_up_at, clock() + limits.idle_seconds)

    try:
        async with asyncio.timeout_at(patience()) as deadline:
            async for piece in request.stream():
                size += len(piece)
                if size > limits.size:
                    raise _too_large(size, limits)
                whole.update(piece)
                if size <= _MEMORY:
                    file.write(piece)
                else:
                    await anyio.to_thread.run_sync(file.write, piece)
                deadline.reschedule(patience())
        return size, whole.digest()
    except TimeoutError as fault:
        raise HTTPException(
            408, "The upload came too slowly and was given up. Check the connection and send it again"
        ) from fault
    except ClientDisconnect as fault:
        raise DigestMismatch("The upload is incomplete. Send it again.") from fault
    except OSError as fault:
        if fault.errno in _FULL:
            raise StorageFull(
                "The service's disk is full, so nothing was stored. Tell who runs the hub; your work is kept."
            ) from fault
        raise


def _too_large(size: int, limits: UploadLimits) -> BundleTooLarge:
    return BundleTooLarge(
        f"The upload has {size / MIB:.1f} MiB or more; {limits.size / MIB:.0f} MiB are allowed. "
        "Remove large files and try again.",
        details={"size": size, "limit": limits.size},
    )
