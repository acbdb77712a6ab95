"""Files beside a notebook."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.server.actions.look import list_candidates
from jupyter_autograde.server.handlers.base import AutogradeHandler


class FilesHandler(AutogradeHandler):
    """`local/files?path=`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List files that could go with a release."""
        self.reply(await self.work(list_candidates, self.parts, self.path_argument()))
