"""Submissions that the service has not acknowledged."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.server.actions.forget import forget_refused
from jupyter_autograde.server.actions.look import list_pending
from jupyter_autograde.server.handlers.base import AutogradeHandler


class OutboxHandler(AutogradeHandler):
    """`local/outbox`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List what waits or was refused."""
        self.reply(await self.work(list_pending, self.parts))


class OutboxEntryHandler(AutogradeHandler):
    """`local/outbox/{id}`."""

    @web.authenticated
    @authorized
    async def delete(self, entry_id: str) -> None:
        """Forget a refused submission."""
        await self.work(forget_refused, self.parts, entry_id)
        self.set_status(204)
        self.finish()
