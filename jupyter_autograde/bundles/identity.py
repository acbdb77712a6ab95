"""The identity of a set of files: the same for every archive that holds the same files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def file_sha256(content: bytes) -> str:
    """Return the lower-case hexadecimal SHA-256 of `content`."""
    return hashlib.sha256(content).hexdigest()


def identity(digests: Mapping[str, str]) -> str:
    """Return the SHA-256 over sorted paths and content digests (design.md section 4).

    Parameters
    ----------
    digests : mapping
        Path -> hexadecimal SHA-256 of the file. Paths have no NUL and no newline (`check_path`), so the
        line form `path NUL digest LF` is unambiguous. Archive order, times and compression do not count.
    """
    whole = hashlib.sha256()
    for path in sorted(digests):
        whole.update(path.encode() + b"\0" + digests[path].encode() + b"\n")
    return whole.hexdigest()


def identity_of(files: Mapping[str, bytes]) -> str:
    """Return the identity of files held in memory, path -> content."""
    return identity({path: file_sha256(content) for path, content in files.items()})
