"""The files that are written, on folders that stand in for a kernel; the real one is tested by `test_bubblewrap`."""

from __future__ import annotations

import errno
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.sandbox.cgroups import find_home

LIMITS = Limits(memory=123 << 20, processes=17)


class Unwritable:
    def __str__(self) -> str:
        raise TypeError("no number")


def test_version_1_below_our_own_path(tmp_path: Path):
    own = tmp_path / "own"
    own.write_text("9:memory:/job\n8:pids:/\n3:cpuacct:/\n1:cpu:/\n0::/\n")
    for folder in ("memory/job", "pids", "cpu", "cpuacct"):
        (tmp_path / folder).mkdir(parents=True)
    home = find_home(tmp_path, own)
    assert home is not None and home.version == 1
    group = home.create(LIMITS)
    (memory,) = (tmp_path / "memory/job").glob("autograde-*")
    assert (memory / "memory.limit_in_bytes").read_text() == str(123 << 20)
    (pids,) = (tmp_path / "pids").glob("autograde-*")
    assert (pids / "pids.max").read_text() == "17"
    assert {door.parent.parent for door in group.doors} >= {tmp_path / "memory/job", tmp_path / "pids"}
    (memory / "memory.max_usage_in_bytes").write_text("4096\n")
    (memory / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    usage = group.usage()
    assert usage.peak_memory == 4096
    assert usage.out_of_memory


def test_group_that_can_not_be_made_whole_leaves_nothing(tmp_path: Path):
    own = tmp_path / "own"
    own.write_text("9:memory:/job\n8:pids:/job\n")
    for folder in ("memory/job", "pids/job"):
        (tmp_path / folder).mkdir(parents=True)
    home = find_home(tmp_path, own)
    assert home is not None
    (tmp_path / "pids/job").rmdir()
    with pytest.raises(FileNotFoundError):
        home.create(LIMITS)
    assert not list((tmp_path / "memory/job").iterdir())


def test_group_that_can_not_be_removed_is_told_and_the_rest_of_it_removed(tmp_path: Path, caplog):
    own = tmp_path / "own"
    own.write_text("9:memory:/\n8:pids:/\n")
    for folder in ("memory", "pids"):
        (tmp_path / folder).mkdir()
    home = find_home(tmp_path, own)
    assert home is not None
    group = home.create(LIMITS)
    (kept,) = (tmp_path / "memory").glob("autograde-box-*")
    (removed,) = (tmp_path / "pids").glob("autograde-box-*")
    (removed / "pids.max").unlink()  # the kernel's own files do not keep a folder there
    group.remove()
    assert kept.exists()
    assert not removed.exists()
    assert str(kept) in caplog.text
    assert str(removed) not in caplog.text


@pytest.mark.parametrize("own", ["9:memory:/\n8:pids:/\n", "0::/service\n"])
def test_group_whose_limits_are_refused_leaves_nothing(tmp_path: Path, own: str):
    """Nothing is written, as it is when the kernel refuses: a folder of its file system has no files of ours."""
    (tmp_path / "own").write_text(own)
    for folder in ("memory", "pids", "service"):
        (tmp_path / folder).mkdir()
    (tmp_path / "service/cgroup.controllers").write_text("cpu memory pids")
    (tmp_path / "service/cgroup.procs").write_text("")
    home = find_home(tmp_path, tmp_path / "own")
    assert home is not None
    with pytest.raises(TypeError):
        home.create(replace(LIMITS, memory=Unwritable()))  # type: ignore[arg-type]
    assert not list(tmp_path.rglob("autograde-box-*"))


def test_version_2_when_delegated(tmp_path: Path):
    own = tmp_path / "own"
    own.write_text("0::/service\n")
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "cgroup.controllers").write_text("cpu memory pids")
    (folder / "cgroup.procs").write_text("")
    home = find_home(tmp_path, own)
    assert home is not None and home.version == 2
    assert (folder / "cgroup.subtree_control").read_text() == "+memory +pids +cpu"
    group = home.create(LIMITS)
    (made,) = [path for path in folder.glob("autograde-*") if path.name != "autograde-service"]
    assert (made / "memory.max").read_text() == str(123 << 20)
    assert (made / "memory.swap.max").read_text() == "0"
    (made / "memory.events").write_text("oom 1\noom_kill 1\n")
    (made / "cpu.stat").write_text("usage_usec 1500000\n")
    assert group.usage().out_of_memory
    assert group.usage().cpu_seconds == 1.5


def test_none_where_nothing_is_ours(tmp_path: Path):
    own = tmp_path / "own"
    own.write_text("0::/user.slice\n")
    (tmp_path / "user.slice").mkdir()
    (tmp_path / "user.slice" / "cgroup.controllers").write_text("memory pids")
    assert find_home(tmp_path, own) is None
    assert find_home(tmp_path, tmp_path / "missing") is None


def test_groups_of_killed_services_are_removed_once_they_are_old(tmp_path: Path):
    own = tmp_path / "own"
    own.write_text("9:memory:/job\n8:pids:/job\n")
    old, young = tmp_path / "memory/job/autograde-box-1", tmp_path / "pids/job/autograde-box-2"
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    find_home(tmp_path, own)
    assert not old.exists()
    assert young.exists()


@pytest.mark.parametrize("own", ["9:memory:/\n8:pids:/\n", "0::/service\n"], ids=["version 1", "version 2"])
def test_a_box_does_not_pay_for_the_files_of_the_one_before(tmp_path: Path, own: str):
    """They are freed after its last process has ended; the counting waits for that."""
    (tmp_path / "own").write_text(own)
    for folder in ("memory", "pids", "service"):
        (tmp_path / folder).mkdir()
    (tmp_path / "service/cgroup.controllers").write_text("cpu memory pids")
    (tmp_path / "service/cgroup.procs").write_text("")
    home = find_home(tmp_path, tmp_path / "own")
    assert home is not None
    group = home.create(LIMITS)
    (folder,) = [path.parent for path in tmp_path.rglob("memory.limit_in_bytes")] or tmp_path.glob(
        "service/autograde-b*"
    )
    stat = folder / "memory.stat"
    for _ in range(20):
        stat.write_text(f"cache 1\nshmem {64 << 20}\n")
        counting = threading.Thread(target=group.begin)
        counting.start()
        counting.join(0.01)
        assert counting.is_alive()
        (tmp_path / "freed").write_text("cache 1\nshmem 0\n")
        (tmp_path / "freed").replace(stat)
        counting.join()


def test_a_group_that_can_not_be_looked_at_is_not_taken_for_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A process that has no file left to open knows nothing of what it was to kill."""
    (tmp_path / "own").write_text("9:memory:/\n8:pids:/\n")
    for folder in ("memory", "pids"):
        (tmp_path / folder).mkdir()
    home = find_home(tmp_path, tmp_path / "own")
    assert home is not None
    group = home.create(LIMITS)

    def refuse(path: Path, *words: object) -> str:
        raise OSError(errno.EMFILE, "Too many open files", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    monkeypatch.setattr(Path, "write_text", refuse)
    for use in (group.empty, group.usage, lambda: group.enter(1), lambda: find_home(tmp_path, tmp_path / "own")):
        with pytest.raises(SandboxUnavailable, match="LimitNOFILE"):
            use()
