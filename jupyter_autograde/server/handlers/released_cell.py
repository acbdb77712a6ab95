"""The released text of a cell."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.server.actions.released_cell import released_cell
from jupyter_autograde.server.handlers.base import AutogradeHandler


class ReleasedCellHandler(AutogradeHandler):
    """`local/released-cell?path=&cell=`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Give a cell as it was fetched."""
        cell = self.get_query_argument("cell", "")
        self.reply(await self.work(released_cell, self.parts, self.path_argument(), cell))
