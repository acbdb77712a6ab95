"""Control groups: memory, processes and one core for a whole box; version 1, version 2, or none.

**Source:** Linux Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.base import Limits, Usage

log = logging.getLogger(__name__)

_PREFIX = "autograde-box-"
_OLD_SECONDS = 600.0
_PERIOD = 100_000
_SMALL_FILES = 1 << 20
_FREE_SECONDS = 2.0
"""How long the memory of a box that has ended may take to be free."""
_V1_CONTROLLERS = ("memory", "pids", "cpu", "cpuacct")


class ControlGroup(ABC):
    """The group of a box, or of a slot that makes one box after the other."""

    def __init__(self, folders: dict[str, Path], limits: Limits) -> None:
        self._folders = folders
        self._limits: Limits | None = None
        self._before = _Total()
        self.limit(limits)

    @property
    def doors(self) -> list[Path]:
        """Files into which a process writes its id to enter."""
        return [folder / "cgroup.procs" for folder in dict.fromkeys(self._folders.values())]

    def processes(self) -> set[int]:
        """Return the ids of all processes in the group."""
        return {int(line) for door in self.doors for line in _read(door).split()}

    def enter(self, pid: int) -> None:
        """Move a process into the group; what it starts is born there."""
        for door in self.doors:
            _write(door, pid)

    def limit(self, limits: Limits) -> None:
        """Set what the group may use from now on."""
        if limits != self._limits:
            self._limit(limits)
            self._limits = limits

    def empty(self, timeout: float = 10.0, *, kept: frozenset[int] = frozenset()) -> bool:
        """Kill what is in the group, but `kept`, until nothing is; False when something survives `timeout` seconds.

        Raises
        ------
        SandboxUnavailable
            It can't be seen what is in it.
        """
        end = time.monotonic() + timeout
        while left := self.processes() - kept:
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        return True

    def remove(self) -> None:
        """Remove the empty group. What the kernel does not let go of is logged; a later service sweeps it away."""
        for folder in self._folders.values():
            _remove(folder)

    def begin(self) -> None:
        """Count usage from here on, for the next box.

        The kernel frees a box's memory file systems a moment after its last process has ended; until then the next
        box would pay for them.
        """
        end = time.monotonic() + _FREE_SECONDS
        while self._files_in_memory() > _SMALL_FILES and time.monotonic() < end:
            time.sleep(0.001)
        self._forget_peak()
        self._before = self._total()

    def usage(self) -> Usage:
        """Return what the group has used since it was made, or since `begin`."""
        now, before = self._total(), self._before
        kills = now.out_of_memory - before.out_of_memory
        return Usage(now.cpu_seconds - before.cpu_seconds, now.peak_memory, kills > 0)

    @abstractmethod
    def _limit(self, limits: Limits) -> None:
        """Write the limits."""

    @abstractmethod
    def _total(self) -> _Total:
        """Read the kernel's counters."""

    @abstractmethod
    def _files_in_memory(self) -> int:
        """Return the bytes of files on memory file systems."""

    @abstractmethod
    def _forget_peak(self) -> None:
        """Let the peak of memory start anew, where the kernel can."""


@dataclass(frozen=True)
class _Total:
    """Counters of a group since it was made."""

    cpu_seconds: float = 0.0
    peak_memory: int = 0
    out_of_memory: int = 0


class ControlGroupHome(ABC):
    """A place below which groups may be made."""

    version: int

    @abstractmethod
    def create(self, limits: Limits) -> ControlGroup:
        """Make a group with these limits."""


class _V1Group(ControlGroup):
    def _limit(self, limits: Limits) -> None:
        memory, whole = self._folders["memory"], self._folders["memory"] / "memory.memsw.limit_in_bytes"
        # The sum with swap may never be below the memory: raised first, lowered last.
        if _number(whole) < limits.memory:
            _write(whole, limits.memory, optional=True)
        _write(memory / "memory.limit_in_bytes", limits.memory)
        _write(whole, limits.memory, optional=True)
        _write(self._folders["pids"] / "pids.max", limits.processes)
        if "cpu" in self._folders:
            _write(self._folders["cpu"] / "cpu.cfs_period_us", _PERIOD)
            _write(self._folders["cpu"] / "cpu.cfs_quota_us", _PERIOD)

    def _total(self) -> _Total:
        cpu = _number(self._folders["cpuacct"] / "cpuacct.usage") if "cpuacct" in self._folders else 0
        memory = self._folders["memory"]
        kills = _field(memory / "memory.oom_control", "oom_kill")
        return _Total(cpu / 1e9, _number(memory / "memory.max_usage_in_bytes"), kills)

    def _files_in_memory(self) -> int:
        return _field(self._folders["memory"] / "memory.stat", "shmem")

    def _forget_peak(self) -> None:
        _write(self._folders["memory"] / "memory.max_usage_in_bytes", 0)


