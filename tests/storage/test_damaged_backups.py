"""Backups that are damaged or none, and stores that do not answer: nothing is taken for what it is not."""

from __future__ import annotations

import errno
import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from jupyter_autograde.errors import AlreadyExists, FileMissing, InvalidInput, SchemaOutdated, StorageError
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.consistency import check_storage
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.school import School
from tests.storage.backups import backup, fill, quiet, restore

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rewritten(path: Path, **changes: bytes | None) -> Path:
    """Copy an archive with some members changed, or left out."""
    other = path.with_name("changed.tar")
    with tarfile.open(path) as source, tarfile.open(other, "w") as target:
        for member in source:
            extracted = source.extractfile(member)
            assert extracted is not None
            content: bytes | None = extracted.read()
            for part, change in changes.items():
                if part in member.name:
                    content = change
            if content is not None:
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
    return other


@SQLITE
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": None}, "its end is missing"),
        ({"manifest": None}, "no backup"),
        ({"blobs": b"something else"}, "is not what it says"),
        ({"blobs": None}, "files are missing"),
        ({"enrollment": None}, "rows are missing"),
        ({"enrollment": b"{not json"}, "can't be read"),
        ({"enrollment": b'{"colour": "red"}'}, "no column 'colour'"),
        ({"enrollment": b'{"id": "x", "course_id": "y"}'}, "do not fit each other"),
        ({"enrollment": b'{"created_at": 7}'}, "can't be read"),
    ],
    ids=["cut off", "no manifest", "blob", "no blob", "no rows", "no JSON", "column", "keys", "time"],
)
def test_a_damaged_backup_brings_nothing(
    school: School, empty_url: str, other_blobs: BlobStore, tmp_path: Path, changes: dict[str, bytes | None], said: str
) -> None:
    fill(school)
    backup(school, tmp_path / "b.tar")
    with pytest.raises(InvalidInput, match=said):
        restore(empty_url, other_blobs, rewritten(tmp_path / "b.tar", **changes))
    database = Database(empty_url)
    with pytest.raises(SchemaOutdated):
        migrations.check_revision(database)  # not even the tables
    database.close()


@SQLITE
def test_one_bit_of_a_file_in_the_archive_is_noticed(school: School, other_blobs: BlobStore, tmp_path: Path) -> None:
    fill(school)
    backup(school, tmp_path / "b.tar")
    digests = list(school.blobs.digests())
    assert len(digests) >= 3
    for digest in digests:
        stored = school.blobs.get_stored(digest)
        changed = bytearray(stored)
        changed[-1] ^= 1
        packed = (tmp_path / "b.tar").read_bytes().replace(stored, bytes(changed))
        (tmp_path / "c.tar").write_bytes(packed)
        with pytest.raises(InvalidInput, match="is not what it says"):
            restore(f"sqlite:///{tmp_path / 'other.db'}", other_blobs, tmp_path / "c.tar")


@SQLITE
def test_files_that_are_no_backups_are_named(school: School, other_blobs: BlobStore, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'other.db'}"
    (tmp_path / "no.tar").write_bytes(b"x" * 5000)
    (tmp_path / "no.tar.zst").write_bytes(b"x" * 5000)
    (tmp_path / "no.tar.gz").write_bytes(gzip.compress(b"x" * 5000))
    for name in ("no.tar", "no.tar.zst", "no.tar.gz"):
        with pytest.raises(InvalidInput, match=rf"{name} is no backup"):
            restore(target, other_blobs, tmp_path / name)
    with pytest.raises(FileMissing):
        restore(target, other_blobs, tmp_path / "missing.tar")
    with pytest.raises(InvalidInput, match="ends in"):
        backup(school, tmp_path / "b.zip")
    fill(school)
    backup(school, tmp_path / "b.tar")
    with pytest.raises(AlreadyExists):
        backup(school, tmp_path / "b.tar")
    manifest = json.dumps(
        {
            "kind": "jupyter-autograde backup",
            "format": 1,
            "release": "9",
            "revision": "9999",
            "created_at": "2030-01-01T00:00:00Z",
            "rows": 1,
        }
    ).encode()
    with pytest.raises(SchemaOutdated, match="newer release"):
        restore(target, other_blobs, rewritten(tmp_path / "b.tar", manifest=manifest))
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@SQLITE
def test_a_store_that_does_not_answer_is_no_loss_of_files(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(school)

    def refuse(path: str) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(school.blobs._fs, "cat_file", refuse)
    with pytest.raises(StorageError, match="run it as the service's user"):
        backup(school, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
    with pytest.raises(StorageError, match="run it as the service's user"):
        check_storage(school.database, school.blobs, quiet)
