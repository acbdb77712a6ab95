"""Release."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.local import LocalReleaseRequest
from jupyter_autograde.server.actions.release import release_notebook
from jupyter_autograde.server.handlers.base import AutogradeHandler


class ReleaseHandler(AutogradeHandler):
    """`local/release`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Send a source notebook to be built."""
        request = self.read_body(LocalReleaseRequest)
        self.reply(await self.work(release_notebook, self.parts, request), status=202)
