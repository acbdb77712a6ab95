"""The one file that clients send, as a field of a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

import anyio
from fastapi import Request
from fastapi.exceptions import RequestValidationError

from jupyter_autograde.service.body_limits import expect_upload
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.descriptions import PARTS, TEXT, fields, takes
from jupyter_autograde.service.doors.multipart import SentFile, read_file
from jupyter_autograde.service.uploads import receive_upload

_FIELD = "file"
_NAMED = {"schema": TEXT, "example": f'form-data; name="{_FIELD}"; filename="hw1.ipynb"'}
FILE = takes(
    fields([_FIELD], **{_FIELD: {"type": "string", "format": "binary"}}),
    PARTS,
    encoding={_FIELD: {"headers": {"Content-Disposition": _NAMED}}},
)
"""The body in the description of the API."""
_PIECE = 1 << 16
_FORM = 1 << 16
"""Bytes that a form may have beside the file."""


async def receive_file(request: Request, parts: Components) -> SentFile:
    """Take the field `file` in.

    Raises
    ------
    BundleTooLarge, StorageFull, InvalidInput, HTTPException
        As `uploads.receive_upload`; or the form can't be read.
    RequestValidationError
        There is no such field, or it is no file.
    """
    expect_upload(request)
    limits = replace(parts.upload_limits, size=min(parts.upload_limits.size, parts.bundle_limits.notebook + _FORM))
    kind = request.headers.get("Content-Type", "")
    async with receive_upload(request, parts.upload_folder, limits, digest_required=False) as upload:
        if kind.partition(";")[0].strip().lower() == "multipart/form-data":
            found = await anyio.to_thread.run_sync(lambda: read_file(kind, _pieces(upload.file), _FIELD))
            if found is not None:
                return found
    raise RequestValidationError([{"type": "missing", "loc": ("body", _FIELD), "msg": "Field required"}])


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
