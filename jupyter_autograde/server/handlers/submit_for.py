"""A hand-in of staff for a student: the bundle comes from the browser, and goes on with its hash."""

from __future__ import annotations

import io
from urllib.parse import unquote

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.bundles import BundleReader
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.client.calls import MAX_BODY
from jupyter_autograde.errors import BundleTooLarge, InvalidInput
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.server.handlers.pass_through import PassThroughHandler
from jupyter_autograde.server.parts import Parts


class SubmitForHandler(PassThroughHandler):
    """`v1/assignments/<id>/submissions/for/<user>`; what a hand-in would be is passed through as it is."""

    @web.authenticated
    @authorized
    async def post(self, path: str) -> None:
        """Hand in; the body is a zip archive and says so, which a plain form of another site can't."""
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/zip":
            raise InvalidInput("The body must be a zip archive and say so. Reload the page.")
        body: bytes = self.request.body
        if len(body) > MAX_BODY:
            raise BundleTooLarge(
                f"The files have {len(body) / MIB:.1f} MiB; {MAX_BODY / MIB:.0f} MiB are allowed.",
                details={"size": len(body), "limit": MAX_BODY},
            )
        assignment_id, user = path.split("/")[1], path.split("/")[-1]
        key = self.request.headers.get("Idempotency-Key", "")
        try:
            reason = unquote(self.request.headers.get("Autograde-Reason", ""), errors="strict")
        except UnicodeDecodeError as fault:
            raise InvalidInput("The reason must be UTF-8, percent-encoded. Reload the page.") from fault
        made = await self.work(_send, self.parts, assignment_id, user, body, key, reason)
        self.reply(made, status=201)


def _send(parts: Parts, assignment_id: str, user: str, body: bytes, key: str, reason: str) -> Submission:
    bundle = io.BytesIO(body)
    BundleReader(bundle, parts.limits)  # refused here, by the same rules, before it is sent
    return parts.patient.submit_for(assignment_id, user, bundle, key=key, reason=reason)
