"""The configuration of a hub on this machine, around the snippet of docs/operators/hub-config.md."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_autograde.cli.local.demo import ports
from jupyter_autograde.errors import InvalidInput

SNIPPET = Path(__file__).with_name("hub_snippet.py.txt")
"""What operators copy; docs/operators/hub-config.md shows the same text."""
CHECKOUT = Path(__file__).parents[4]
_PROXY = "configurable-http-proxy"

_HUB = """\
# Written at each start; changes are lost.
import os

c.JupyterHub.bind_url = {address!r}
c.JupyterHub.hub_ip = {host!r}
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = {db_url!r}
c.JupyterHub.cookie_secret_file = {cookie_secret!r}
c.Authenticator.admin_users = {admins!r}
c.ConfigurableHTTPProxy.api_url = {proxy_api!r}
c.ConfigurableHTTPProxy.command = {proxy!r}
c.ConfigurableHTTPProxy.pid_file = {proxy_pid!r}

# Everybody logs in with one password, and runs as the user who started the hub: for one person, on one machine.
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.ip = {host!r}
c.Spawner.default_url = "/lab"
c.Spawner.args = {arguments!r}
c.Spawner.environment.update({environment!r})
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 4

# Makes tokens and starts servers; its own token is nowhere on disk.
c.JupyterHub.services.append({{"name": {driver!r}, "api_token": os.environ[{token_variable!r}]}})
c.JupyterHub.load_roles.append(
    {{
        "name": {driver!r},
        "services": [{driver!r}],
        "scopes": ["admin:users", "admin:servers", "tokens", "access:servers", "access:services", "list:users"],
    }}
)

# ---- from here on as in docs/operators/hub-config.md
"""

DRIVER = "local-driver"
"""Name of the hub service in whose name we create people's tokens and start their servers."""
TOKEN_VARIABLE = "LOCAL_DRIVER_TOKEN"


@dataclass(frozen=True)
class HubPorts:
    """The four ports of a hub on one machine."""

    public: int
    hub: int
    proxy_api: int
    service: int

    @classmethod
    def draw(cls, public: int | None = None) -> HubPorts:
        """Return free ones; `public` is as given."""
        first, *others = ports.draw(4)
        return cls(public or first, *others)


@dataclass(frozen=True)
class HubSettings:
    """What differs between hubs on this machine.

    Parameters
    ----------
    folder : Path
        Everything of the hub and of its people's homes lies below it.
    snippet : str
        Configuration from the operators' page.
    settings : mapping
        Assignments of the snippet that get another value: name -> value.
    """

    folder: Path
    ports: HubPorts
    password: str
    admins: frozenset[str] = frozenset()
    environment: Mapping[str, str] = field(default_factory=dict)
    snippet: str = field(default_factory=lambda: SNIPPET.read_text())
    settings: Mapping[str, str | list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Address of the hub."""
        return f"http://{ports.HOST}:{self.ports.public}/"

    @property
    def service_url(self) -> str:
        """Address of the service, by the hub's proxy."""
        return f"{self.url}services/autograde/"

    @property
    def service_address(self) -> str:
        """Where the service listens."""
        return f"http://{ports.HOST}:{self.ports.service}"

    @property
    def homes(self) -> Path:
        """Folder of people's homes."""
        return self.folder / "homes"

    def write(self, path: Path, *, as_root: bool) -> None:
        """Write the configuration file."""
        values: dict[str, str | list[str]] = {
            "autograde_data": str(self.folder / "service"),
            "autograde_address": self.service_address,
            "autograde_url": self.service_url,
        }
        text = _HUB.format(
            address=self.url,
            host=ports.HOST,
            hub_port=self.ports.hub,
            db_url=f"sqlite:///{self.folder / 'hub' / 'jupyterhub.sqlite'}",
            cookie_secret=str(self.folder / "hub" / "cookie_secret"),
            admins=set(self.admins),
            proxy_api=f"http://{ports.HOST}:{self.ports.proxy_api}",
            proxy=find_proxy(),
            proxy_pid=str(self.folder / "hub" / "proxy.pid"),
            password=self.password,
            homes=f"{self.homes}/{{username}}",
            arguments=["--allow-root"] if as_root else [],
            environment={"JUPYTER_CONFIG_PATH": str(self._write_lab_settings(path.parent)), **self.environment},
            driver=DRIVER,
            token_variable=TOKEN_VARIABLE,
        )
        path.touch(mode=0o600)
        path.write_text(text + fill_in(self.snippet, {**values, **self.settings}))

    @staticmethod
    def _write_lab_settings(folder: Path) -> Path:
        """Write what people's labs begin with: no question whether to fetch news, which would cover the buttons."""
        config = folder / "jupyter"
        (config / "labconfig").mkdir(parents=True, exist_ok=True)
        settings = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
        (config / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(settings))
        return config


def fill_in(snippet: str, settings: Mapping[str, str | list[str]]) -> str:
    """Return `snippet` with other values in its lines `NAME = VALUE  # why`, as an operator would write them."""
    lines = snippet.splitlines(keepends=True)
    for name, value in settings.items():
        places = [number for number, line in enumerate(lines) if line.startswith(f"{name} = ")]
        if len(places) != 1:
            raise ValueError(f"the snippet sets {name} {len(places)} times")
        lines[places[0]] = f"{name} = {value!r}\n"
    return "".join(lines)


def find_proxy() -> list[str]:
    """Return the command of the hub's proxy.

    npm's passes event streams on as they come; that of PyPI holds them back, and clients ask by long poll.
    """
    places = [CHECKOUT / ".tools" / "node_modules" / ".bin", None, Path(sys.prefix) / "bin"]
    for place in places:
        found = shutil.which(_PROXY, path=str(place) if place else None)
        if found:
            return [found]
    raise InvalidInput(
        f"JupyterHub's proxy {_PROXY} is not installed. In a checkout: make install. Else, with Node.js: "
        f"npm install -g {_PROXY}, or without: pip install {_PROXY}"
    )
