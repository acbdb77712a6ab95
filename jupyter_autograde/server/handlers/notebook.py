"""One notebook."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.server.actions.look import show_notebook
from jupyter_autograde.server.handlers.base import AutogradeHandler


class NotebookHandler(AutogradeHandler):
    """`local/notebook?path=`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say what the toolbar of a notebook shows."""
        self.reply(await self.work(show_notebook, self.parts, self.path_argument()))
