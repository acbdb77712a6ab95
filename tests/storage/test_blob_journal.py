"""A blob that `put` has returned survives whatever happens to the process and to what was not on the disk yet."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jupyter_autograde.errors import StorageError, StorageFull
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


@pytest.fixture
def shut(root: Path) -> Iterator[None]:
    """The folder of the blobs is another user's, who lets nobody in."""
    root.mkdir()
    root.chmod(0)
    if os.geteuid() != 0:
        yield
    else:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    root.chmod(0o700)


def journals(root: Path) -> list[Path]:
    return sorted((root / FOLDER).iterdir())


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """Return path -> content, None for folders, of what is below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


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


def test_what_is_stored_at_once_waits_for_the_disk_once_and_survives(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = BlobStore(str(root))
    before = store.put(b"was there")
    contents = [b"was there", b"first", b"second", b"first", os.urandom(6 << 20)]
    waits: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr("jupyter_autograde.storage.blob_journal.os.fdatasync", waits.append)
        digests = store.put_all(contents)
    assert len(waits) == 1
    assert digests[0] == before
    assert digests[1] == digests[3]
    assert [store.get(digest) for digest in digests] == contents
    shutil.copytree(root / FOLDER, root.parent / "copy" / FOLDER)
    # What is large was waited for by itself.
    assert set(BlobStore(str(root.parent / "copy")).digests()) == set(digests[:4])


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
        for path in (journal, other):
            path.unlink(missing_ok=True)
        placed.append(digest)

    BlobJournal(root, place).recover()
    assert placed == died
    assert journals(root) == []


def test_each_journal_of_several_is_placed_and_what_is_none_is_left_alone(root: Path, died: list[str]) -> None:
    (journal,) = journals(root)
    first, second = journal.with_name("a.log"), journal.with_name("b.log")
    content = journal.read_bytes()
    half = len(content) // 2
    first.write_bytes(content[:half])  # ends in the middle of a record
    journal.rename(second)
    others = [journal.with_name("c.log"), journal.with_name("notes.txt")]
    others[0].mkdir()
    others[1].write_text("not ours")
    store = BlobStore(str(root))
    assert [store.get(digest) for digest in died] == [b"work %d" % number * 1000 for number in range(20)]
    assert journals(root) == others


def test_who_only_looks_reads_the_journal_of_a_killed_one_and_changes_nothing(root: Path, died: list[str]) -> None:
    before = everything_in(root)
    store = BlobStore(str(root), looks_only=True)
    assert store.get(died[7]) == b"work 7" * 1000
    assert store.has(died[7])
    assert set(store.digests()) == set(died)
    with pytest.raises(StorageError, match="missing"):
        store.get("0" * 64)
    store.check()
    assert everything_in(root) == before
    nowhere = BlobStore(str(root.parent / "typo"), looks_only=True)
    assert list(nowhere.digests()) == []
    for look in (nowhere.check, lambda: nowhere.get("0" * 64)):
        with pytest.raises(StorageError, match="There is no folder"):
            look()
    assert not (root.parent / "typo").exists()


def test_another_users_files_are_a_sentence(root: Path, shut: None) -> None:
    place = str(root / "blobs")
    store = BlobStore(place, looks_only=True)
    for use in (lambda: BlobStore(place), store.check, lambda: store.get("0" * 64), lambda: store.has("0" * 64)):
        with pytest.raises(StorageError, match="run it as the service's user"):
            use()


def test_seeing_whether_something_can_be_stored_leaves_nothing(root: Path) -> None:
    store = BlobStore(str(root))
    store.check()
    assert everything_in(root) == {}


def test_a_large_blob_that_is_there_already_may_still_be_on_its_way_to_the_disk(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brings it again is told of success when its name is on the disk, not when it can be seen."""
    store = BlobStore(str(root))
    content = os.urandom(5 << 20)
    store.put(content)
    waited_for: list[Path] = []
    monkeypatch.setattr("jupyter_autograde.storage.blobs.sync_folder", waited_for.append)
    digest = store.put(content)
    assert waited_for == [root / digest[:2], root]


def test_the_folders_of_the_store_are_on_the_disk_before_anything_is_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited_for: list[Path] = []
    monkeypatch.setattr("jupyter_autograde.folders.sync_folder", waited_for.append)
    BlobStore(str(tmp_path / "data" / "blobs"))
    assert waited_for == [tmp_path, tmp_path / "data"]
