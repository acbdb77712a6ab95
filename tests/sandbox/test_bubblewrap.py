from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox import BubblewrapSandbox
from jupyter_autograde.sandbox.bubblewrap import advice
from jupyter_autograde.testing.sandbox_boxes import SHORT
from jupyter_autograde.testing.sandbox_contract import SandboxContract


class TestBubblewrapSandbox(SandboxContract):
    """All that a sandbox has to hold, in both modes."""

    # The engines of containers show a read-only /sys; here there is none.
    hidden = (*SandboxContract.hidden, "/sys")


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


def test_advice_names_the_setting(monkeypatch):
    settings = {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"}
    monkeypatch.setattr("jupyter_autograde.sandbox.bubblewrap._setting", lambda path: settings.get(path, ""))
    text = advice("bwrap: setting up uid map: Permission denied")
    assert "apparmor_restrict_unprivileged_userns=0" in text
    assert "/etc/apparmor.d/bwrap" in text
    assert "max_user_namespaces" in advice("bwrap: Creating new namespace failed: No space left on device")
