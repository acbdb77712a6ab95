"""A process that has no file left to open: starts fail by name, leave nothing, and end no box that runs."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.errors import EnvironmentUnavailable, SandboxUnavailable
from jupyter_autograde.sandbox import BubblewrapSandbox
from jupyter_autograde.sandbox.environment_layout import inspect_environment
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.sandbox.warm.boxes import SHORT, ask, wait_until, warm_processes


@contextlib.contextmanager
def files_left(number: int) -> Iterator[None]:
    """Let this process open so many further files only."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    holes = [os.open("/dev/null", os.O_RDONLY) for _ in range(highest + 1)]
    highest = max(holes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1 + number, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for hole in holes:
            os.close(hole)


def test_box_without_a_file_to_open_ends_no_box_that_runs_and_leaves_nothing(sandbox, environment, program, running):
    files, processes = os.listdir("/proc/self/fd"), warm_processes()
    refused = 0
    while True:
        with files_left(refused):
            try:
                box = sandbox.start(program, environment, SHORT)
                break
            except (SandboxUnavailable, EnvironmentUnavailable):
                refused += 1
        wait_until(lambda: warm_processes() == processes)
        assert os.listdir("/proc/self/fd") == files
    box.kill()
    assert refused > 3


def empty_groups() -> set[str]:
    """Return the control groups of boxes in which nothing runs; those of boxes that others start soon are no more."""
    found = {path for path, _, _ in os.walk("/sys/fs/cgroup") if Path(path).name.startswith("autograde-box-")}
    return {path for path in found if is_empty(Path(path, "cgroup.procs"))}


def is_empty(file: Path) -> bool:
    try:
        return not file.read_text()
    except FileNotFoundError:
        return False


def processes_that_name(folder: Path) -> list[str]:
    """Return the processes with `folder` in their command line, as each bubblewrap has that shows it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if os.fsencode(folder) in (process / "cmdline").read_bytes():
                found.append(process.name)
    return found


@pytest.mark.parametrize("kind", [BubblewrapSandbox, WarmBubblewrapSandbox], ids=["cold", "warm"])
def test_first_start_without_a_file_to_open_is_a_named_error_and_leaves_nothing(kind, environment, program):
    inspect_environment(environment)
    # Found with a program that Python starts; that of 3.11.2 leaves a file open when it can not.
    importlib.import_module("pyseccomp")
    groups, refused = empty_groups(), []
    for number in range(30):
        sandbox = kind()
        files = os.listdir("/proc/self/fd")
        with files_left(number):
            try:
                box = sandbox.start(program, environment, SHORT)
            except (SandboxUnavailable, EnvironmentUnavailable) as fault:
                refused.append(type(fault))
                box = None
        if box is not None:
            box.kill()
        else:
            assert os.listdir("/proc/self/fd") == files
            wait_until(lambda: not processes_that_name(program.folder))
        sandbox.close()
        wait_until(lambda: not empty_groups() - groups)
        if box is not None:
            break
    assert refused.count(SandboxUnavailable) > 5
    assert box is not None


@contextlib.contextmanager
def no_file_to_watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the kernel refuse us the file by which we watch a process."""
    watch = os.pidfd_open

    def without_a_file(pid: int) -> int:
        with files_left(0):
            return watch(pid)

    with monkeypatch.context() as patched:
        patched.setattr(os, "pidfd_open", without_a_file)
        yield


@pytest.mark.parametrize("kind", [BubblewrapSandbox, WarmBubblewrapSandbox], ids=["cold", "warm"])
def test_first_start_that_can_not_be_watched_is_a_named_error_and_leaves_nothing(
    kind, environment, program, monkeypatch
):
    groups, sandbox = empty_groups(), kind()
    files = os.listdir("/proc/self/fd")
    with no_file_to_watch(monkeypatch), pytest.raises(SandboxUnavailable, match="Too many open files"):
        sandbox.start(program, environment, SHORT)
    assert os.listdir("/proc/self/fd") == files
    wait_until(lambda: not processes_that_name(program.folder))
    wait_until(lambda: not empty_groups() - groups)


def test_box_that_can_not_be_watched_is_given_up_without_waiting_for_its_log(
    sandbox, environment, program, running, monkeypatch
):
    """The box waits for our word, with its log open, when the kernel has no file for us to watch it by."""
    files, processes = os.listdir("/proc/self/fd"), warm_processes()
    began = time.monotonic()
    with no_file_to_watch(monkeypatch), pytest.raises(SandboxUnavailable, match="warm box"):
        sandbox.start(program, environment, SHORT)
    assert time.monotonic() - began < 8
    assert os.listdir("/proc/self/fd") == files
    wait_until(lambda: warm_processes() == processes)


@pytest.mark.usefixtures("many_files")
def test_boxes_end_in_a_process_with_more_than_a_thousand_files(sandbox, environment, program):
    assert ask(sandbox, environment, program, "answer = 1") == "1"
