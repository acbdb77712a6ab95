"""What is true of warm boxes beyond what `test_bubblewrap` asks of both kinds."""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox import Environment
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.sandbox.warm.boxes import SHORT, ask, said, wait_until, warm_processes


def test_program_is_warmed_once_and_prepared_once_a_kind(sandbox, environment, program):
    source = "answer = len(warmed), prepared"
    assert ask(sandbox, environment, program, source) == "(1, [])"
    assert ask(sandbox, environment, program, source, prepared=b"one") == "(1, ['one'])"
    assert ask(sandbox, environment, program, source, prepared=b"two") == "(1, ['two'])"
    assert ask(sandbox, environment, program, source + "; prepared.append(3)", prepared=b"one") == "(1, ['one', 3])"
    assert ask(sandbox, environment, program, source, prepared=b"one") == "(1, ['one'])"


@pytest.mark.parametrize("kind", [b"", b"one"])
def test_box_after_box_takes_no_further_process(sandbox, environment, program, kind):
    ask(sandbox, environment, program, "answer = 1", prepared=kind)
    processes = warm_processes()
    ask(sandbox, environment, program, "answer = 2", prepared=kind)
    assert warm_processes() == processes


def test_next_box_finds_nothing_of_the_last(sandbox, environment, program):
    leave = """
import os, threading
for folder in ("/box", "/tmp", "/dev/shm"):
    open(f"{folder}/left", "w").write("mine")
os.environ["LEFT"] = "mine"
os.umask(0)
if os.fork() == 0:
    os.setsid()
    threading.Event().wait()
answer = "left"
"""
    assert ask(sandbox, environment, program, leave) == "'left'"
    look = "import os\nanswer = [f for f in ('/box', '/tmp', '/dev/shm') if os.path.exists(f + '/left')], 'LEFT' in os.environ, os.umask(0) != 0, len([n for n in os.listdir('/proc') if n.isdigit()])"
    assert ask(sandbox, environment, program, look) == "([], False, True, 2)"


def test_box_can_reach_neither_fork_server_nor_sibling(sandbox, environment, program):
    """Process ids are those of its own namespace, memory and descriptors of pid 1 are closed to it (SEC-30)."""
    sibling = sandbox.start(program, environment, SHORT)
    try:
        assert said(sibling, "import time\nanswer = 'here'") == "'here'"
        source = """
import os, signal
seen = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
tried = {}
for what in ("mem", "environ", "maps", "fd", "cwd"):
    try:
        path = f"/proc/1/{what}"
        tried[what] = bool(os.listdir(path) if what == "fd" else os.readlink(path) if what == "cwd" else open(path, "rb").read(1))
    except OSError:
        tried[what] = "closed"
for number in range(3, 400):
    try:
        os.kill(number, 0)
        seen.append(number)
    except ProcessLookupError:
        pass
try:
    os.kill(1, signal.SIGKILL)  # without Landlock it is allowed, and the kernel ignores it
except PermissionError:
    pass
answer = seen, os.getpid(), set(tried.values()), os.getppid()
"""
        assert ask(sandbox, environment, program, source) == "([1, 2], 2, {'closed'}, 1)"
        box = sandbox.start(program, environment, SHORT)
        box.kill()
    finally:
        sibling.kill()


def test_landlock_holds_where_the_kernel_has_it(sandbox, environment, program):
    source = """
import ctypes, os
version = ctypes.CDLL(None).syscall(444, None, 0, 1)
def can(action):
    try:
        action()
        return True
    except OSError:
        return False
# /dev/pts is writable by the mounts alone: what keeps us from making a file there would be Landlock.
answer = version <= 0 or not can(lambda: open("/dev/pts/x", "w"))
"""
    assert ask(sandbox, environment, program, source) == "True"


def test_random_numbers_of_python_differ(sandbox, environment, program):
    source = "import random, uuid\nanswer = random.random(), uuid.uuid4()"
    assert len({ask(sandbox, environment, program, source) for _ in range(3)}) == 3


def test_killed_warm_process_is_replaced(sandbox, environment, program):
    assert ask(sandbox, environment, program, "answer = 1") == "1"
    assert warm_processes()
    for pid in warm_processes():
        os.kill(pid, signal.SIGKILL)
    assert ask(sandbox, environment, program, "answer = 2") == "2"


def test_kind_that_can_not_be_prepared_ends_no_box_that_runs(sandbox, environment, program, running):
    for _ in range(2):
        with pytest.raises(SandboxUnavailable, match="warm") as caught:
            sandbox.start(program, environment, SHORT, prepared=b"broken")
        assert "a library that can not be imported" in caught.value.details["log"]
    assert ask(sandbox, environment, program, "answer = prepared", prepared=b"one") == "['one']"


def test_killed_template_is_replaced_and_ends_no_box_that_runs(sandbox, environment, program, running):
    before = warm_processes()
    assert ask(sandbox, environment, program, "answer = prepared", prepared=b"one") == "['one']"
    for pid in warm_processes() - before:
        os.kill(pid, signal.SIGKILL)
    assert ask(sandbox, environment, program, "answer = prepared", prepared=b"one") == "['one']"


