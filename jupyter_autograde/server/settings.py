"""Configuration of the server extension."""

from __future__ import annotations

import os

from traitlets import Enum, Float, TraitError, Unicode, validate
from traitlets.config import LoggingConfigurable

from jupyter_autograde.client.events import IDLE_TIMEOUT
from jupyter_autograde.errors import UnsafePath
from jupyter_autograde.server.workspace.slugs import check_template

URL_VARIABLE = "JUPYTER_AUTOGRADE_URL"
TOKEN_VARIABLES = ("JUPYTER_AUTOGRADE_TOKEN", "JUPYTERHUB_API_TOKEN")


class AutogradeClient(LoggingConfigurable):
    """How this server reaches the autograde service, and where it keeps a user's assignments.

    The class has the name that stands in configuration files, `c.AutogradeClient.url`; the HTTP
    client of the same name is `jupyter_autograde.client.AutogradeClient`.
    """

    url = Unicode(
        help=f"""Address of the autograde service with its prefix, for example
        `http://127.0.0.1:8000/services/autograde/`. Default: the environment variable
        {URL_VARIABLE}, which a hub
        sets by `c.Spawner.environment`. Empty: the extension does nothing.""",
    ).tag(config=True)

    folder = Unicode(
        "{course}/{assignment}",
        help="""Where fetched assignments lie, relative to the server's root. `{course}` and
        `{assignment}` stand
        for their names, made into folder names.""",
    ).tag(config=True)

    report_saves = Enum(
        ["assignments", "all", "none"],
        default_value="assignments",
        help="""Of which notebooks the service is told that they were saved (path, time, size and number
        of cells): those in folders of fetched assignments, all, or none. Of an assignment whose course has its
        live classroom on, the error that the notebook shows, its cell, and the last ten cells go along, as text.
        While it is off, its staff see nothing of this.""",
    ).tag(config=True)

    timeout = Float(
        5.0,
        min=0.1,
        help="""Seconds to wait for an answer while somebody looks at the screen. Bundles get twelve
        times as
        long.""",
    ).tag(config=True)

    idle_timeout = Float(
        IDLE_TIMEOUT,
        min=0.1,
        help="""Seconds without a byte after which the event stream counts as held back by a proxy,
        and this server
        asks for events instead. The service sends a sign of life every 10 seconds.""",
    ).tag(config=True)

    poll_wait = Float(
        10.0,
        min=0,
        max=10,
        help="Seconds that the service may hold a request for events when there are none; 10 at most.",
    ).tag(config=True)

    @property
    def token(self) -> str:
        """The user's token: from the environment only, so that it is in no configuration and no help text."""
        return next((os.environ[name] for name in TOKEN_VARIABLES if os.environ.get(name)), "")

    def _url_default(self) -> str:
        return os.environ.get(URL_VARIABLE, "")

    @validate("folder")
    def _check_folder(self, proposal: dict[str, str]) -> str:
        try:
            return check_template(proposal["value"])
        except (ValueError, UnsafePath) as fault:
            raise TraitError(f"c.AutogradeClient.folder can't be used: {fault}") from fault
