"""Boxes made by a container engine: Docker, or Podman by the same interface.

One container a box, thrown away with it. The flags are those of SEC-35.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cached_property

from jupyter_autograde.errors import AutogradeError, SandboxUnavailable
from jupyter_autograde.sandbox.base import Box, Isolation, Limits, Probe, Program, Sandbox, SelfTestReport, Usage
from jupyter_autograde.sandbox.containers.attached import AttachedContainer, setup_message
from jupyter_autograde.sandbox.containers.engine import ContainerEngine, find_engine
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.environment_layout import inspect_environment
from jupyter_autograde.sandbox.launch import environment_variables
from jupyter_autograde.sandbox.self_test import run_probes

_GUARANTEES = (
    "a container of its own, thrown away afterwards",
    "no network of any kind",
    "read-only file system without tests, other work or secrets",
    "no capabilities, no new privileges, system-call filter",
    "memory, processes and one core limited for the whole box; limits on time, files and output",
)


class DockerSandbox(Sandbox):
    """One container a program. Needs the extra `docker`.

    Environments of this machine are shown read-only in an empty container, so the engine must run on the same
    machine; those that are images need nothing of the worker's disk.

    Parameters
    ----------
    url : str, optional
        Of the engine, `unix://…` or `tcp://…`. Default: `DOCKER_HOST`, else the first socket of Docker or Podman
        that is there.
    runtime : str, optional
        As the engine calls it. Default: `runsc` (gVisor) where the engine has it, else the engine's default.
    """

    def __init__(self, *, url: str | None = None, runtime: str | None = None) -> None:
        self._url, self._runtime = url, runtime
        self._lock = threading.Lock()

    @property
    def isolation(self) -> Isolation:
        """Guarantees, and the gap of an engine that runs as root."""
        try:
            engine = self._engine
        except SandboxUnavailable as fault:
            return Isolation("docker", True, _GUARANTEES, (fault.message,))
        gaps = [] if engine.maps_users else ["the engine runs as root without a user namespace for containers"]
        return Isolation(engine.name, True, _GUARANTEES, tuple(gaps))

    def start(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> Box:
        """Start `program` in a new container."""
        layout = inspect_environment(environment)
        engine = self._engine
        container = engine.create(environment, layout, limits, self._runtime)
        attached = None
        try:
            attached = AttachedContainer(engine.attach(container), limits.log_bytes)
            engine.start(container, environment)
            attached.start(setup_message(program, prepared, environment_variables(layout), _rlimits(limits)))
        except (AutogradeError, OSError) as fault:
            engine.remove(container)
            if attached is not None:
                attached.close()
            if isinstance(fault, AutogradeError):
                raise
            raise SandboxUnavailable(f"The container does not start: {fault}.") from fault
        return DockerBox(engine, container, attached)

    def self_test(self, environment: Environment) -> SelfTestReport:
        """Try to get out (SEC-34)."""
        try:
            return SelfTestReport("docker", tuple(run_probes(self, environment)))
        except AutogradeError as fault:
            return SelfTestReport("docker", (Probe("start", False, fault.message),))

    def fetch(self, image: str) -> None:
        """Bring an image here, ahead of grading; one that is here already is not asked for again.

        Raises
        ------
        EnvironmentUnavailable
        SandboxUnavailable
        """
        self._engine.fetch(image)

    def close(self) -> None:
        """Close the connections to the engine."""
        with self._lock:
            if "_engine" in self.__dict__:
                self._engine.close()
                del self.__dict__["_engine"]

    @cached_property
    def _engine(self) -> ContainerEngine:
        return ContainerEngine(self._url or find_engine())


class DockerBox(Box):
    """A container."""

    def __init__(self, engine: ContainerEngine, container: str, attached: AttachedContainer) -> None:
        self.channel = attached.channel
        self._engine, self._container, self._attached = engine, container, attached
        self._usage: Usage | None = None

    def log(self) -> str:
        """Return the end of what the box wrote."""
        return self._attached.log()

    def kill(self) -> Usage:
        """Remove the container; the engine ends every process in it (SEC-32)."""
        if self._usage is None:
            ran_out = self._attached.ran_out_of_memory()
            usage = self._engine.usage(self._container)
            self._usage = replace(usage, out_of_memory=usage.out_of_memory or ran_out)
            self._engine.remove(self._container)
            self._attached.close()
        return self._usage


def _rlimits(limits: Limits) -> dict[str, int]:
    return {
        "RLIMIT_AS": limits.memory,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_FSIZE": limits.file_bytes,
        "RLIMIT_NOFILE": limits.descriptors,
        "RLIMIT_CORE": 0,
    }
