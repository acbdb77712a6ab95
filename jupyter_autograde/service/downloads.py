"""Files out of the store, as answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from jupyter_autograde.bundles import write_bundle
from jupyter_autograde.bundles.content_digest import format_content_digest
from jupyter_autograde.bundles.spool import pieces, spooled
from jupyter_autograde.bundles.writer import write_folders
from jupyter_autograde.exchange.submission_archive import ArchivedBundle
from jupyter_autograde.models.grade_record import ExecutedNotebook
from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import read_files

_LARGE = 4 << 20
"""Bytes of files from which on few archives are made at a time."""


async def bundle_response(request: Request, parts: Components, find: Callable[[], orm.Bundle]) -> Response:
    """Return the files of a bundle as a zip archive; who has them already (`If-None-Match`) gets 304.

    The archive is complete before the first byte goes out: a damaged blob is then an error with a status,
    not half a file, and `Content-Digest` (RFC 9530) can stand in the header. `ETag` is the identity of the files.

    Parameters
    ----------
    find : callable
        Called in a thread.

    Raises
    ------
    TooManyRequests
        Who asks has too many files under way.
    """
    bundle = await anyio.to_thread.run_sync(find)
    etag = f'"{bundle.sha256}"'
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    if etag in known:
        return Response(status_code=304, headers={"ETag": etag})
    parts.open.file(request)
    if bundle.size > _LARGE:
        return await parts.archives.run(request, lambda: _packed(parts.blobs, bundle, etag))
    return await anyio.to_thread.run_sync(_packed, parts.blobs, bundle, etag)


def _packed(blobs: BlobStore, bundle: orm.Bundle, etag: str) -> Response:
    file = spooled()
    try:
        write_bundle(file, read_files(blobs, bundle))
        headers = _headers(file, f"{bundle.sha256[:12]}.zip")
    except BaseException:
        file.close()
        raise
    headers["ETag"] = etag
    return StreamingResponse(_chunks(file), media_type="application/zip", headers=headers)


async def archive_response(
    request: Request, parts: Components, find: Callable[[], list[ArchivedBundle]], name: str
) -> Response:
    """Return the files of many bundles as one zip archive, which is complete before the first byte goes out.

    Parameters
    ----------
    find : callable
        Called in a thread.

    Raises
    ------
    TooManyRequests
        Who asks has too many files under way.
    """
    bundles = await anyio.to_thread.run_sync(find)
    parts.open.file(request)
    return await parts.archives.run(request, lambda: _packed_together(parts.blobs, bundles, name))


def _packed_together(blobs: BlobStore, bundles: list[ArchivedBundle], name: str) -> Response:
    file = spooled()
    try:
        write_folders(file, ((one.folder, read_files(blobs, one.bundle)) for one in bundles))
        headers = _headers(file, name)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(_chunks(file), media_type="application/zip", headers=headers)


def page_response(pieces: Iterable[str], name: str, policy: str) -> Response:
    """Return a page as an attachment with a Content-Security-Policy; it is whole before the first byte goes out."""
    file = spooled()
    try:
        for piece in pieces:
            file.write(piece.encode())
        headers = _headers(file, name)
    except BaseException:
        file.close()
        raise
    headers["Content-Security-Policy"] = policy
    return StreamingResponse(_chunks(file), media_type="text/html", headers=headers)


def notebook_response(blobs: BlobStore, notebook: ExecutedNotebook) -> Response:
    """Return an executed notebook as an attachment: no browser shows it as a page (SEC-50)."""
    content = blobs.get(notebook.sha256)
    headers = {
        "Content-Disposition": f'attachment; filename="executed-{notebook.index}.ipynb"',
        "Content-Digest": format_content_digest(bytes.fromhex(notebook.sha256)),
    }
    return Response(content, media_type="application/x-ipynb+json", headers=headers)


def _headers(file: IO[Any], name: str) -> dict[str, str]:
    size = file.tell()
    whole = hashlib.sha256()
    for piece in pieces(file):
        whole.update(piece)
    return {
        "Content-Length": str(size),
        "Content-Digest": format_content_digest(whole.digest()),
        "Content-Disposition": f'attachment; filename="{name}"',
    }


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from pieces(file)
