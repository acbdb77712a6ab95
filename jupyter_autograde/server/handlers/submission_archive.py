"""The files of many submissions, for staff."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.bundles.spool import pieces, spooled
from jupyter_autograde.models.submission import ArchiveRequest
from jupyter_autograde.server.handlers.base import AutogradeHandler


class SubmissionArchiveHandler(AutogradeHandler):
    """`v1/courses/<id>/submissions/archive`."""

    @web.authenticated
    @authorized
    async def post(self, course_id: str) -> None:
        """Pass it on when it is here as a whole."""
        wanted = self.read_body(ArchiveRequest).submissions
        with spooled() as file:
            got = await self.work(self.parts.patient.download_submissions, course_id, wanted, file)
            self.set_header("Content-Type", "application/zip")
            self.set_header("Content-Length", str(got.size))
            self.set_header("Content-Disposition", 'attachment; filename="submissions.zip"')
            self.set_header("Cache-Control", "no-store")
            for piece in pieces(file):
                self.write(piece)
                await self.flush()
        self.finish(set_content_type=None)
