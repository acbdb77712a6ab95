"""The sandbox as the rest sees it: start a program in a box, talk over one socket, kill everything."""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_autograde.sandbox.environment import Environment

MIB = 1 << 20
ENTRY_POINT_GROUP = "jupyter_autograde.sandboxes"


@dataclass(frozen=True)
class Limits:
    """What one job may use (SEC-31); sizes in bytes, times in seconds."""

    wall_seconds: float = 150.0
    """From the start of the box to its end."""
    cell_seconds: float = 60.0
    """One cell of the notebook, the checks in it not counted."""
    question_seconds: float = 10.0
    """One expression of a test."""
    cpu_seconds: int = 120
    """Processor time of one process."""
    memory: int = 2048 * MIB
    """Address space of a process and, with a control group, memory of the whole box."""
    processes: int = 128
    file_bytes: int = 64 * MIB
    descriptors: int = 256
    work_bytes: int = 256 * MIB
    """Each of the writable memory file systems: the work folder and `/tmp`."""
    cell_output_bytes: int = MIB
    notebook_output_bytes: int = 10 * MIB
    """All outputs of one executed notebook (SEC-23)."""
    frame_bytes: int = 16 * MIB
    """One message out of the box."""
    log_bytes: int = 64 * 1024
    """What is kept of stderr, its end."""


@dataclass(frozen=True)
class Program:
    """A folder of Python modules that is shown read-only in the box and started there.

    Parameters
    ----------
    folder : Path
        Imports only the standard library, IPython and, where installed, numpy and pandas.
    package : str
        The name it is imported under inside.
    module : str
        The module in it whose `main(channel)` is called with the descriptor of the channel. Where it has them,
        `warm()` is called before, once for many boxes, and `prepare(data)` once for all boxes with the same data.
    warm : bool
        Whether it pays to keep the program started, where the sandbox can: see `Sandbox.start`.
    """

    folder: Path
    package: str
    module: str = "main"
    warm: bool = False


@dataclass(frozen=True)
class Isolation:
    """What a sandbox guarantees, in words that staff read beside a result.

    Parameters
    ----------
    name : str
        As in the configuration.
    safe : bool
        False when a student's code could reach tests, files or the network: such results are never sent to an LMS.
    guarantees, gaps : tuple of str
    """

    name: str
    safe: bool
    guarantees: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Usage:
    """What a box has used, in the kernel's words."""

    cpu_seconds: float = 0.0
    peak_memory: int = 0
    """Bytes; of the whole box with a control group, else the sum of its living processes' peaks."""
    out_of_memory: bool = False
    """The kernel killed a process of the box for its memory."""


@dataclass(frozen=True)
class Probe:
    """One attempt of the self-test to get out."""

    name: str
    held: bool
    detail: str = ""


@dataclass(frozen=True)
class SelfTestReport:
    """The verdict of a start-up self-test (SEC-34)."""

    sandbox: str
    probes: tuple[Probe, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether there was a test at all and every probe was held."""
        return bool(self.probes) and all(probe.held for probe in self.probes)

    @property
    def failures(self) -> tuple[Probe, ...]:
        """The probes that got through."""
        return tuple(probe for probe in self.probes if not probe.held)

    @property
    def reasons(self) -> str:
        """Why it is not ok, as part of a sentence."""
        # Several probes may have failed for one reason; the sentence around them has its own end.
        said = dict.fromkeys((probe.detail or probe.name).rstrip(".") for probe in self.failures)
        return "; ".join(said) or "the self-test did not run"


class Box(ABC):
    """A started program and everything it has started."""

    channel: socket.socket
    """Our end of the only connection into the box. Whatever is read from it is hostile data."""

    @abstractmethod
    def kill(self) -> Usage:
        """End every process of the box, wait until none is left, and say what it used. May be called again."""

    @abstractmethod
    def log(self) -> str:
        """Return the end of what the box wrote to stdout and stderr; for staff, never parsed."""


class Sandbox(ABC):
    """A way to contain programs. The entry-point group is `jupyter_autograde.sandboxes`."""

    @property
    @abstractmethod
    def isolation(self) -> Isolation:
        """What this sandbox guarantees on this machine."""

    @abstractmethod
    def start(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> Box:
        """Start `program` in a fresh box.

        The calling thread must outlive the box: it is the parent the kernel ties the box's life to.

        Parameters
        ----------
        prepared : bytes
            Handed to the program's `prepare` before its `main`. A sandbox may do that once for many boxes, so it
            must hold nothing that only one of them may know.

        Raises
        ------
        SandboxUnavailable
            This machine can't make the box; the message names what to change.
        EnvironmentUnavailable
        """

    def warm_up(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> None:  # noqa: B027 - most sandboxes keep nothing warm
        """Make ready what the next `start` with the same arguments would have to wait for. Raises as `start`."""

    def close(self) -> None:  # noqa: B027 - most sandboxes keep nothing
        """End what is kept running between boxes."""

    @abstractmethod
    def self_test(self, environment: Environment) -> SelfTestReport:
        """Run a probe that tries to get out. Never raises for a sandbox that is not there: the report is red."""
