# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_autograde.errors import EnvironmentUnavailable, SandboxUnavailable
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Limits, Program
from jupyter_autograde.sandbox.bubblewrap import advice

SHORT = Limits(wall_seconds=20, memory=256 << 20, processes=32)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program whose `main` runs what it is sent and answers with what `answer` is then."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "main.py").write_text(
        "import socket\n"
        "def main(channel):\n"
        "    sock = socket.socket(fileno=channel)\n"
        "    names = {}\n"
        "    try:\n"
        "        exec(sock.recv(65536).decode(), names)\n"
        "        answer = repr(names.get('answer'))\n"
        "    except BaseException as fault:\n"
        "        answer = f'{type(fault).__name__}: {fault}'\n"
        "    sock.sendall(answer.encode())\n"
        "    sock.recv(1)\n"
    )
    return Program(folder, "probe_program", warm=True)


def ask(
    sandbox: BubblewrapSandbox, environment: Environment, program: Program, source: str, limits: Limits = SHORT
) -> str:
    box = sandbox.start(program, environment, limits)
    try:
        box.channel.settimeout(SHORT.wall_seconds)
        box.channel.sendall(source.encode())
        return box.channel.recv(65536).decode()
    finally:
        box.kill()


def test_program_runs_as_nobody_without_capabilities(sandbox, environment, program):
    source = "import os\nstatus = open('/proc/self/status').read()\n"
    source += "answer = os.getuid(), [l.split()[1] for l in status.splitlines() if l.startswith(('CapEff', 'CapBnd'))]"
    assert ask(sandbox, environment, program, source) == "(65534, ['0000000000000000', '0000000000000000'])"


def test_bubblewrap_is_never_started_as_root(sandbox, environment, program):
    box = sandbox.start(program, environment, SHORT)
    try:
        status = Path(f"/proc/{box.pid}/status").read_text()
    finally:
        box.kill()
    (uids,) = [line.split()[1:] for line in status.splitlines() if line.startswith("Uid:")]
    assert "0" not in uids


def test_worker_user_must_not_be_root(environment, program):
    if os.getuid() != 0:
        return  # an ordinary user has no other identity to take
    with pytest.raises(SandboxUnavailable, match="root"):
        BubblewrapSandbox(worker_user="root").start(program, environment, SHORT)


def test_launcher_shows_no_environment(sandbox, environment, program, monkeypatch):
    monkeypatch.setenv("AUTOGRADE_SECRET", "sesame")
    source = """
import os
answer = [sorted(os.environ)]
for process in ("1", "self"):
    try:
        answer.append(open(f"/proc/{process}/environ").read())
    except PermissionError:
        pass
"""
    found = ask(sandbox, environment, program, source)
    assert "sesame" not in found
    assert "AUTOGRADE" not in found
    assert "HOME" in found


def test_only_channel_and_streams_are_open(sandbox, environment, program):
    source = "import os\nanswer = sorted(os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}'))"
    found = ask(sandbox, environment, program, source)
    assert "memfd" not in found
    assert "ipynb" not in found


@pytest.mark.parametrize("path", ["/root", "/home", "/work", "/var", "/run", "/sys", "/etc/shadow", "/etc/passwd"])
def test_nothing_else_of_the_machine_is_there(sandbox, environment, program, path):
    # Folders above the environment exist; files are only in the environment and its base Python.
    allowed = (str(environment.python.parent.parent), str(environment.python.resolve().parent.parent))
    source = f"""
import os
found = [folder for folder, _, files in os.walk({path!r}) if files and not folder.startswith({allowed!r})]
answer = found[:5], os.path.isfile({path!r})
"""
    assert ask(sandbox, environment, program, source) == "([], False)"


def test_writing_outside_the_work_folder_fails(sandbox, environment, program):
    source = """
answer = []
import os, sys
for folder in ("/", "/usr", "/etc", "/program", "/program/probe_program", sys.prefix, "/proc/sys/kernel", "/box", "/tmp"):
    try:
        open(os.path.join(folder, "x"), "w").close()
        answer.append(folder)
    except OSError:
        pass
"""
    assert ask(sandbox, environment, program, source) == "['/box', '/tmp']"


def test_work_folder_is_bounded(sandbox, environment, program):
    source = "for n in range(8):\n    with open(f'{n}', 'wb') as f:\n        f.write(bytes(16 << 20))"
    small = replace(SHORT, work_bytes=64 << 20)
    assert "No space left" in ask(sandbox, environment, program, source, small)


