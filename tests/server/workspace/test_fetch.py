from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.errors import InvalidBundle, StorageError, UnsafePath
from jupyter_autograde.server.workspace.fetch import fetch_into
from jupyter_autograde.server.workspace.record import FolderRecord, read_record
from jupyter_autograde.testing.small_notebooks import small_notebook

ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def notebook(*sources: str) -> bytes:
    return small_notebook(*sources, cell_type="markdown")


def fetch(folder, files, version=1, *, reset=False):
    record = FolderRecord(
        assignment_id=ID,
        course_id=ID,
        course="data",
        assignment="hw 1",
        version=version,
        notebooks=["hw1.ipynb"],
        files={path: file_sha256(content) for path, content in files.items()},
    )
    return fetch_into(folder, record, files, reset=reset, moment=MOMENT)


FILES = {"hw1.ipynb": notebook("Read.", "..."), "data/a.csv": b"1,2\n", "hints.md": b"hint"}


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def sources(folder):
    return [cell["source"] for cell in json.loads((folder / "hw1.ipynb").read_bytes())["cells"]]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "home" / "data" / "hw-1"
    fetch(folder, FILES)
    return folder


def test_a_first_fetch_writes_all_files_and_the_record(tmp_path):
    folder = tmp_path / "data" / "hw-1"
    done = fetch(folder, FILES)
    assert done.written == sorted(FILES)
    assert {p: c for p, c in tree(folder).items() if not p.startswith(".")} == FILES
    assert read_record(folder).files["hints.md"] == file_sha256(b"hint")
    assert os.listdir(folder.parent) == ["hw-1"]


def test_fetching_again_changes_nothing(folder):
    before = tree(folder)
    done = fetch(folder, FILES)
    assert (done.written, done.merged, done.kept, done.backup) == ([], [], [], None)
    assert tree(folder) == before


def test_a_newer_version_keeps_what_the_student_changed(folder):
    (folder / "hw1.ipynb").write_bytes(notebook("Read.", "my work"))
    (folder / "hints.md").write_bytes(b"my notes")
    (folder / "own.txt").write_bytes(b"own")
    newer = {"hw1.ipynb": notebook("Read this.", "...", "New."), "data/a.csv": b"3,4\n", "hints.md": b"better"}
    done = fetch(folder, newer, 2)
    assert (done.written, done.merged, done.kept) == (["data/a.csv"], ["hw1.ipynb"], ["hints.md"])
    assert sources(folder) == ["Read this.", "my work", "New."]
    assert (folder / "hints.md").read_bytes() == b"my notes"
    assert (folder / "own.txt").read_bytes() == b"own"
    assert (folder / "data/a.csv").read_bytes() == b"3,4\n"
    assert done.backup == folder / "autograde-backup-20260102-030405"
    assert tree(done.backup) == {"hw1.ipynb": notebook("Read.", "my work")}
    assert read_record(folder).version == 2


def test_the_next_version_merges_with_the_last_one_fetched(folder):
    (folder / "hw1.ipynb").write_bytes(notebook("Read.", "my work"))
    fetch(folder, {"hw1.ipynb": notebook("Two.", "...")}, 2)
    fetch(folder, {"hw1.ipynb": notebook("Three.", "...")}, 3)
    assert sources(folder) == ["Three.", "my work"]


def test_a_changed_notebook_without_news_is_left_alone(folder):
    mine = notebook("Read.", "my work")
    (folder / "hw1.ipynb").write_bytes(mine)
    done = fetch(folder, FILES)
    assert (done.kept, done.backup) == (["hw1.ipynb"], None)
    assert (folder / "hw1.ipynb").read_bytes() == mine


def test_a_deleted_file_comes_back(folder):
    (folder / "hints.md").unlink()
    assert fetch(folder, FILES).written == ["hints.md"]


def test_a_broken_notebook_is_kept(folder):
    (folder / "hw1.ipynb").write_bytes(b"not json")
    done = fetch(folder, {"hw1.ipynb": notebook("New.")}, 2)
    assert done.kept == ["hw1.ipynb"]
    assert (folder / "hw1.ipynb").read_bytes() == b"not json"


def test_a_folder_of_the_students_own_is_not_overwritten(tmp_path):
    folder = tmp_path / "hw-1"
    folder.mkdir()
    (folder / "hints.md").write_bytes(b"mine")
    done = fetch(folder, FILES)
    assert done.kept == ["hints.md"]
    assert (folder / "hints.md").read_bytes() == b"mine"


