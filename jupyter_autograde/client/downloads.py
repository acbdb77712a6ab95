"""Write a streamed answer to a file and check that it arrived whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO

import requests

from jupyter_autograde.bundles.content_digest import parse_content_digest
from jupyter_autograde.client.refusals import unreachable
from jupyter_autograde.errors import BundleTooLarge, DigestMismatch

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Download:
    """What is known of a body that was written to a file."""

    size: int
    """Bytes."""
    sha256: str
    """Of the body, hexadecimal."""
    etag: str | None
    """The entity tag without quotes: of a bundle the identity of its files."""


def save_body(response: requests.Response, target: IO[bytes], *, limit: int) -> Download:
    """Write the body of `response` to `target` and check it against its `Content-Digest`.

    Parameters
    ----------
    limit : int
        Bytes; a longer body is cut off with `BundleTooLarge`.

    Raises
    ------
    DigestMismatch
        The body is not the one announced.
    ServiceUnreachable
        The connection broke.
    """
    digest = hashlib.sha256()
    size = 0
    with response:
        try:
            for chunk in response.iter_content(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise BundleTooLarge(
                        f"The download is larger than {limit} bytes, which is the limit here.",
                        details={"limit": limit},
                    )
                digest.update(chunk)
                target.write(chunk)
        except requests.RequestException as fault:
            raise unreachable(fault) from None
    announced = parse_content_digest(response.headers.get("Content-Digest", ""))
    if announced is not None and announced != digest.digest():
        raise DigestMismatch("The download was damaged on its way. Try again.")
    return Download(size=size, sha256=digest.hexdigest(), etag=_etag(response.headers.get("ETag")))


def _etag(header: str | None) -> str | None:
    if header is None:
        return None
    return header.removeprefix("W/").strip('"')
