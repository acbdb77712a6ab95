"""Control groups: memory, processes and one core for a whole box; version 1, version 2, or none.

**Source:** Linux Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import time
from abc import ABC, abstractmethod
from pathlib import Path

from jupyter_autograde.sandbox.base import Limits, Usage

_PERIOD = 100_000
_V1_CONTROLLERS = ("memory", "pids", "cpu", "cpuacct")


class ControlGroup(ABC):
    """The group of one box."""

    def __init__(self, folders: dict[str, Path]) -> None:
        self._folders = folders

    @property
    def doors(self) -> list[Path]:
        """Files into which a process writes its id to enter."""
        return [folder / "cgroup.procs" for folder in dict.fromkeys(self._folders.values())]

    def processes(self) -> set[int]:
        """Return the ids of all processes in the group."""
        return {int(line) for door in self.doors for line in _read(door).split()}

    def empty(self, timeout: float = 10.0) -> bool:
        """Kill what is in the group until nothing is; False when something survives `timeout` seconds."""
        end = time.monotonic() + timeout
        while left := self.processes():
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        return True

    def remove(self) -> None:
        """Remove the empty group."""
        for folder in dict.fromkeys(self._folders.values()):
            with contextlib.suppress(FileNotFoundError):
                folder.rmdir()

    @abstractmethod
    def usage(self) -> Usage:
        """Return what the group has used so far."""


class ControlGroupHome(ABC):
    """A place below which groups may be made."""

    version: int

    @abstractmethod
    def create(self, limits: Limits) -> ControlGroup:
        """Make a group with these limits."""


class _V1Group(ControlGroup):
    def usage(self) -> Usage:
        cpu = _number(self._folders["cpuacct"] / "cpuacct.usage") if "cpuacct" in self._folders else 0
        memory = self._folders["memory"]
        kills = _field(memory / "memory.oom_control", "oom_kill")
        return Usage(cpu / 1e9, _number(memory / "memory.max_usage_in_bytes"), kills > 0)


class V1Home(ControlGroupHome):
    """Below the path that `/proc/self/cgroup` names, per controller."""

    version = 1

    def __init__(self, folders: dict[str, Path]) -> None:
        self._folders = folders

    def create(self, limits: Limits) -> ControlGroup:
        """Make one folder a controller."""
        name = f"autograde-{secrets.token_hex(8)}"
        folders = {controller: home / name for controller, home in self._folders.items()}
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        _write(folders["memory"] / "memory.limit_in_bytes", limits.memory)
        _write(folders["memory"] / "memory.memsw.limit_in_bytes", limits.memory, optional=True)
        _write(folders["pids"] / "pids.max", limits.processes)
        if "cpu" in folders:
            _write(folders["cpu"] / "cpu.cfs_period_us", _PERIOD)
            _write(folders["cpu"] / "cpu.cfs_quota_us", _PERIOD)
        return _V1Group(folders)


class _V2Group(ControlGroup):
    def usage(self) -> Usage:
        folder = self._folders["unified"]
        return Usage(
            _field(folder / "cpu.stat", "usage_usec") / 1e6,
            _number(folder / "memory.peak"),
            _field(folder / "memory.events", "oom_kill") > 0,
        )


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

    def create(self, limits: Limits) -> ControlGroup:
        """Make one folder."""
        folder = self._own / f"autograde-{secrets.token_hex(8)}"
        folder.mkdir()
        _write(folder / "memory.max", limits.memory)
        _write(folder / "memory.swap.max", 0, optional=True)
        _write(folder / "pids.max", limits.processes)
        (folder / "cpu.max").write_text(f"{_PERIOD} {_PERIOD}")
        return _V2Group({"unified": folder})


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


def _read(path: Path) -> str:
    try:
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
        path.write_text(str(value))
    except OSError:
        if not optional:
            raise