def test_warm_process_that_does_not_answer_is_replaced_and_ends_with_its_last_box(sandbox, environment, program):
    first = sandbox.start(program, environment, SHORT)
    old = warm_processes()
    silent = min(pid for pid in old if b"autograde_forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(silent, signal.SIGSTOP)
    assert ask(sandbox, environment, program, "answer = 1") == "1"
    assert said(first, "answer = 2") == "2"
    assert old <= warm_processes()
    first.kill()
    assert not old & warm_processes()


def test_environment_that_has_changed_is_warmed_anew_and_the_old_process_ends(sandbox, environment, program):
    first = sandbox.start(program, environment, SHORT)
    old = warm_processes()
    changed = replace(environment, lock="another")
    assert ask(sandbox, changed, program, "answer = len(warmed)") == "1"
    assert said(first, "answer = 2") == "2"
    first.kill()
    assert warm_processes()
    assert not old & warm_processes()


@contextlib.contextmanager
def group_kept(pid: int) -> Iterator[list[Path]]:
    """Keep the kernel from removing the control group of a process: it has another one inside."""
    lines = [line.split(":", 2)[1:] for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines()]
    found = [Path("/sys/fs/cgroup", name, path[1:]) for name, path in lines if "autograde-box-" in path]
    inside = [folder / "inside" for folder in found]
    for folder in inside:
        folder.mkdir()
    try:
        yield found
    finally:
        for folder in inside:
            folder.rmdir()
            folder.parent.rmdir()


def test_slot_that_can_not_be_removed_is_told_and_its_warm_process_ends(sandbox, environment, program, caplog):
    """Once while its last box runs, and once while it waits for the next."""
    for lock, used in (("second", True), ("third", False)):
        box = sandbox.start(program, environment, SHORT)
        old = warm_processes()
        with group_kept(box.pid) as kept:
            if not used:
                box.kill()
            environment = replace(environment, lock=lock)
            assert ask(sandbox, environment, program, "answer = len(warmed)") == "1"
            box.kill()
            assert old
            assert not old & warm_processes()
            assert all(str(folder) in caplog.text for folder in kept)


def test_nobody_waits_for_the_libraries_of_another_kind(sandbox, environment, program, running):
    go, before = program.folder / "main.py.go", warm_processes()
    with ThreadPoolExecutor(4) as pool:
        try:
            slow = [pool.submit(ask, sandbox, environment, program, "answer = makers", prepared=b"slow")]
            wait_until(lambda: len(warm_processes() - before) == 1)
            slow += [pool.submit(ask, sandbox, environment, program, "answer = makers", prepared=b"slow")]
            other = pool.submit(ask, sandbox, environment, program, "answer = prepared", prepared=b"one")
            assert other.result(SHORT.wall_seconds) == "['one']"
            assert not any(one.done() for one in slow)
        finally:
            go.touch()
        assert len({one.result(SHORT.wall_seconds) for one in slow}) == 1


def test_box_outlives_the_thread_that_started_the_warm_process(sandbox, environment, program):
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask, sandbox, environment, program, "answer = 1").result() == "1"
    before = warm_processes()
    assert before
    assert ask(sandbox, environment, program, "answer = 2") == "2"
    assert before <= warm_processes()


def test_boxes_at_the_same_time_are_their_own(sandbox, environment, program):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: ask(sandbox, environment, program, f"answer = {n}"), range(24)))
    assert answers == [str(n) for n in range(24)]


def test_program_that_can_not_warm_up_is_a_named_error(sandbox, environment, program):
    (program.folder / "main.py").write_text("raise RuntimeError('no')\n")
    with pytest.raises(SandboxUnavailable, match="warm"):
        sandbox.start(program, environment, SHORT)


def test_close_leaves_nothing(environment, program):
    sandbox = WarmBubblewrapSandbox()
    ask(sandbox, environment, program, "answer = 1", prepared=b"kind")
    assert warm_processes()
    sandbox.close()
    assert not warm_processes()


@pytest.fixture
def environment_below_tmp() -> Iterator[Environment]:
    """A virtual environment where boxes have a file system of their own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{folder}/env"], check=True)
        yield Environment("below", Path(folder, "env", "bin", "python"))


def test_environment_below_tmp_stays_to_be_seen(sandbox, environment_below_tmp, program):
    source = """
import os, sys
def fails(action):
    try:
        action()
    except OSError:
        return True
answer = os.path.exists(sys.prefix + "/pyvenv.cfg"), os.listdir("/tmp"), fails(lambda: open(sys.prefix + "/x", "w"))
open("/tmp/mine", "w").close()
"""
    found = ask(sandbox, environment_below_tmp, program, source)
    assert found == f"(True, {[environment_below_tmp.python.parts[2]]}, True)"


def test_warm_process_ends_when_its_environment_has_been_removed(sandbox, environment, environment_below_tmp, program):
    first = sandbox.start(program, environment_below_tmp, SHORT)
    old = warm_processes()
    shutil.rmtree(environment_below_tmp.python.parents[1])
    assert ask(sandbox, environment, program, "answer = 1") == "1"
    assert said(first, "answer = 2") == "2"
    first.kill()
    assert warm_processes()
    assert not old & warm_processes()
