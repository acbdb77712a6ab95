"""The page with the ends of a course's notebooks, for its staff."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.bundles.spool import pieces, spooled
from jupyter_autograde.models.live import PAGE_POLICY
from jupyter_autograde.server.handlers.base import AutogradeHandler


class LiveExportHandler(AutogradeHandler):
    """`v1/courses/<id>/live/export`: as an attachment, for what students wrote is no page of this server."""

    @web.authenticated
    @authorized
    async def get(self, course_id: str) -> None:
        """Pass it on when it is here as a whole."""
        assignment_id = self.get_query_argument("assignment_id", None)
        with spooled() as file:
            await self.work(self.parts.client.export_live, course_id, file, assignment_id=assignment_id)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.set_header("Content-Disposition", 'attachment; filename="live.html"')
            self.set_header("Content-Security-Policy", PAGE_POLICY)
            self.set_header("Cache-Control", "no-store")
            for piece in pieces(file):
                self.write(piece)
                await self.flush()
        self.finish(set_content_type=None)
