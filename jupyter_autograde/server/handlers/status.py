"""The connection to the service."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.local import LocalStatus, StreamState
from jupyter_autograde.server.actions.look import show_status
from jupyter_autograde.server.handlers.base import PARTS, AutogradeHandler


class StatusHandler(AutogradeHandler):
    """`local/status`: also answers when no service is configured."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say whether there is a service and how far away it is."""
        if self.settings.get(PARTS) is None:
            self.reply(
                LocalStatus(
                    configured=False,
                    reachable=False,
                    service_url=None,
                    user=None,
                    stream=StreamState.DOWN,
                    pending=0,
                )
            )
            return
        self.reply(await self.work(show_status, self.parts))
