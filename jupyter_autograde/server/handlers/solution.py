"""Fetch a solution."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.local import FetchSolutionRequest
from jupyter_autograde.server.actions.fetch_solution import fetch_solution
from jupyter_autograde.server.handlers.base import AutogradeHandler


class SolutionHandler(AutogradeHandler):
    """`local/solution`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Bring the solution of an assignment into a folder beside the user's work."""
        self.reply(await self.work(fetch_solution, self.parts, self.read_body(FetchSolutionRequest)))
