"""Verbs that ask the service something."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum

from pydantic import BaseModel
from traitlets import Bool, Unicode, default

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import AutogradeError, InvalidInput, NotAuthenticated, ServiceUnreachable

DEFAULT_URL = "http://127.0.0.1:10101/"
"""Where `jupyter autograde serve --standalone` listens."""

TOKENS = ("JUPYTER_AUTOGRADE_TOKEN", "JUPYTERHUB_API_TOKEN")
"""Environment variables with a token, the first one that is set."""

_OF_ANOTHER = frozenset({301, 302, 303, 307, 308, 403, 404, 405})
"""Statuses without an error of the service's: of a hub, or of some other program at this address."""


class ClientApp(AutogradeApp):
    """A verb with a connection to the service."""

    url = Unicode(
        help="Address of the service with its prefix. Default: `c.AutogradeClient.url`, then the environment "
        "variable JUPYTER_AUTOGRADE_URL, then a stand-alone service on this machine."
    ).tag(config=True)
    json = Bool(False, help="Print JSON for programs instead of a table.").tag(config=True)

    other_settings = ("AutogradeClient.url",)
    aliases = {**AutogradeApp.aliases, "url": "ClientApp.url"}
    flags = {**AutogradeApp.flags, "json": ({"ClientApp": {"json": True}}, json.help)}

    @default("url")
    def _default_url(self) -> str:
        configured = self.config.get("AutogradeClient", {}).get("url")
        return str(configured or os.environ.get("JUPYTER_AUTOGRADE_URL") or DEFAULT_URL)

    def start(self) -> None:
        """Run the verb; what is wrong with address or token is said with where they are from."""
        try:
            super().start()
        except ServiceUnreachable as fault:
            raise ServiceUnreachable(self._about_address(fault), details=fault.details) from fault
        except NotAuthenticated as fault:
            raise NotAuthenticated(_about_token(fault), details=fault.details) from fault

    def _about_address(self, fault: AutogradeError) -> str:
        status = fault.details.get("status")
        if status in _OF_ANOTHER:
            return (
                f"{self.url} is not the autograde service: it answered {status}. The service's address ends in "
                "/services/autograde/, behind the address of the hub."
            )
        if self.url == DEFAULT_URL and not os.environ.get("JUPYTER_AUTOGRADE_URL"):
            return (
                f"No autograde service answers at {self.url}, which is asked because JUPYTER_AUTOGRADE_URL is not set. "
                "Set it to the hub's address with /services/autograde/ behind it."
            )
        return f"{fault.message} The address is {self.url}"

    def connect(self) -> AutogradeClient:
        """Return a client with the token of the environment; tokens on command lines show in process lists."""
        token = next(filter(None, map(os.environ.get, TOKENS)), None)
        if not token:
            raise InvalidInput(
                "No token: set JUPYTER_AUTOGRADE_TOKEN to a hub token (Hub > Token), or to one of "
                "`jupyter autograde token NAME` for a stand-alone service."
            )
        return AutogradeClient(self.url, token)

    def show(self, rows: Sequence[BaseModel], columns: Sequence[str]) -> None:
        """Print `rows`: as a table of `columns`, or all of them as JSON."""
        if self.json:
            self.say(json.dumps([row.model_dump(mode="json") for row in rows], indent=1, ensure_ascii=False))
            return
        head = [column.replace("_", " ").upper() for column in columns]
        self.table([head, *([getattr(row, column) for column in columns] for row in rows)])

    def table(self, lines: Sequence[Sequence[object]]) -> None:
        """Print lines, the first of them the head, with their cells below each other."""
        cells = [[_cell(value) for value in line] for line in lines]
        widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
        for line in cells:
            self.say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _about_token(fault: AutogradeError) -> str:
    # What else the sentence says is for people in a browser.
    reason = fault.message.partition(". ")[0].rstrip(".")
    variable = next(filter(os.environ.get, TOKENS), TOKENS[0])
    return (
        f"{reason}. It is the token of {variable}: make a new one at Hub > Token, or with "
        "`jupyter autograde token NAME` for a stand-alone service."
    )


def _cell(value: object) -> str:
    match value:
        case None:
            text = "-"
        case bool():
            text = "yes" if value else "no"
        case float():
            text = f"{round(value, 2):.12g}"
        case datetime():
            text = f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        case Enum():
            text = str(value.value)
        case _:
            text = str(value)
    # What others have typed must not steer this terminal.
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
