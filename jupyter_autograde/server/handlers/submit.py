"""Submit."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.local import SubmitRequest
from jupyter_autograde.server.actions.submit import submit_notebook
from jupyter_autograde.server.handlers.base import AutogradeHandler


class SubmitHandler(AutogradeHandler):
    """`local/submit`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Hand in the assignment of a notebook."""
        request = self.read_body(SubmitRequest)
        self.reply(await self.work(submit_notebook, self.parts, request.path))
