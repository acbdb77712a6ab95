"""Arguments as Tornado reads them: of the query and of a form, of a repeated one the last, without blanks around."""

from __future__ import annotations

import io
import re
from binascii import a2b_qp
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import IO, TypeVar
from urllib.parse import unquote_to_bytes

import anyio
from fastapi import Request

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.access import components_of
from jupyter_autograde.service.body_limits import expect_upload
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.multipart import MOST, read_multipart
from jupyter_autograde.service.large_work import LARGE
from jupyter_autograde.service.uploads import Upload, receive_upload

_PIECE = 1 << 16
"""Bytes that are worked on at a time: while escapes are decoded, each is an object."""
T = TypeVar("T")
_MALFORMED = re.compile(rb"%(?![0-9A-Fa-f]{2})")


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
    file = io.BytesIO(await request.body())
    return Arguments(query_of(request).query, await anyio.to_thread.run_sync(_read, request, file))


class ReceivedForm:
    """A form that has come in; nothing has read it yet."""

    def __init__(self, request: Request, upload: Upload) -> None:
        self._request, self._upload = request, upload
        self.is_small = upload.is_small

    async def work_on(self, work: Callable[[], T], *, much: bool = False) -> T:
        """Call `work`, which reads it or what was in it, in a thread; of what is large, or `much`, few at a time."""
        size = max(self._upload.size, LARGE + 1) if much else self._upload.size
        return await components_of(self._request).large.run(self._request, size, work)

    def read(self) -> Arguments:
        """Return what came with the request, as often as asked; InvalidInput when the form can't be read."""
        self._upload.file.seek(0)
        return Arguments(query_of(self._request).query, _read(self._request, self._upload.file))


@asynccontextmanager
async def receive_form(request: Request, parts: Components) -> AsyncIterator[ReceivedForm]:
    """Take a body in that holds files.

    Raises
    ------
    BundleTooLarge, StorageFull, InvalidInput, HTTPException
        As `uploads.receive_upload`.
    """
    expect_upload(request)
    async with receive_upload(request, parts.upload_folder, parts.upload_limits, digest_required=False) as upload:
        yield ReceivedForm(request, upload)


@asynccontextmanager
async def receive_arguments(request: Request, parts: Components) -> AsyncIterator[tuple[Arguments, ReceivedForm]]:
    """Take a body in that holds files; gives its arguments, and the form for the work on them.

    Raises what `receive_form` and `ReceivedForm.read` do.
    """
    async with receive_form(request, parts) as form:
        yield await form.work_on(form.read), form


def _kind(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _read(request: Request, file: IO[bytes]) -> dict[str, str]:
    kind = _kind(request)
    if kind == "multipart/form-data":
        return _last(read_multipart(request.headers["Content-Type"], _pieces(file)))
    return _last(_read_form(_pieces(file))) if kind == "application/x-www-form-urlencoded" else {}


def _read_form(pieces: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Yield names and values; a field is in memory once, however it is escaped."""
    name, value = bytearray(), bytearray()
    into, begun = name, 1
    for piece in _whole_escapes(pieces):
        for number, part in enumerate(piece.split(b"&")):
            if number:
                yield _text(name), _text(value)
                name, value = bytearray(), bytearray()
                into, begun = name, begun + 1
                if begun > MOST:
                    raise InvalidInput(f"A form has at most {MOST} fields.")
            if into is name and b"=" in part:
                before, _, part = part.partition(b"=")
                name += _unquoted(before.replace(b"+", b" "))
                into = value
            into += _unquoted(part.replace(b"+", b" "))
    yield _text(name), _text(value)


def _whole_escapes(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, cut where no escape is."""
    rest = b""
    for piece in pieces:
        whole = rest + piece
        cut = whole.rfind(b"%", max(0, len(whole) - 2))
        rest = whole[cut:] if cut >= 0 else b""
        yield whole[: len(whole) - len(rest)]
    yield rest


def _text(content: bytearray) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise InvalidInput("The form is not valid UTF-8 text.") from None


def _unquoted(quoted: bytes) -> bytes:
    if _MALFORMED.search(quoted):
        return unquote_to_bytes(quoted)
    # The same escapes with another sign are quoted-printable, which is decoded ten times as fast: a notebook in base64
    # has thousands of them.
    return a2b_qp(quoted.replace(b"=", b"%3D").replace(b"%", b"="))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _last(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value.strip() for name, value in pairs}