class V1Home(ControlGroupHome):
    """Below the path that `/proc/self/cgroup` names, per controller."""

    version = 1

    def __init__(self, folders: dict[str, Path]) -> None:
        self._folders = folders
        for folder in folders.values():
            _sweep(folder)

    def create(self, limits: Limits) -> ControlGroup:
        """Make one folder a controller."""
        name = f"{_PREFIX}{secrets.token_hex(8)}"
        folders = {controller: home / name for controller, home in self._folders.items()}
        with contextlib.ExitStack() as undo:
            for folder in folders.values():
                folder.mkdir(exist_ok=True)  # two controllers may be one by a link
                undo.callback(_remove, folder)
            group = _V1Group(folders, limits)
            undo.pop_all()
        return group


class _V2Group(ControlGroup):
    def _limit(self, limits: Limits) -> None:
        folder = self._folders["unified"]
        _write(folder / "memory.max", limits.memory)
        _write(folder / "memory.swap.max", 0, optional=True)
        _write(folder / "pids.max", limits.processes)
        (folder / "cpu.max").write_text(f"{_PERIOD} {_PERIOD}")

    def _total(self) -> _Total:
        folder = self._folders["unified"]
        return _Total(
            _field(folder / "cpu.stat", "usage_usec") / 1e6,
            _number(folder / "memory.peak"),
            _field(folder / "memory.events", "oom_kill"),
        )

    def _files_in_memory(self) -> int:
        return _field(self._folders["unified"] / "memory.stat", "shmem")

    def _forget_peak(self) -> None:
        """Nothing: the kernel resets a peak for one open file only, so a slot's is the highest of its boxes."""


class V2Home(ControlGroupHome):
    """Below our own delegated group; our processes move to a leaf first (version 2 has no inner processes)."""

    version = 2

    def __init__(self, own: Path) -> None:
        self._own = own
        leaf = own / "autograde-service"
        leaf.mkdir(exist_ok=True)
        for pid in _read(own / "cgroup.procs").split():
            _write(leaf / "cgroup.procs", int(pid))
        (own / "cgroup.subtree_control").write_text("+memory +pids +cpu")
        _sweep(own)

    def create(self, limits: Limits) -> ControlGroup:
        """Make one folder."""
        folder = self._own / f"{_PREFIX}{secrets.token_hex(8)}"
        folder.mkdir()
        with contextlib.ExitStack() as undo:
            undo.callback(_remove, folder)
            group = _V2Group({"unified": folder}, limits)
            undo.pop_all()
        return group


def _sweep(home: Path) -> None:
    """Remove the empty groups of services that were killed; a young one may be somebody's that starts just now."""
    for folder in home.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, or gone already
            if time.time() - folder.stat().st_mtime > _OLD_SECONDS:
                folder.rmdir()


def find_home(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> ControlGroupHome | None:
    """Return where groups may be made, or None: then only rlimits hold, and the result says so."""
    paths: dict[str, str] = {}
    for line in _read(own).splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(",") if controllers else ["unified"]:
            paths[controller] = path.lstrip("/")
    v1 = {name: root / name / paths[name] for name in _V1_CONTROLLERS if name in paths}
    v1 = {name: folder for name, folder in v1.items() if os.access(folder, os.W_OK)}
    if {"memory", "pids"} <= v1.keys():
        return V1Home(v1)
    unified = root / paths.get("unified", "")
    offered = set(_read(unified / "cgroup.controllers").split())
    if {"memory", "pids", "cpu"} <= offered and os.access(unified / "cgroup.procs", os.W_OK) and paths.get("unified"):
        try:
            return V2Home(unified)
        except OSError:
            return None
    return None


def _remove(folder: Path) -> None:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return  # another controller by a link, removed with the first
    except OSError as fault:
        log.warning("The control group %s can't be removed: %s", folder, fault.strerror)


@contextlib.contextmanager
def _having_files() -> Iterator[None]:
    """Say so when this process has no file left to open: then nothing is known of a group, least that it is empty."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        raise SandboxUnavailable(
            "Too many files are open for a job's control group to be looked at. Raise the limit of the service: "
            "`LimitNOFILE=` of its systemd unit, or `ulimit -n`."
        ) from fault


def _read(path: Path) -> str:
    try:
        with _having_files():
            return path.read_text()
    except OSError:
        return ""


def _number(path: Path) -> int:
    text = _read(path).strip()
    return int(text) if text.isdigit() else 0


def _field(path: Path, name: str) -> int:
    for line in _read(path).splitlines():
        key, _, value = line.partition(" ")
        if key == name and value.strip().isdigit():
            return int(value)
    return 0


def _write(path: Path, value: int, *, optional: bool = False) -> None:
    try:
        with _having_files():
            path.write_text(str(value))
    except OSError:
        if not optional:
            raise
