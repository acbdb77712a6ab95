"""Verbs that ask the service something."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from pydantic import BaseModel
from traitlets import Bool, Unicode, default

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput

DEFAULT_URL = "http://127.0.0.1:10101/"
"""Where `jupyter autograde serve --standalone` listens."""


class ClientApp(AutogradeApp):
    """A verb with a connection to the service."""

    url = Unicode(
        help="Address of the service with its prefix. Default: `c.AutogradeClient.url`, then the environment "
        "variable JUPYTER_AUTOGRADE_URL, then a stand-alone service on this machine."
    ).tag(config=True)
    json = Bool(False, help="Print JSON for programs instead of a table.").tag(config=True)

    aliases = {**AutogradeApp.aliases, "url": "ClientApp.url"}
    flags = {**AutogradeApp.flags, "json": ({"ClientApp": {"json": True}}, json.help)}

    @default("url")
    def _default_url(self) -> str:
        configured = self.config.get("AutogradeClient", {}).get("url")
        return str(configured or os.environ.get("JUPYTER_AUTOGRADE_URL") or DEFAULT_URL)

    def connect(self) -> AutogradeClient:
        """Return a client with the token of the environment; tokens on command lines show in process lists."""
        token = os.environ.get("JUPYTER_AUTOGRADE_TOKEN") or os.environ.get("JUPYTERHUB_API_TOKEN")
        if not token:
            raise InvalidInput(
                "No token: set JUPYTER_AUTOGRADE_TOKEN to a hub token (Hub > Token), or to one of "
                "`jupyter autograde token NAME` for a stand-alone service."
            )
        return AutogradeClient(self.url, token)

    def show(self, rows: Sequence[BaseModel], columns: Sequence[str]) -> None:
        """Print `rows`: as a table of `columns`, or all of them as JSON."""
        data = [row.model_dump(mode="json") for row in rows]
        if self.json:
            self.say(json.dumps(data, indent=1, ensure_ascii=False))
            return
        head = [column.replace("_", " ").upper() for column in columns]
        self.table([head, *([row[column] for column in columns] for row in data)])

    def table(self, lines: Sequence[Sequence[object]]) -> None:
        """Print lines, the first of them the head, with their cells below each other."""
        cells = [[_cell(value) for value in line] for line in lines]
        widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
        for line in cells:
            self.say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    # What others have typed must not steer this terminal.
    text = "-" if value is None else str(value)
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
