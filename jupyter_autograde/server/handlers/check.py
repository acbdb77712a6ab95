"""Check."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.own_work import CheckRequest
from jupyter_autograde.server.actions.check import check_work
from jupyter_autograde.server.handlers.base import AutogradeHandler


class CheckHandler(AutogradeHandler):
    """`local/check`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Say what should be seen to before the assignment of a notebook is handed in."""
        request = self.read_body(CheckRequest)
        self.reply(await self.work(check_work, self.parts, request.path))
