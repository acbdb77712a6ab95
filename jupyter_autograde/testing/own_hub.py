"""A hub as an operator sets it up from docs/operators/hub-config.md, on free ports and in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

from jupyter_autograde.cli.local.demo.hub_config import HubPorts, HubSettings
from jupyter_autograde.cli.local.demo.hub_process import HubProcess
from jupyter_autograde.cli.local.demo.user_server import UserServer
from jupyter_autograde.client import AutogradeClient

_TOKEN_SECONDS = 3600


class OwnHub:
    """A hub, its people, and what they do.

    Parameters
    ----------
    folder : Path
        Everything lies below it.
    snippet : str
        From the operators' page.
    admins, people : sequence of str
        Whom the hub shall know.
    settings : mapping
        Other values for lines of the snippet.
    environment : mapping
        Variables of the hub.
    ports : HubPorts, optional
    """

    def __init__(
        self,
        folder: Path,
        snippet: str,
        *,
        admins: Sequence[str],
        people: Sequence[str],
        settings: Mapping[str, str | list[str]] | None = None,
        environment: Mapping[str, str] | None = None,
        ports: HubPorts | None = None,
    ) -> None:
        self.settings = HubSettings(
            folder,
            ports or HubPorts.draw(),
            "own",
            admins=frozenset(admins),
            snippet=snippet,
            settings=settings or {},
        )
        self._people = [*admins, *people]
        self.process = HubProcess(self.settings, environment=environment)
        self._servers: dict[str, UserServer] = {}

    @contextlib.contextmanager
    def running(self, *, service: bool = True) -> Iterator[None]:
        """Run it; with `service`, wait for the service as well."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.process)
            stack.callback(self._close_servers)
            self.process.wait_until_ready(service=service)
            self.process.api.add_users(self._people)
            yield

    def token(self, user: str) -> str:
        """Return a new token, as from the hub's token page."""
        return self.process.api.make_token(user, note="test", seconds=_TOKEN_SECONDS)

    def client(self, user: str, url: str | None = None) -> AutogradeClient:
        """Return a connection of `user` to the service; `url` is another way to it."""
        return AutogradeClient(url or self.settings.service_url, self.token(user))

    def home(self, user: str) -> Path:
        """Return the home of `user`."""
        folder = self.settings.homes / user
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def server(self, user: str) -> UserServer:
        """Return a connection to the server of `user`, which is started when it does not run."""
        return self.servers(user)[0]

    def servers(self, *users: str) -> list[UserServer]:
        """Return connections to several servers, which start at the same time."""
        new = [user for user in users if user not in self._servers]
        with ThreadPoolExecutor(len(users)) as pool:
            list(pool.map(self.process.api.start_server, new))
        for user in new:
            self.process.api.wait_for_server(user)
            self._servers[user] = UserServer(self.settings.url, user, self.token(user))
            self._servers[user].listen()
        return [self._servers[user] for user in users]

    def stop_server(self, user: str) -> None:
        """Stop the server of `user`; `server` starts it again."""
        self._servers.pop(user).close()
        self.process.api.stop_server(user)

    def terminal(self, user: str, *words: str) -> str:
        """Run `jupyter autograde WORDS…` as the page for operators says; return what it prints."""
        environment = {
            **os.environ,
            "JUPYTER_AUTOGRADE_URL": self.settings.service_url,
            "JUPYTER_AUTOGRADE_TOKEN": self.token(user),
        }
        command = [str(Path(sys.prefix) / "bin" / "jupyter"), "autograde", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise AssertionError(f"{' '.join(words)}: {done.returncode} {done.stderr}")
        return done.stdout

    def _close_servers(self) -> None:
        for server in self._servers.values():
            server.close()
        self._servers.clear()


def until(done: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Wait for a condition; AssertionError when it does not come true in time."""
    give_up_at = monotonic() + seconds
    while not done():
        assert monotonic() < give_up_at, f"Waited {seconds:.0f} seconds in vain for {what}."
        sleep(0.05)
