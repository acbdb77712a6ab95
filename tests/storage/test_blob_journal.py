"""A blob that `put` has returned survives whatever happens to the process and to what was not on the disk yet."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jupyter_autograde.errors import StorageFull
from jupyter_autograde.storage.blob_journal import FOLDER, BlobJournal
from jupyter_autograde.storage.blobs import BlobStore

_STORE = """
import sys, time
from jupyter_autograde.storage.blobs import BlobStore
store = BlobStore(sys.argv[1])
for number in range(20):
    print(store.put(b"work %d" % number * 1000), flush=True)
time.sleep(60)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where blobs are."""
    return tmp_path / "blobs"


@pytest.fixture
def died(root: Path) -> list[str]:
    """Digests of what a process stored that was killed at once, and whose files the disk has never seen."""
    with subprocess.Popen([sys.executable, "-c", _STORE, str(root)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        digests = [process.stdout.readline().strip() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
    for path in root.rglob("*.zst"):
        path.unlink()
    return digests


def journals(root: Path) -> list[Path]:
    return sorted((root / FOLDER).iterdir())


def test_the_next_process_puts_in_place_what_a_killed_one_has_acknowledged(root: Path, died: list[str]) -> None:
    store = BlobStore(str(root))
    assert [store.get(digest) for digest in died] == [b"work %d" % number * 1000 for number in range(20)]
    assert journals(root) == []


def test_a_torn_end_hides_nothing_before_it(root: Path, died: list[str]) -> None:
    (journal,) = journals(root)
    content = journal.read_bytes()
    journal.write_bytes(content[:-5])
    store = BlobStore(str(root))
    assert store.get(died[18]) == b"work 18" * 1000
    assert not list(root.rglob(f"{died[19]}.zst"))


def test_a_damaged_record_is_not_put_in_place(root: Path, died: list[str]) -> None:
    (journal,) = journals(root)
    content = bytearray(journal.read_bytes())
    content[-5] ^= 1
    journal.write_bytes(content)
    BlobStore(str(root))
    assert not list(root.rglob(f"{died[19]}.zst"))


def test_the_journal_of_a_process_that_lives_is_left_alone(root: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _STORE, str(root)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        digest = process.stdout.readline().strip()
        os.kill(process.pid, signal.SIGSTOP)  # it must not clean up by itself
        (journal,) = journals(root)
        store = BlobStore(str(root))
        assert journals(root) == [journal]
        assert store.get(digest) == b"work 0" * 1000
        process.kill()


def test_a_journal_is_removed_when_its_blobs_are_on_the_disk_themselves(root: Path) -> None:
    store = BlobStore(str(root))
    digest = store.put(b"work")
    for thread in threading.enumerate():
        if thread.name == "blob-journal":
            thread.join(30)
    assert journals(root) == []
    assert store.get(digest) == b"work"
    again = store.put(b"more work")
    assert len(journals(root)) == 1
    assert store.get(again) == b"more work"


def test_many_threads_share_a_journal_and_each_gets_its_own(root: Path) -> None:
    store = BlobStore(str(root))
    contents = [os.urandom(5000) for _ in range(64)]
    with ThreadPoolExecutor(16) as pool:
        digests = list(pool.map(store.put, contents))
    assert [store.get(digest) for digest in digests] == contents
    assert len(journals(root)) == 1
    shutil.copytree(root / FOLDER, root.parent / "copy" / FOLDER)
    BlobStore(str(root.parent / "copy"))
    assert {path.stem for path in (root.parent / "copy").rglob("*.zst")} == set(digests)


def test_a_fault_of_the_disk_is_everybodys_and_leaves_no_half_record(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = BlobStore(str(root))
    first = store.put(b"before")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("jupyter_autograde.storage.blob_journal.os.fdatasync", full)
        with pytest.raises(StorageFull):
            store.put(b"does not fit")
    after = store.put(b"after")
    found: dict[str, bytes] = {}
    shutil.copytree(root / FOLDER, root.parent / "copy" / FOLDER)
    BlobJournal(root.parent / "copy", found.__setitem__).recover()
    assert set(found) == {first, after}


def test_a_living_process_may_take_its_journal_away_meanwhile(root: Path, died: list[str]) -> None:
    """Names are listed once; placing what a dead process left takes long enough for others to be done."""
    (journal,) = journals(root)
    other = journal.with_name("f" * 16 + journal.suffix)
    shutil.copyfile(journal, other)
    placed: list[str] = []

    def place(digest: str, blob: bytes) -> None:
        other.unlink(missing_ok=True)
        placed.append(digest)

    BlobJournal(root, place).recover()
    assert placed == died
    assert journals(root) == []
