"""The user's assignments."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.server.actions.look import list_local_assignments
from jupyter_autograde.server.handlers.base import AutogradeHandler


class AssignmentsHandler(AutogradeHandler):
    """`local/assignments`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List the assignments and what of them lies here."""
        self.reply(await self.work(list_local_assignments, self.parts))
