"""Boxes made by bubblewrap: the default on one machine without containers."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from jupyter_autograde.errors import AutogradeError, SandboxUnavailable
from jupyter_autograde.sandbox.base import Box, Isolation, Limits, Probe, Program, Sandbox, SelfTestReport
from jupyter_autograde.sandbox.box import LogTail, ProcessBox
from jupyter_autograde.sandbox.cgroups import ControlGroup, find_home
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.environment_layout import EnvironmentLayout, local_layout
from jupyter_autograde.sandbox.launch import PROGRAMS, Identity, Shown, Tools, box_words, host_words
from jupyter_autograde.sandbox.memory_file import memory_file
from jupyter_autograde.sandbox.seccomp import filter_program
from jupyter_autograde.sandbox.self_test import run_probes
from jupyter_autograde.sandbox.staging import Staging, split

_GUARANTEES = (
    "own user, process, mount, network, IPC and host-name namespaces",
    "no network of any kind",
    "read-only file system without tests, other work or secrets",
    "no capabilities, no nested namespaces, system-call filter",
    "limits on processor time, address space, processes, files and output",
)


class BubblewrapSandbox(Sandbox):
    """Cold mode: one bubblewrap a program.

    Parameters
    ----------
    worker_user : str
        Who runs bubblewrap when we are root; an ordinary user without rights of its own.
    search_path : str, optional
        Where to look for the system's programs instead of `PATH`.
    use_cgroups : bool
        Limit the memory of the whole box where this machine lets us.
    """

    def __init__(
        self, *, worker_user: str = "nobody", search_path: str | None = None, use_cgroups: bool = True
    ) -> None:
        self._worker_user, self._search_path = worker_user, search_path
        self._found: Tools | None = None
        self._filter: bytes | None = None
        self._groups = find_home() if use_cgroups else None
        self._staging = Staging()
        weakref.finalize(self, _close_staging, self._staging)

    @property
    def isolation(self) -> Isolation:
        """Guarantees, and the gap that stays without control groups."""
        if self._groups is None:
            gap = "no control group: the memory limit holds for each process, not for their sum"
            return Isolation("bubblewrap", True, _GUARANTEES, (gap,))
        whole = f"memory, processes and one core limited for the whole box (cgroup v{self._groups.version})"
        return Isolation("bubblewrap", True, (*_GUARANTEES, whole))

    def start(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> Box:
        """Start `program` as an ordinary user in fresh namespaces."""
        layout = local_layout(environment)
        with contextlib.ExitStack() as undo, unavailable_without_means(), contextlib.ExitStack() as given:
            group = self._groups.create(limits) if self._groups else None
            undo.callback(_discard, group)
            ours, theirs = socket.socketpair()
            undo.callback(ours.close)
            given.callback(theirs.close)
            seccomp = closing_memory_file(self._filter_program(), given)
            payload = closing_memory_file(prepared, given) if prepared else None

            def words(tools: Tools, shown: list[Shown], info: int) -> list[str]:
                return box_words(
                    tools,
                    program,
                    layout,
                    limits,
                    shown,
                    channel_fd=theirs.fileno(),
                    prepared_fd=payload,
                    seccomp_fd=seccomp,
                    info_fd=info,
                )

            fds = [theirs.fileno(), seccomp, *([payload] if payload is not None else [])]
            box = self._launch(words, [program], layout, fds, channel=ours, group=group, log_bytes=limits.log_bytes)
            undo.pop_all()
        return box

    def _launch(
        self,
        words: Callable[[Tools, list[Shown], int], list[str]],
        programs: Sequence[Program],
        layout: EnvironmentLayout,
        fds: Sequence[int],
        *,
        channel: socket.socket,
        group: ControlGroup | None,
        log_bytes: int,
    ) -> ProcessBox:
        """Start bubblewrap. When that fails, `channel` and `group` stay the caller's.

        Parameters
        ----------
        words : callable
            Called with the tools, the folders to show and the descriptor for bubblewrap's own word.
        fds : sequence of int
            Handed down; the caller closes them.

        Raises
        ------
        SandboxUnavailable
        OSError
            Something that the start needs is not to be had, a descriptor for example.
        """
        tools, identity = self._tools(), self._identity()
        shown = [Shown(folder, folder) for folder in layout.folders]
        shown += [Shown(program.folder, Path(PROGRAMS, program.package)) for program in programs]
        inside, staged = split(shown, identity, self._staging)
        doors = group.doors if group else []
        with contextlib.ExitStack() as undo:
            with contextlib.ExitStack() as given:
                info_read, info_write = os.pipe()
                info = undo.enter_context(os.fdopen(info_read, "rb"))
                given.callback(os.close, info_write)
                log_read, log_write = os.pipe()
                given.callback(os.close, log_write)
                log = LogTail(log_read, log_bytes)
                undo.callback(log.close)
                # Not DEVNULL: Python 3.11.2, which Debian has, leaves that file open where it can open no further one.
                nothing = given.enter_context(open(os.devnull, "rb"))
                process = subprocess.Popen(
                    host_words(tools, words(tools, inside, info_write), groups=doors, staged=staged, identity=identity),
                    env={},
                    cwd="/",
                    stdin=nothing,
                    stdout=log_write,
                    stderr=log_write,
                    pass_fds=(*fds, info_write),
                )
                undo.callback(_end, process)
            init = _init_pid(info)
            if init is None:
                undo.close()
                raise SandboxUnavailable(advice(log.text()), details={"log": log.text()[-2000:]})
            undo.callback(_kill, init)
            box = ProcessBox(process, channel, log, init=init, group=group)
            undo.pop_all()
        return box

    def self_test(self, environment: Environment) -> SelfTestReport:
        """Try to get out (SEC-34)."""
        try:
            return SelfTestReport("bubblewrap", tuple(run_probes(self, environment)))
        except AutogradeError as fault:
            return SelfTestReport("bubblewrap", (Probe("start", False, fault.message),))

    def missing_programs(self) -> list[str]:
        """Return the names of the programs that are not installed here."""
        return sorted(name for name, path in self._programs().items() if path is None)

    def _programs(self) -> dict[str, str | None]:
        return {name: shutil.which(name, path=self._search_path) for name in _PROGRAMS}

    def _tools(self) -> Tools:
        if self._found is None:
            paths, missing = self._programs(), self.missing_programs()
            if missing:
                raise SandboxUnavailable(
                    f"Not installed: {', '.join(missing)}. Install the system packages bubblewrap and util-linux.",
                    details={"missing": missing},
                )
            found = {name: path for name, path in paths.items() if path is not None}
            # One pipe: of two, Python 3.11.2 leaves the first open where it can open no second one.
            answer = subprocess.run(
                [found["bwrap"], "--version"], env={}, stdout=subprocess.PIPE, text=True, check=False
            )
            version = tuple(int(part) for part in re.findall(r"\d+", answer.stdout)[:3])
            self._found = Tools(version=version, **found)
        return self._found

    def _identity(self) -> Identity | None:
        if os.getuid() != 0:
            return None
        try:
            user = pwd.getpwnam(self._worker_user)
        except KeyError:
            raise SandboxUnavailable(f"The worker user {self._worker_user!r} does not exist.") from None
        if user.pw_uid == 0:
            raise SandboxUnavailable("The worker user must not be root: bubblewrap is never started as uid 0.")
        return Identity(user.pw_uid, user.pw_gid)

    def _filter_program(self) -> bytes:
        if self._filter is None:
            self._filter = filter_program()
        return self._filter


_PROGRAMS = ("bwrap", "env", "sh", "mount", "unshare", "setpriv", "prlimit")


def advice(log: str) -> str:
    """Return what to change so that bubblewrap starts, from what it said."""
    said = log.strip().splitlines()[-1][:300] if log.strip() else "nothing"
    hints = []
    if "No space left on device" in log or _setting("/proc/sys/user/max_user_namespaces") == "0":
        hints.append("allow user namespaces: `sysctl user.max_user_namespaces=15000`")
    if _setting("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        hints.append("allow them to ordinary users: `sysctl kernel.unprivileged_userns_clone=1`")
    if _setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        hints.append(
            "give bubblewrap an AppArmor profile with `userns,` (/etc/apparmor.d/bwrap: `profile bwrap /usr/bin/bwrap "
            "flags=(unconfined) { userns, }`), or `sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
        )
    if not hints and ("Operation not permitted" in log or "Permission denied" in log):
        hints.append(
            "in a container, run it with a seccomp profile that allows user namespaces and an unmasked /proc "
            "(Docker: `--security-opt seccomp=unconfined --security-opt systempaths=unconfined`; "
            "Kubernetes: `securityContext.procMount: Unmasked` with `hostUsers: false`)"
        )
    todo = "; ".join(hints) if hints else "see the log of the service"
    return f"Bubblewrap can't make a sandbox here. To change: {todo}. It said: {said}"


def _setting(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def _init_pid(info: BinaryIO) -> int | None:
    """Read what bubblewrap says about its child, and close; None when it ended without a word."""
    with info:
        said = info.read(4096)
    try:
        return int(json.loads(said)["child-pid"])
    except (ValueError, KeyError, TypeError):
        return None


@contextlib.contextmanager
def unavailable_without_means() -> Iterator[None]:
    """Turn what the kernel refuses us for a start, a descriptor or a process, into SandboxUnavailable."""
    try:
        yield
    except OSError as fault:
        raise SandboxUnavailable(f"The sandbox does not start: {fault.strerror or fault}.") from fault


def closing_memory_file(content: bytes, stack: contextlib.ExitStack) -> int:
    """Return a descriptor of `memory_file` that is closed with `stack`."""
    descriptor = memory_file(content)
    stack.callback(os.close, descriptor)
    return descriptor


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _kill(init: int) -> None:
    """Kill pid 1 of a box that has just begun: it asks to die with bubblewrap only a moment later."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(init, signal.SIGKILL)


def _discard(group: ControlGroup | None) -> None:
    if group is not None:
        group.empty()
        group.remove()


def _close_staging(staging: Staging) -> None:
    with contextlib.suppress(OSError):
        staging.close()
