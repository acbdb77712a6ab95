"""Bundles in the store: each file is a blob, the set of files a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jupyter_autograde.bundles import identity
from jupyter_autograde.errors import StorageError
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.orm import Bundle
from jupyter_autograde.storage.row_inserts import insert_ignoring


@dataclass(frozen=True)
class StoredFiles:
    """Files whose contents are in the blob store already; not yet named by a row."""

    files: Mapping[str, tuple[str, int]]
    """Path -> (sha256, bytes)."""

    @property
    def sha256(self) -> str:
        """Identity of the set."""
        return identity({path: digest for path, (digest, _) in self.files.items()})

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size in self.files.values())


def store_files(blobs: BlobStore, files: Iterable[tuple[str, bytes]]) -> StoredFiles:
    """Write contents to the blob store, before and outside of the transaction that names them.

    A crash in between leaves blobs that nothing names: harmless.
    """
    return StoredFiles({path: (blobs.put(content), len(content)) for path, content in files})


def store_sets(blobs: BlobStore, sets: Sequence[Sequence[tuple[str, bytes]]]) -> list[StoredFiles]:
    """Write several sets of files as `store_files` does, with one wait for the disk; all of them, or it raises."""
    digests = iter(blobs.put_all([content for files in sets for _, content in files]))
    return [StoredFiles({path: (next(digests), len(content)) for path, content in files}) for files in sets]


def name_bundle(session: Session, stored: StoredFiles) -> str:
    """Write the row of this set of files, if it is new; returns its identity."""
    return name_bundles(session, [stored])[0]


def name_bundles(session: Session, sets: Sequence[StoredFiles]) -> list[str]:
    """Write the rows of these sets of files that are new; returns their identities."""
    rows = [
        {
            "sha256": stored.sha256,
            "files": {path: [digest, size] for path, (digest, size) in stored.files.items()},
            "size": stored.size,
        }
        for stored in sets
    ]
    # Two transactions may bring the same sets at the same moment, and the one that comes second waits for the first: in
    # one order, or each could wait for the other.
    in_order = sorted(rows, key=lambda row: str(row["sha256"]))
    session.execute(insert_ignoring(Bundle, session.get_bind().dialect.name), in_order)
    return [str(row["sha256"]) for row in rows]


def record_bundle(session: Session, stored: StoredFiles) -> Bundle:
    """Return the row of this set of files, made when it is new."""
    return session.get_one(Bundle, name_bundle(session, stored))


def read_files(blobs: BlobStore, bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) in the order of paths."""
    for path in sorted(bundle.files):
        yield path, blobs.get(str(bundle.files[path][0]))


def load_files(session: Session, blobs: BlobStore, sha256: str) -> dict[str, bytes]:
    """Return all files of a bundle, path -> content."""
    bundle = session.get(Bundle, sha256)
    if bundle is None:
        raise StorageError(f"The files {sha256[:12]}… are not in the store.", details={"sha256": sha256})
    return dict(read_files(blobs, bundle))
