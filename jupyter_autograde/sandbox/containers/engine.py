"""The interface of Docker and Podman, with its errors turned into ours."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import socket
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jupyter_autograde.errors import EnvironmentUnavailable, SandboxUnavailable, WorkerLost
from jupyter_autograde.sandbox.base import Limits, Usage
from jupyter_autograde.sandbox.containers.attaching import attach
from jupyter_autograde.sandbox.containers.entry import BOOT
from jupyter_autograde.sandbox.containers.profile import seccomp_profile
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.environment_layout import EnvironmentLayout
from jupyter_autograde.sandbox.launch import (
    NOBODY,
    SHARED_BYTES,
    WORK,
    environment_variables,
    system_links,
    system_paths,
)

log = logging.getLogger(__name__)
LABEL = "jupyter-autograde.box"
"""On every container made here."""

_EMPTY = "jupyter-autograde-empty"
_OWN_PROCESSES = 2
"""In a container beside the program's: the engine's init and `entry`."""
_INODES = 65536
"""Of each writable memory file system."""
_PODMANS = ("/run", "/var/tmp")
"""Podman mounts memory file systems without a size there, unless it is told."""
_PATIENCE = 20.0
"""Seconds that a killed container may need to be gone."""
_SOCKETS = ("/var/run/docker.sock", "/run/podman/podman.sock", "{runtime}/docker.sock", "{runtime}/podman/podman.sock")


class ContainerEngine:
    """A running engine.

    Parameters
    ----------
    url : str

    Raises
    ------
    SandboxUnavailable
    """

    def __init__(self, url: str) -> None:
        try:
            import docker
        except ImportError as fault:
            raise SandboxUnavailable(
                "Containers need the Python package docker: `pip install jupyter-autograde[docker]`."
            ) from fault
        self._url, self._errors = url, docker.errors
        with self._faults(f"There is no container engine at {url}. Start it, or let this user open its socket"):
            self._client = docker.APIClient(base_url=url, version="auto", timeout=60, num_pools=4)
            version, info = self._client.version(), self._client.info()
        parts = [str(part.get("Name", "")) for part in version.get("Components") or []]
        self.name = "podman" if any("podman" in part.lower() for part in parts) else "docker"
        options = " ".join(map(str, info.get("SecurityOptions") or []))
        self.maps_users = "rootless" in options or "userns" in options
        self._runtimes = set(info.get("Runtimes") or {})
        self._lock = threading.Lock()
        self._profile_folder: tempfile.TemporaryDirectory[str] | None = None

    def create(self, environment: Environment, layout: EnvironmentLayout, limits: Limits, runtime: str | None) -> str:
        """Make a container that is not started, and return its id."""
        from docker.types import LogConfig, Ulimit

        client = self._client
        runtime = runtime or ("runsc" if "runsc" in self._runtimes else None)
        ulimits = {"core": 0, "nofile": limits.descriptors, "fsize": limits.file_bytes}
        if self.name == "podman":
            ulimits["nproc"] = 4096  # else it asks for more than it may itself; processes are limited by the group
        host = client.create_host_config(
            network_mode="none",
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges", f"seccomp={self._profile()}"],
            pids_limit=limits.processes + _OWN_PROCESSES,
            mem_limit=limits.memory,
            memswap_limit=limits.memory,
            cpu_period=100_000,
            cpu_quota=100_000,
            ipc_mode="none",
            init=True,
            log_config=LogConfig(type="none"),
            tmpfs={
                "/tmp": _memory_disk(limits.work_bytes, self.name),
                WORK: _memory_disk(limits.work_bytes, self.name),
                "/dev/shm": _memory_disk(SHARED_BYTES, self.name),
                **(
                    {place: _memory_disk(SHARED_BYTES, self.name) for place in _PODMANS}
                    if self.name == "podman"
                    else {}
                ),
            },
            ulimits=[Ulimit(name=name, soft=number, hard=number) for name, number in ulimits.items()],
            auto_remove=True,
            mounts=[] if environment.image else list(_mounts(layout)),
            runtime=runtime,
        )
        with self._faults("The engine makes no container", environment):
            made = client.create_container(
                environment.image or self._empty_image(),
                ["-I", "-B", "-c", BOOT],
                entrypoint=[str(layout.python)],
                user=f"{NOBODY}:{NOBODY}",
                working_dir=WORK,
                hostname="box",
                stdin_open=True,
                network_disabled=True,
                environment=environment_variables(layout),
                labels={LABEL: "1"},
                # An image's own would run a program of it beside ours.
                healthcheck={"test": ["NONE"]} if self.name == "docker" else None,
                host_config=host,
            )
        return str(made["Id"])

    def attach(self, container: str) -> socket.socket:
        """Return a connection to the container's streams; when it ends, so does the container's stdin."""
        try:
            return attach(self._url, container)
        except OSError as fault:
            raise SandboxUnavailable(f"The engine gives no connection to a container: {fault}.") from fault

    def start(self, container: str, environment: Environment) -> None:
        """Start it."""
        with self._faults("The engine starts no container", environment):
            self._client.start(container)

    def usage(self, container: str) -> Usage:
        """Return what a running container has used; of one that has ended, at most whether memory was why."""
        said: Mapping[str, Any] = {}
        try:
            with self._faults("The engine does not say what a container has used"):
                if self._client.inspect_container(container)["State"]["Running"]:
                    said = self._client.stats(container, stream=False, one_shot=True)
                state = self._client.inspect_container(container)["State"]
        except (_Gone, _Busy):
            return Usage()
        except SandboxUnavailable as fault:
            log.warning("%s", fault.message)  # the container must be removed all the same
            return Usage()
        memory = said.get("memory_stats") or {}
        cpu = ((said.get("cpu_stats") or {}).get("cpu_usage") or {}).get("total_usage") or 0
        peak = memory.get("max_usage") or memory.get("usage") or 0  # version 2 of control groups tells no peak here
        return Usage(cpu / 1e9, int(peak), bool(state.get("OOMKilled")))

    def remove(self, container: str) -> None:
        """End it and wait until it is gone.

        Raises
        ------
        WorkerLost
        """
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                with self._faults("The engine removes no container"):
                    self._client.remove_container(container, force=True, v=True)
                    self._client.inspect_container(container)
            except _Gone:
                return
            except _Busy:
                pass  # it is being removed already
            if time.monotonic() > end:
                raise WorkerLost("A killed container did not end; the machine needs a look.")
            time.sleep(0.01)

    def fetch(self, image: str) -> None:
        """Bring an image here."""
        with self._faults("The engine does not get the image"), contextlib.suppress(self._errors.ImageNotFound):
            self._client.inspect_image(image)
            return
        name, _, digest = image.partition("@")
        with self._faults(f"The image {image} can't be fetched"):
            self._client.pull(name, digest)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        if self._profile_folder is not None:
            self._profile_folder.cleanup()

    def _profile(self) -> str:
        """Return the filter as the engine wants it: Docker's interface takes the text, Podman's a path."""
        text = seccomp_profile()
        if self.name == "docker":
            return text
        with self._lock:
            if self._profile_folder is None:
                self._profile_folder = tempfile.TemporaryDirectory(prefix="autograde-seccomp-")
                Path(self._profile_folder.name, "profile.json").write_text(text)
            return f"{self._profile_folder.name}/profile.json"

    def _empty_image(self) -> str:
        """Return the id of an image that holds nothing but links; made on first use."""
        root = _empty_root()
        # Not as the tag: Podman does not take it.
        name = f"{_EMPTY}-{hashlib.sha256(root).hexdigest()[:16]}"
        with self._lock, self._faults("The engine takes no image"):
            if not (found := self._images(f"{name}:latest")):
                self._client.import_image_from_data(root, repository=name, tag="latest")
                found = self._images(f"{name}:latest")
        return found[0]

    def _images(self, name: str) -> list[str]:
        """Return the ids of the images with this name; Podman writes a registry before it."""
        listed = self._client.images()
        return [
            str(image["Id"])
            for image in listed
            if any(tag.rpartition("/")[2] == name for tag in image.get("RepoTags") or [])
        ]

    @contextlib.contextmanager
    def _faults(self, what: str, environment: Environment | None = None) -> Iterator[None]:
        import requests

        try:
            yield
        except self._errors.ImageNotFound as fault:
            name = environment.name if environment else ""
            raise EnvironmentUnavailable(
                f"The image of the grading environment {name!r} is not on this machine. Fetch it ahead: "
                f"docker pull {environment.image if environment else ''}".strip(),
                details={"environment": name},
            ) from fault
        except self._errors.NotFound as fault:
            raise _Gone(f"{what}: {fault.explanation}.") from fault
        except self._errors.APIError as fault:
            if fault.status_code == 409:
                raise _Busy(f"{what}: {fault.explanation}.") from fault
            if environment is not None and f'"{environment.python}"' in str(fault.explanation):
                raise EnvironmentUnavailable(
                    f"The grading environment {environment.name!r} has no Python at {environment.python}.",
                    details={"environment": environment.name},
                ) from fault
            raise SandboxUnavailable(f"{what}: {fault.explanation}.") from fault
        except (self._errors.DockerException, requests.RequestException) as fault:
            raise SandboxUnavailable(f"{what}: {fault}.") from fault


class _Gone(SandboxUnavailable):
    """There is no such container any more."""


class _Busy(SandboxUnavailable):
    """The engine is at it already."""


def find_engine() -> str:
    """Return the address of the engine of this machine; raises SandboxUnavailable."""
    if os.environ.get("DOCKER_HOST"):
        return os.environ["DOCKER_HOST"]
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    for path in _SOCKETS:
        path = path.format(runtime=runtime)
        if Path(path).is_socket():
            return f"unix://{path}"
    raise SandboxUnavailable(
        "There is no socket of Docker or Podman on this machine. Start the engine, or name its address: "
        "c.AutogradeService.sandbox_options = {'url': 'unix:///path/to/docker.sock'}."
    )


def _memory_disk(size: int, engine: str) -> str:
    options = f"rw,nosuid,nodev,exec,size={size}"
    if engine == "podman":
        return f"{options},notmpcopyup"  # it knows no other; the limit on memory holds the number of files
    return f"{options},nr_inodes={_INODES},mode=0700,uid={NOBODY},gid={NOBODY}"


def _mounts(layout: EnvironmentLayout) -> Iterator[Any]:
    """Yield the folders of this machine that an environment needs, read-only, as bubblewrap shows them."""
    from docker.types import Mount

    for path in [Path("/usr"), *system_paths(), *layout.folders]:
        if path == Path("/etc/hosts"):
            continue  # the engine makes its own
        yield Mount(target=str(path), source=str(path), type="bind", read_only=True, propagation="rprivate")


def _empty_root() -> bytes:
    """Return a tar archive with the links of this machine's top folder."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for folder in ("usr", "etc", "proc", "sys", "dev", "tmp", "sbin", WORK.strip("/")):
            entry = tarfile.TarInfo(folder)
            # Podman gives a memory file system the mode of the folder below it.
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if folder in ("tmp", WORK.strip("/")) else 0o755
            archive.addfile(entry)
        # A folder of its own, for Docker puts its init there. `ctypes.util.find_library` asks ldconfig.
        links = system_links() | {Path("/sbin/ldconfig"): Path("/usr/sbin/ldconfig")}
        for link, target in links.items():
            if link != Path("/sbin"):
                entry = tarfile.TarInfo(str(link.relative_to("/")))
                entry.type, entry.linkname = tarfile.SYMTYPE, str(target)
                archive.addfile(entry)
    return content.getvalue()
