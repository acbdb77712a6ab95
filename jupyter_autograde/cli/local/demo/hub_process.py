"""A real JupyterHub on this machine."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

from jupyter_autograde.cli.local.demo.hub_api import HubApi
from jupyter_autograde.cli.local.demo.hub_config import TOKEN_VARIABLE, HubSettings
from jupyter_autograde.cli.local.demo.kept_process import KeptProcess
from jupyter_autograde.errors import UpstreamError

START_SECONDS = 120.0
_PAUSE = 0.1


class HubProcess:
    """A hub with its proxy, its managed services and people's servers; at the end none of them lives.

    A context manager. `api` speaks to it in the name of a service that may make tokens and start servers.
    """

    def __init__(self, settings: HubSettings, *, environment: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self._token = secrets.token_hex(32)
        self._folder = settings.folder / "hub"
        self._config = self._folder / "jupyterhub_config.py"
        self._process = KeptProcess(
            [sys.executable, "-m", "jupyterhub", f"--config={self._config}"],
            log=self._folder / "hub.log",
            folder=self._folder_made(),
            environment={**self._environment(), **(environment or {})},
        )
        self.api = HubApi(f"{settings.url}hub/api/", self._token)

    @property
    def log(self) -> Path:
        """What the hub, its proxy, its services and the servers have printed."""
        return self._process.log

    def start(self) -> None:
        """Start it; see `wait_until_ready`."""
        self.settings.write(self._config, as_root=os.geteuid() == 0)
        self._process.start()

    def wait_until_ready(self, *, service: bool = True, seconds: float = START_SECONDS) -> None:
        """Wait for the hub and, with `service`, for the service and its sandbox.

        Raises
        ------
        UpstreamError
            It ended or was not ready in time; the message holds the end of its log.
        """
        self._wait_for(lambda: _answers(f"{self.settings.url}hub/api/"), "JupyterHub", seconds)
        if service:
            health = f"{self.settings.service_url}api/v1/health"
            self._wait_for(lambda: _answers(health, status="ok"), "The grading service", seconds)

    def stop(self) -> None:
        """End it and everything it has started."""
        self.api.close()
        self._process.stop()

    def wait(self) -> None:
        """Wait until it ends by itself."""
        self._process.wait()

    @property
    def running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.running

    def _wait_for(self, ready: Callable[[], bool], name: str, seconds: float) -> None:
        give_up_at = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise UpstreamError(f"{name} stopped while starting. The end of {self.log}:\n{self._last_lines()}")
            if time.monotonic() > give_up_at:
                raise UpstreamError(
                    f"{name} was not ready after {seconds:.0f} seconds. The end of {self.log}:\n{self._last_lines()}"
                )
            time.sleep(_PAUSE)

    def _last_lines(self) -> str:
        return self._process.last_lines()

    def _folder_made(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder

    def _environment(self) -> dict[str, str]:
        # What names the shell's own server or another hub's must not reach ours.
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTERHUB_", "JUPYTER_AUTOGRADE_", "JPY_"))
        }
        # The hub looks for node and for the single-user server, and people's servers for their kernels.
        kept["PATH"] = os.pathsep.join([str(Path(sys.prefix) / "bin"), kept.get("PATH", os.defpath)])
        kept[TOKEN_VARIABLE] = self._token
        return kept

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _answers(url: str, **wanted: str) -> bool:
    try:
        answer = requests.get(url, timeout=5)
        return answer.ok and wanted.items() <= answer.json().items()
    except (requests.RequestException, ValueError):
        return False
