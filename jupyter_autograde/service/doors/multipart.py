"""Fields of a multipart form, always UTF-8: which codec decodes them is not for the sender to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from jupyter_autograde.errors import InvalidInput

MOST = 100
"""Parts of one form."""
_LONGEST = 8192
"""Bytes of the headers of one part."""
_BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=? -]{1,70}")
"""**Source:** RFC 2046, section 5.1.1."""


@dataclass(frozen=True)
class SentFile:
    """A file of a form."""

    name: str
    content: bytes


def read_multipart(content_type: str, pieces: Iterable[bytes]) -> list[tuple[str, str]]:
    """Return names and values of the fields; files are passed over.

    Raises
    ------
    InvalidInput
        The form can't be read, or has too many parts.
    """
    parts = _parse(content_type, pieces, _Parts())
    return [(_text(name), _text(bytes(value))) for name, value in parts.fields]


def read_file(content_type: str, pieces: Iterable[bytes], field: str) -> SentFile | None:
    """Return the file of a field, of several the last; None when there is none with a name.

    Raises
    ------
    InvalidInput
        As `read_multipart`.
    """
    parts = _parse(content_type, pieces, _Parts(field.encode()))
    return SentFile(_text(parts.file[0]), bytes(parts.file[1])) if parts.file else None


def _parse(content_type: str, pieces: Iterable[bytes], parts: _Parts) -> _Parts:
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not _BOUNDARY.fullmatch(boundary):
        raise InvalidInput("The form has no boundary.")
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": parts.begin,
            "on_header_field": parts.add_to_header_name,
            "on_header_value": parts.add_to_header_value,
            "on_header_end": parts.end_header,
            "on_headers_finished": parts.end_headers,
            "on_part_data": parts.add_data,
            "on_part_end": parts.end,
        },
    )
    try:
        for piece in pieces:
            parser.write(piece)
    except FormParserError:
        raise InvalidInput("The form can't be read: Invalid multipart data.") from None
    return parts


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise InvalidInput("The form is not valid UTF-8 text.") from None


class _Parts:
    """What the parser calls.

    Parameters
    ----------
    wanted : bytes or None
        Name of the field whose file is kept, and nothing else. None: fields are kept, and no file.
    """

    def __init__(self, wanted: bytes | None = None) -> None:
        self.fields: list[tuple[bytes, bytearray]] = []
        self.file: tuple[bytes, bytearray] | None = None
        self._wanted = wanted
        self._begun = 0
        self._headers = 0
        self._name, self._value = b"", b""
        self._disposition = b""
        self._data: bytearray | None = None

    def begin(self) -> None:
        self._begun += 1
        if self._begun > MOST:
            raise InvalidInput(f"A form has at most {MOST} fields.")
        self._headers, self._disposition, self._data = 0, b"", None

    def add_to_header_name(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        self._name += data[start:end]

    def add_to_header_value(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        self._value += data[start:end]

    def _count(self, size: int) -> None:
        self._headers += size
        if self._headers > _LONGEST:
            raise InvalidInput("The form can't be read: the headers of a part are too long.")

    def end_header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name, self._value = b"", b""

    def end_headers(self) -> None:
        options = parse_options_header(self._disposition)[1]
        name = options.get(b"name")
        if name is None:
            raise InvalidInput("The form can't be read: a part has no name.")
        if self._wanted is not None:
            if name == self._wanted and options.get(b"filename"):
                self._data = bytearray()
                self.file = options[b"filename"], self._data
        elif b"filename" not in options:
            self._data = bytearray()
            self.fields.append((name, self._data))

    def add_data(self, data: bytes, start: int, end: int) -> None:
        if self._data is not None:
            self._data += data[start:end]

    def end(self) -> None:
        self._data = None