def test_memory_of_the_whole_box_is_bounded(sandbox, environment, program):
    """Files in memory count too: the kernel ends the box, and says so."""
    if sandbox.isolation.gaps:
        return  # without a control group the limit holds for each process, and the isolation says that
    box = sandbox.start(program, environment, replace(SHORT, memory=96 << 20))
    box.channel.settimeout(20)
    box.channel.sendall(b"for n in range(8):\n    with open(f'{n}', 'wb') as f:\n        f.write(bytes(32 << 20))")
    assert box.channel.recv(100) == b""
    assert box.kill().out_of_memory


def test_denied_system_calls(sandbox, environment, program):
    source = """
import ctypes, socket
libc = ctypes.CDLL(None, use_errno=True)
answer = {}
for name, number in {"unshare": 272, "mount": 165, "ptrace": 101, "bpf": 321, "keyctl": 250, "io_uring_setup": 425}.items():
    answer[name] = libc.syscall(number, 0, 0, 0, 0, 0), ctypes.get_errno()
for family in (16, 17, 38, 40):
    try:
        socket.socket(family, socket.SOCK_RAW)
        answer[family] = "open"
    except OSError as fault:
        answer[family] = fault.errno
answer = sorted({str(value) for value in answer.values()})
"""
    assert ask(sandbox, environment, program, source) == "['(-1, 1)', '97']"


def test_kill_leaves_no_process_and_no_group(sandbox, environment, program):
    box = sandbox.start(program, environment, SHORT)
    box.channel.sendall(
        b"import os, signal\n"
        b"for n in range(8):\n"
        b"    if os.fork() == 0:\n"
        b"        os.setsid()\n        signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        b"        while True: signal.pause()\n"
        b"answer = 'forked'"
    )
    box.channel.settimeout(20)
    assert box.channel.recv(100) == b"'forked'"
    inside = processes_below(box.pid)
    assert len(inside) >= 9
    usage = box.kill()
    assert not [pid for pid in inside if Path(f"/proc/{pid}").exists()]
    assert box.kill() is usage
    assert usage.cpu_seconds > 0


def processes_below(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        current = todo.pop()
        found.append(current)
        todo += [int(child) for child in Path(f"/proc/{current}/task/{current}/children").read_text().split()]
    return found


def test_usage_without_control_groups(environment, program):
    sandbox = BubblewrapSandbox(use_cgroups=False)
    assert sandbox.isolation.gaps
    box = sandbox.start(program, environment, SHORT)
    box.channel.sendall(b"sum(n for n in range(3_000_000)); answer = 1")
    box.channel.recv(10)
    usage = box.kill()
    assert usage.cpu_seconds > 0.01
    assert usage.peak_memory > 1 << 20


def test_self_test_is_green_here(sandbox, environment):
    report = sandbox.self_test(environment)
    assert report.ok, report.failures


def test_self_test_is_red_without_bubblewrap(environment, tmp_path):
    report = BubblewrapSandbox(search_path=str(tmp_path)).self_test(environment)
    assert not report.ok
    assert "bwrap" in report.failures[0].detail


def test_self_test_is_red_when_bubblewrap_fails(environment, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("env", "sh", "mount", "unshare", "setpriv", "prlimit"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    (tools / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    (tools / "bwrap").chmod(0o755)
    tmp_path.chmod(0o755)
    report = BubblewrapSandbox(search_path=str(tools)).self_test(environment)
    assert not report.ok
    assert "No permissions" in report.failures[0].detail or "can't make a sandbox" in report.failures[0].detail


def test_missing_environment_is_named(sandbox, program):
    with pytest.raises(EnvironmentUnavailable, match="gone"):
        sandbox.start(program, Environment("gone", Path("/nowhere/bin/python")), SHORT)


def test_advice_names_the_setting(monkeypatch):
    settings = {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"}
    monkeypatch.setattr("jupyter_autograde.sandbox.bubblewrap._setting", lambda path: settings.get(path, ""))
    text = advice("bwrap: setting up uid map: Permission denied")
    assert "apparmor_restrict_unprivileged_userns=0" in text
    assert "/etc/apparmor.d/bwrap" in text
    assert "max_user_namespaces" in advice("bwrap: Creating new namespace failed: No space left on device")
