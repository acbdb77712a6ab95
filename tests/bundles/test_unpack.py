"""Files of a bundle in a folder of their own: whole, again without a change, and never over somebody's changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_autograde.bundles.unpack import MARK, Unpacked, unpack
from jupyter_autograde.errors import UnsafePath

FILES = {"a.txt": b"1", "sub/b.txt": b"2"}


def there(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARK
    }


def test_files_are_written_once_and_replaced_where_nobody_touched_them(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    assert unpack(folder, FILES).changed
    assert there(folder) == FILES
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "a.txt").write_bytes(b"1")
    assert not unpack(folder, FILES).changed
    done = unpack(folder, {"a.txt": b"3"})
    assert (done.changed, done.kept, there(folder)) == (True, None, {"a.txt": b"3"})
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_what_somebody_changed_is_kept_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    unpack(folder, FILES)
    (folder / "a.txt").write_bytes(b"mine")
    done = unpack(folder, FILES)
    assert done.kept is not None and there(done.kept)["a.txt"] == b"mine"
    assert there(folder) == FILES
    (folder / "notes.txt").write_bytes(b"new")
    again = unpack(folder, FILES).kept
    assert again is not None and again != done.kept and there(again)["notes.txt"] == b"new"


def test_a_folder_that_was_there_before_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    folder.mkdir()
    (folder / "mine.txt").write_bytes(b"mine")
    kept = unpack(folder, FILES).kept
    assert kept is not None and there(kept) == {"mine.txt": b"mine"}


def test_links_and_files_in_its_place_are_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_bytes(b"1")
    for name in ("link", "file"):
        with pytest.raises(UnsafePath):
            unpack(tmp_path / name, FILES)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_can_not_be_written_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    unpack(folder, FILES)
    with pytest.raises(OSError, match=r"a\.txt"):
        unpack(folder, {"a.txt": b"1", "a.txt/b": b"2"})
    assert there(folder) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_hidden_files_of_a_bundle_are_written_once_too(tmp_path: Path) -> None:
    folder, files = tmp_path / "fb", {"a.html": b"1", ".DS_Store": b"2", "x/.hidden/y": b"3"}
    assert unpack(folder, files).changed
    assert not unpack(folder, files).changed
    assert unpack(folder, {**files, ".DS_Store": b"4"}) == Unpacked(True)
    assert (folder / ".DS_Store").read_bytes() == b"4"
