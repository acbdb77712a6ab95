"""Fetch."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.local import FetchRequest
from jupyter_autograde.server.actions.fetch import fetch_assignment
from jupyter_autograde.server.handlers.base import AutogradeHandler


class FetchHandler(AutogradeHandler):
    """`local/fetch`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Bring an assignment into the user's home."""
        self.reply(await self.work(fetch_assignment, self.parts, self.read_body(FetchRequest)))
