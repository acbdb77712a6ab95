"""Lock a fresh fork in, in the one order that works; only then may it see a student's work (SEC-30, SEC-33)."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any

from . import landlock, system_calls

WORK, SHARED_MEMORY, TEMPORARY = "/box", "/dev/shm", "/tmp"

CHANNEL = 3
"""The descriptor of the job's channel, the only one beside the standard streams."""

_MEMORY_FLAGS = system_calls.MS_NOSUID | system_calls.MS_NODEV
_STAGE = 300
"""Descriptors are moved through a place where no target can overwrite a source."""


@dataclass(frozen=True)
class Rules:
    """What a job may use; sizes in bytes, times in seconds.

    Parameters
    ----------
    environment : dict
        The whole environment of the job.
    shown : list of str
        Folders of the outer box that lie below one of the work folders and must stay to be seen.
    files : int
        How many files each of the work file systems may hold.
    """

    memory: int
    processes: int
    cpu_seconds: int
    file_bytes: int
    descriptors: int
    work_bytes: int
    shared_bytes: int
    files: int
    environment: dict[str, str]
    shown: list[str]

    @classmethod
    def read(cls, message: dict[str, Any]) -> Rules:
        """Return the rules in a message of the trusted side."""
        return cls(**message)


def enter_namespaces(channel: socket.socket) -> None:
    """Map our own user and wait until the trusted side has seen us and said go. In pid 1 of the new namespaces."""
    user, group = os.getuid(), os.getgid()
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)
    channel.send(b"H")
    if channel.recv(1) != b"G":
        os._exit(1)


def mount_own(rules: Rules) -> None:
    """Give the job file systems of its own; `/proc` last, then forbid further user namespaces."""
    flags, mount = _MEMORY_FLAGS, system_calls.mount
    mount("none", "/", "", system_calls.MS_REC | system_calls.MS_PRIVATE)
    shown = {folder: os.open(folder, os.O_PATH) for folder in rules.shown}
    for target, mode in ((TEMPORARY, "1777"), (WORK, "755")):
        mount("tmpfs", target, "tmpfs", flags, f"size={rules.work_bytes},nr_inodes={rules.files},mode={mode}")
    size = f"size={rules.shared_bytes},nr_inodes=2k,mode=1777"
    mount("tmpfs", SHARED_MEMORY, "tmpfs", flags | system_calls.MS_NOEXEC, size)
    for folder, place in shown.items():
        # The new file systems hide what was mounted there; it keeps being read-only.
        os.makedirs(folder, mode=0o755)
        mount(f"/proc/self/fd/{place}", folder, "", system_calls.MS_BIND | system_calls.MS_REC)
        os.close(place)
    terminal = system_calls.MS_NOSUID | system_calls.MS_NOEXEC
    mount("devpts", "/dev/pts", "devpts", terminal, "newinstance,ptmxmode=0666,mode=620")
    mount("proc", "/proc", "proc", flags | system_calls.MS_NOEXEC)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")  # what bubblewrap's --disable-userns does, at the level where it counts


def lock(rules: Rules, channel: int, log: int, system_call_filter: bytes) -> None:
    """Keep two descriptors, lower every limit, drop every right; the filter last, for it denies what came before."""
    os.setsid()
    _arrange_descriptors(channel, log)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, rules.memory),
        (resource.RLIMIT_CPU, rules.cpu_seconds),
        (resource.RLIMIT_FSIZE, rules.file_bytes),
        (resource.RLIMIT_NOFILE, rules.descriptors),
        (resource.RLIMIT_NPROC, rules.processes),
    ):
        resource.setrlimit(what, (most, most))
    system_calls.drop_capabilities()
    system_calls.no_new_privileges()
    landlock.restrict([WORK, TEMPORARY, SHARED_MEMORY], ["/dev", "/proc"])
    system_calls.install_filter(system_call_filter)
    os.environ.clear()
    os.environ.update(rules.environment)
    os.chdir(WORK)


def be_init(student: int) -> None:
    """Live as pid 1 for as long as the job's first process does: with pid 1 everything else ends.

    It keeps its capabilities over these namespaces, so that a job, which has none, can't trace or read it.
    """
    system_calls.hide_memory()
    os.closerange(0, 65536)
    while True:
        try:
            ended, _ = os.wait()
        except ChildProcessError:
            os._exit(0)
        if ended == student:
            os._exit(0)


def _arrange_descriptors(channel: int, log: int) -> None:
    os.dup2(channel, _STAGE)
    os.dup2(log, _STAGE + 1)
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(_STAGE + 1, 1)
    os.dup2(_STAGE + 1, 2)
    os.dup2(_STAGE, CHANNEL)
    os.set_inheritable(CHANNEL, False)
    system_calls.close_all_but(CHANNEL)


def reset_signals() -> None:
    """Give every signal its usual meaning: a parent's handlers are not the job's."""
    for name in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(name, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # Python's own start-up does so
    sys.stdout.flush()
