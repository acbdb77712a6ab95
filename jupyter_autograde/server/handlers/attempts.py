"""Earlier attempts of the user."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.own_work import RestoreRequest
from jupyter_autograde.server.actions.attempts import compare_attempt, restore_attempt
from jupyter_autograde.server.handlers.base import AutogradeHandler


class ComparisonHandler(AutogradeHandler):
    """`local/attempts/<submission>/comparison`."""

    @web.authenticated
    @authorized
    async def get(self, submission_id: str) -> None:
        """Say what has changed since an attempt was handed in."""
        self.reply(await self.work(compare_attempt, self.parts, submission_id))


class RestoreHandler(AutogradeHandler):
    """`local/restore`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Put the files of an attempt back, after a backup of what they replace."""
        self.reply(await self.work(restore_attempt, self.parts, self.read_body(RestoreRequest)))