def test_reset_puts_files_back_after_a_copy(folder):
    (folder / "hw1.ipynb").write_bytes(notebook("mine"))
    (folder / "data/a.csv").write_bytes(b"changed")
    (folder / "own.txt").write_bytes(b"own")
    done = fetch(folder, FILES, reset=True)
    assert done.written == ["data/a.csv", "hw1.ipynb"]
    assert tree(done.backup) == {"hw1.ipynb": notebook("mine"), "data/a.csv": b"changed"}
    assert (folder / "hw1.ipynb").read_bytes() == FILES["hw1.ipynb"]
    assert (folder / "own.txt").read_bytes() == b"own"
    (folder / "hw1.ipynb").write_bytes(notebook("again"))
    assert fetch(folder, FILES, reset=True).backup.name == "autograde-backup-20260102-030405-2"


@pytest.mark.parametrize("where", ["data", "hints.md", "hw1.ipynb"])
def test_links_are_not_followed(folder, tmp_path, where):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.csv").write_bytes(b"precious")
    place = folder / where
    if place.is_dir():
        (place / "a.csv").unlink()
        place.rmdir()
    else:
        place.unlink()
    place.symlink_to(outside / "" if where == "data" else outside / "a.csv")
    with pytest.raises(UnsafePath):
        fetch(folder, {**FILES, "data/a.csv": b"new", "hints.md": b"new", "hw1.ipynb": notebook("n")}, 2)
    assert (outside / "a.csv").read_bytes() == b"precious"


@pytest.mark.parametrize("path", [".autograde.json", ".autograde/base/hw1.ipynb", ".AUTOGRADE/x"])
def test_a_bundle_can_not_write_our_own_files(tmp_path, path):
    with pytest.raises(InvalidBundle):
        fetch(tmp_path / "hw", {path: b"{}"})


def test_what_a_killed_server_left_is_swept(folder):
    left = folder.parent / ".autograde-part-01ARZ3NDEKTSV4RRFFQ69G5FAV"
    left.mkdir()
    (left / "x").write_bytes(b"x")
    fetch(folder, FILES)
    assert not left.exists()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_fetch import fetch, notebook
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from jupyter_autograde.errors import StorageFull
files = {{"data/a.csv": b"new", "hw1.ipynb": notebook("x" * 9000)}}
try:
    fetch(Path({folder!r}), files, 2)
except StorageFull as error:
    print(error.code)
"""


@pytest.mark.parametrize("exists", [True, False])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, exists):
    folder = tmp_path / "hw-1"
    if exists:
        fetch(folder, FILES)
        (folder / "hw1.ipynb").write_bytes(notebook("my work"))
    before = tree(tmp_path)
    script = FULL_DISK.format(tests=os.path.dirname(__file__), folder=str(folder))
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "storage_full"
    assert tree(tmp_path) == before
    assert os.listdir(tmp_path) == (["hw-1"] if exists else [])


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_fetch
from jupyter_autograde.server.workspace import fetch as module
moves = 0
move = module._move
def counted(source, target):
    global moves
    if moves == {after}:
        os.kill(os.getpid(), 9)
    moves += 1
    move(source, target)
module._move = counted
test_fetch.fetch(Path({folder!r}), test_fetch.NEWER, 2)
"""
NEWER = {"hw1.ipynb": notebook("Read this.", "...", "New."), "data/a.csv": b"3,4\n", "hints.md": b"better"}


@pytest.mark.parametrize("after", range(4))
def test_killed_in_the_middle_and_called_again_it_completes(folder, after):
    (folder / "hw1.ipynb").write_bytes(notebook("Read.", "my work"))
    script = KILLED.format(tests=os.path.dirname(__file__), folder=str(folder), after=after)
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    fetch(folder, NEWER, 2)
    assert sources(folder) == ["Read this.", "my work", "New."]
    assert (folder / "data/a.csv").read_bytes() == b"3,4\n"
    assert (folder / "hints.md").read_bytes() == b"better"
    assert read_record(folder).version == 2
    assert [p for p in os.listdir(folder.parent) if p != "hw-1"] == []


def test_a_folder_that_can_not_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="could not write the assignment"):
        fetch(tmp_path / "file" / "hw-1", FILES)
