"""Fetch feedback."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.models.local import FetchFeedbackRequest
from jupyter_autograde.server.actions.fetch_feedback import fetch_feedback
from jupyter_autograde.server.handlers.base import AutogradeHandler


class FeedbackHandler(AutogradeHandler):
    """`local/feedback`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Bring the feedback on an assignment into its folder."""
        self.reply(await self.work(fetch_feedback, self.parts, self.read_body(FetchFeedbackRequest)))
