import os
from pathlib import Path

import pytest

from jupyter_autograde.errors import StorageError
from jupyter_autograde.storage.blobs import BlobStore


def test_content_comes_back_by_its_digest(blobs: BlobStore) -> None:
    assert blobs.get(blobs.put(b"hello" * 1000)) == b"hello" * 1000


def test_equal_contents_are_stored_once(blobs: BlobStore, tmp_path: Path) -> None:
    for _ in range(3):
        blobs.put(b"a data set")
    assert len(list((tmp_path / "blobs").rglob("*.zst"))) == 1


def test_a_damaged_blob_is_noticed(blobs: BlobStore, tmp_path: Path) -> None:
    digest = blobs.put(b"precious")
    other = blobs.put(b"something else")
    files = {path.stem: path for path in (tmp_path / "blobs").rglob("*.zst")}
    files[digest].write_bytes(files[other].read_bytes())
    with pytest.raises(StorageError, match="damaged"):
        blobs.get(digest)


def test_a_missing_blob_is_a_storage_error(blobs: BlobStore) -> None:
    with pytest.raises(StorageError, match="missing"):
        blobs.get("0" * 64)


def test_others_can_not_read_the_store(blobs: BlobStore, tmp_path: Path) -> None:
    blobs.put(b"solution")
    assert os.stat(tmp_path / "blobs").st_mode & 0o077 == 0


def test_any_fsspec_url_will_do() -> None:
    store = BlobStore("memory://blobs-of-a-test")
    assert store.get(store.put(b"x")) == b"x"
    store.check()
