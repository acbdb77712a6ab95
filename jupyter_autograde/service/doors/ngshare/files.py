"""The encoded directory tree: files as JSON, contents in base64, checksums in MD5."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from starlette.responses import Response, StreamingResponse

from jupyter_autograde.bundles import BundleLimits, check_path
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.bundles.paths import collision_key
from jupyter_autograde.errors import BundleTooLarge, InvalidInput, UnsafePath
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.json_texts import parse_json
from jupyter_autograde.service.doors.ngshare.answers import good
from jupyter_autograde.service.uploads import look_through, look_through_few
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files

_VALUES = 100
"""Of the JSON a file; clients send four, and more files than are allowed should be told how many are."""
_SLASHES = re.compile("/+")


def unpack(text: str | None, parts: Components) -> StoredFiles:
    """Read files, check all of them, and write them to the blob store; no row names them yet.

    Raises what `read_files` does.
    """
    return store_files(parts.blobs, read_files(text, parts))


def read_files(
    text: str | None, parts: Components, expected: ExpectedFiles | None = None, *, others_wait: bool = False
) -> list[tuple[str, bytes]]:
    """Read files and check all of them; return their paths and contents, sorted.

    A path that comes twice has its last content, as where clients write them. Paths that some computers confuse are
    refused: the native API could not give them out.

    Parameters
    ----------
    expected : ExpectedFiles, optional
        What they must be.
    others_wait : bool
        Whether others wait for it; then MuchInside where they would wait for long.

    Raises
    ------
    InvalidInput, BundleTooLarge, InvalidNotebook
        In ngshare's words where it has some.
    """
    if text is None:
        raise InvalidInput("Please supply files")
    files = _decoded(_entries(text, parts.bundle_limits), parts.bundle_limits)
    expected = expected or ExpectedFiles()
    expected.check_paths(files)
    (look_through_few if others_wait else look_through)(files.items(), expected)
    return sorted(files.items())


def packed(bundle: orm.Bundle | None, blobs: BlobStore, list_only: str | None, **facts: Any) -> Response:
    """Return a success with the files of a bundle, as they are read; None = no files.

    Parameters
    ----------
    list_only : str or None
        `true` = without their contents.
    """
    digests = {path: str(digest) for path, (digest, _) in sorted(bundle.files.items())} if bundle is not None else {}
    if list_only == "true":
        listed = [{"path": path, "checksum": _md5(blobs, digest)} for path, digest in digests.items()]
        return good(files=listed, **facts)
    return StreamingResponse(_streamed(digests, blobs, facts), media_type="application/json")


def _streamed(digests: dict[str, str], blobs: BlobStore, facts: dict[str, Any]) -> Iterator[str]:
    yield json.dumps({"success": True, **facts})[:-1] + ', "files": ['
    between = ""
    for path, digest in digests.items():
        content = blobs.get(digest)
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        entry = {"path": path, "checksum": checksum, "content": base64.encodebytes(content).decode()}
        yield between + json.dumps(entry)
        between = ", "
    yield "]}"


@lru_cache(maxsize=50_000)
def _md5(blobs: BlobStore, digest: str) -> str:
    return hashlib.md5(blobs.get(digest), usedforsecurity=False).hexdigest()


def _entries(text: str, limits: BundleLimits) -> list[dict[str, Any]]:
    try:
        entries = parse_json(text, _VALUES * limits.files)
    except ValueError:
        raise InvalidInput("Files cannot be JSON decoded") from None
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise InvalidInput("Incorrect request format")
    return entries


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("path", "content"))


def _decoded(entries: list[dict[str, Any]], limits: BundleLimits) -> dict[str, bytes]:
    if len(entries) > limits.files:
        raise BundleTooLarge(f"There are {len(entries)} files; {limits.files} are allowed.")
    files = dict[str, bytes]()
    total = 0
    for entry in entries:
        path = _checked(entry["path"])
        try:
            content = base64.b64decode(entry["content"])
        except (binascii.Error, ValueError):
            raise InvalidInput("Content cannot be base64 decoded") from None
        total += len(content)
        most = limits.notebook if path.endswith(".ipynb") else limits.file
        if len(content) > most or total > limits.total:
            raise BundleTooLarge(
                f"The files are too large: one has at most {most / MIB:.0f} MiB, all together {limits.total / MIB:.0f}."
            )
        files[path] = content
    keys = {collision_key(path) for path in files}
    below = {collision_key(path).rsplit("/", depth)[0] for path in files for depth in range(1, path.count("/") + 1)}
    if len(keys) < len(files) or keys & below:
        raise InvalidInput("Illegal path")
    return files


def _checked(path: str) -> str:
    """Return the path with single slashes, as where it is written; what our bundles can't hold is illegal."""
    if path.startswith("/"):
        raise InvalidInput("Illegal path")
    try:
        return check_path(_SLASHES.sub("/", path))
    except UnsafePath:
        raise InvalidInput("Illegal path") from None
