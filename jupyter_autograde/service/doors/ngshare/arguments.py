"""Arguments as Tornado reads them: of the query and of a form, of a repeated one the last, without blanks around."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import IO
from urllib.parse import unquote_to_bytes

import anyio
from fastapi import Request
from starlette.formparsers import MultiPartException, MultiPartParser

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.body_limits import expect_upload
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.uploads import receive_upload

_MOST = 100
"""Fields of one form."""
_LARGE = 8 << 20
"""Bytes of a form from which on few are read at a time: it is in memory several times over."""
_few = anyio.CapacityLimiter(2)


@dataclass(frozen=True)
class Arguments:
    """What came with a request."""

    query: Mapping[str, str]
    body: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Return an argument, wherever it stands."""
        return self.body.get(name, self.query.get(name))


def query_of(request: Request) -> Arguments:
    """Return the arguments in the address."""
    return Arguments(_last(request.query_params.multi_items()))


async def read_arguments(request: Request) -> Arguments:
    """Return the arguments of a request whose body is small."""
    content = await request.body()
    if _kind(request) == "multipart/form-data":
        return Arguments(query_of(request).query, await _multipart(request, _pieces_of(content)))
    return Arguments(query_of(request).query, _form(request, content))


@asynccontextmanager
async def receive_arguments(
    request: Request, parts: Components
) -> AsyncIterator[tuple[Arguments, anyio.CapacityLimiter | None]]:
    """Take a body in that holds files; gives its arguments, and the limiter of the threads that unpack them.

    Raises
    ------
    BundleTooLarge, StorageFull, InvalidInput, HTTPException
        As `uploads.receive_upload`; or the form can't be read.
    """
    expect_upload(request)
    folder, limits = parts.upload_folder, parts.upload_limits
    async with receive_upload(request, folder, limits, digest_required=False) as upload:
        limiter = _few if upload.size > _LARGE else None
        if _kind(request) == "multipart/form-data":
            body = await _multipart(request, _pieces(upload.file))
        else:
            body = await anyio.to_thread.run_sync(lambda: _form(request, upload.file.read()), limiter=limiter)
        yield Arguments(query_of(request).query, body), limiter


def _kind(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _form(request: Request, content: bytes) -> dict[str, str]:
    if _kind(request) != "application/x-www-form-urlencoded" or not content:
        return {}
    if content.count(b"&") >= _MOST:
        raise InvalidInput(f"A form has at most {_MOST} fields.")
    pairs = (piece.partition(b"=") for piece in content.split(b"&"))
    return _last((_text(name), _text(value)) for name, _, value in pairs)


def _text(quoted: bytes) -> str:
    try:
        return unquote_to_bytes(quoted.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise InvalidInput("The form is not valid UTF-8 text.") from None


async def _multipart(request: Request, pieces: AsyncGenerator[bytes, None]) -> dict[str, str]:
    message = Message()
    message["Content-Type"] = request.headers["Content-Type"]
    if not message.get_param("boundary"):
        raise InvalidInput("The form has no boundary.")
    size = 1 << 40  # what came in was counted before
    try:
        form = await MultiPartParser(
            request.headers, pieces, max_files=_MOST, max_fields=_MOST, max_part_size=size
        ).parse()
    except MultiPartException as fault:
        raise InvalidInput(f"The form can't be read: {fault.message}") from None
    try:
        return _last((name, value) for name, value in form.multi_items() if isinstance(value, str))
    finally:
        await form.close()


async def _pieces(file: IO[bytes]) -> AsyncGenerator[bytes, None]:
    while piece := file.read(1 << 16):
        yield piece


async def _pieces_of(content: bytes) -> AsyncGenerator[bytes, None]:
    yield content


def _last(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value.strip() for name, value in pairs}
