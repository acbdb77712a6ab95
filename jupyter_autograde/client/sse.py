"""A parser of server-sent events.

The ones on PyPI hide comment lines, which are our sign of life, keep no limit on the size of an
event, and hand out an event that the connection cut in two.

**Source:** HTML Standard, section 9.2.6, *Interpreting an event stream*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_autograde.errors import UpstreamError

MAX_EVENT_BYTES = 1 << 20


@dataclass(frozen=True)
class ServerSentEvent:
    """One event, or a comment (`data` is None)."""

    data: str | None
    event: str = "message"
    id: str | None = None


def parse_stream(chunks: Iterable[bytes], *, limit: int = MAX_EVENT_BYTES) -> Iterator[ServerSentEvent]:
    """Yield the events and comments in a stream of bytes that may be cut anywhere.

    What follows the last empty line at the end of the stream is dropped, as the standard asks.

    Raises
    ------
    UpstreamError
        An event or a line is longer than `limit` bytes.
    """
    data: list[str] = []
    event = ""
    last_id: str | None = None
    size = 0
    for raw in _lines(chunks, limit):
        size += len(raw)
        if size > limit:
            raise UpstreamError("The autograde service sent an event that is too large.")
        line = raw.decode("utf-8", "replace")
        if not line:
            if data:
                yield ServerSentEvent("\n".join(data), event or "message", last_id)
            data, event, size = [], "", 0
            continue
        if line.startswith(":"):
            size -= len(raw)
            yield ServerSentEvent(None, "comment", last_id)
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
        elif field == "event":
            event = value
        elif field == "id" and "\0" not in value:
            last_id = value


def _lines(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Yield lines without their ends: CR, LF or CRLF, also when a chunk ends between the two."""
    rest = b""
    after_cr = False
    first = True
    for chunk in chunks:
        if first and chunk:
            # A byte order mark at the very beginning is not content. It is three bytes in our
            # service's first chunk or not there at all; a mark cut in two would only spoil one
            # comment.
            chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            first = False
        if after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            after_cr = False
        rest += chunk
        lines = rest.splitlines(keepends=True)  # on bytes: CR, LF and CRLF only
        rest = b""
        for line in lines:
            if line.endswith((b"\n", b"\r")):
                yield line.rstrip(b"\r\n")
            else:
                rest = line
        if lines and lines[-1].endswith(b"\r"):
            after_cr = True
        if len(rest) > limit:
            raise UpstreamError("The autograde service sent a line that is too long.")
