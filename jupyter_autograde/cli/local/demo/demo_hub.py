"""The hub of the demo: its people, its grading environment, its limits."""

from __future__ import annotations

import json
from pathlib import Path

from jupyter_autograde.cli.local.demo.course.people import ADMIN, EVERYBODY
from jupyter_autograde.cli.local.demo.hub_config import HubPorts, HubSettings
from jupyter_autograde.cli.local.demo.hub_process import HubProcess
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.service.config import AutogradeService

TOKEN_SECONDS = 3600

_SERVICE = """\
# Two at once, so that an endless loop holds nobody up, and small limits, so that it ends soon.
c.AutogradeService.slots = 2
c.AutogradeService.limits = {"cell_seconds": 8, "question_seconds": 3, "wall_seconds": 60}
"""


class DemoHub:
    """A hub with people who have tokens.

    Parameters
    ----------
    folder : Path
    ports : HubPorts
    password : str
        Of everybody.
    """

    def __init__(self, folder: Path, ports: HubPorts, password: str) -> None:
        self._folder = folder
        config = folder / "hub" / "jupyter_autograde_config.py"
        self.settings = HubSettings(
            folder,
            ports,
            password,
            admins=frozenset({ADMIN}),
            environment={"JUPYTER_PATH": str(_kernels(folder))},
            settings={"autograde_options": [f"--config={config}"]},
        )
        self.process = HubProcess(self.settings)
        config.write_text(_SERVICE)

    @property
    def homes(self) -> Path:
        """Folder of people's homes."""
        return self.settings.homes

    def introduce_everybody(self) -> None:
        """Let the hub know the people of the course."""
        self.process.api.add_users(EVERYBODY)

    def token(self, user: str) -> str:
        """Return a new hub token of `user`, with the rights that the person has."""
        return self.process.api.make_token(user, note="jupyter autograde demo", seconds=TOKEN_SECONDS)

    def client(self, user: str) -> AutogradeClient:
        """Return a connection of `user` to the service, through the hub's proxy."""
        return AutogradeClient(self.settings.service_url, self.token(user))


def _kernels(folder: Path) -> Path:
    """Make the kernel of people's servers the Python that grades: what runs in one runs in the other."""
    place = folder / "kernels" / "kernels" / "python3"
    place.mkdir(parents=True, exist_ok=True)
    python = next(iter(AutogradeService().environments.values()))
    spec = {
        "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "metadata": {"debugger": True},
    }
    (place / "kernel.json").write_text(json.dumps(spec, indent=1))
    return folder / "kernels"
