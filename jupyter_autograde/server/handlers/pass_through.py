"""The service's own API, for the lab: a closed list of JSON endpoints and nothing else."""

from __future__ import annotations

import re
from urllib.parse import quote

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_autograde.errors import NotFound
from jupyter_autograde.server.handlers.base import AutogradeHandler

_ID = r"[0-9A-HJKMNP-TV-Z]{26}"
_NAME = r"[^/]{1,128}"

# No bundles, no event streams: the server extension itself moves those.
_ALLOWED = [
    (method, re.compile(pattern))
    for method, pattern in [
        ("GET", r"health"),
        ("GET", r"keys"),
        ("GET", r"(me|limits)"),
        ("GET", r"courses"),
        ("POST", r"courses"),
        ("GET", rf"courses/{_ID}"),
        ("GET", rf"courses/{_ID}/enrollments"),
        ("PUT", rf"courses/{_ID}/enrollments/{_NAME}"),
        ("GET", rf"courses/{_ID}/extensions"),
        ("POST", rf"courses/{_ID}/roster/preview"),
        ("POST", rf"courses/{_ID}/roster/import"),
        ("GET", rf"courses/{_ID}/gradebook"),
        ("GET", rf"courses/{_ID}/gradebook/weights"),
        ("PUT", rf"courses/{_ID}/gradebook/weights"),
        ("POST", rf"courses/{_ID}/gradebook/final/preview"),
        ("POST", rf"courses/{_ID}/gradebook/final"),
        ("POST", rf"courses/{_ID}/gradebook/final/end"),
        ("GET", rf"courses/{_ID}/gradebook/export"),
        ("GET", rf"courses/{_ID}/passback"),
        ("POST", rf"courses/{_ID}/passback/retry"),
        ("GET", rf"courses/{_ID}/audit"),
        ("GET", rf"courses/{_ID}/audit/export"),
        ("GET", rf"courses/{_ID}/live"),
        ("PUT", rf"courses/{_ID}/live"),
        ("GET", rf"courses/{_ID}/live/tail"),
        ("GET", rf"courses/{_ID}/requests"),
        ("GET", rf"courses/{_ID}/todo"),
        ("GET", rf"courses/{_ID}/submissions"),
        ("GET", rf"courses/{_ID}/(assignments|progress)"),
        ("POST", rf"courses/{_ID}/assignments"),
        ("POST", rf"courses/{_ID}/copies"),
        ("POST", rf"courses/{_ID}/copies/preview"),
        ("GET", r"assignments"),
        ("GET", rf"assignments/{_ID}"),
        ("PATCH", rf"assignments/{_ID}"),
        ("GET", rf"assignments/{_ID}/insight(/submissions)?"),
        ("GET", rf"assignments/{_ID}/score-changes"),
        ("POST", rf"assignments/{_ID}/(regrades|voids)"),
        ("GET", rf"assignments/{_ID}/(versions|holders|outlook|extensions)"),
        ("PUT", rf"assignments/{_ID}/extensions"),
        ("DELETE", rf"assignments/{_ID}/extensions/{_ID}"),
        ("GET", rf"assignments/{_ID}/manual"),
        ("GET", rf"assignments/{_ID}/manual/(work|clusters)"),
        ("POST", rf"assignments/{_ID}/manual/copies"),
        ("PUT", rf"assignments/{_ID}/manual/anonymous"),
        ("GET", rf"assignments/{_ID}/manual/work/{_ID}"),
        ("GET", rf"assignments/{_ID}/manual/work/{_ID}/scores"),
        ("POST", rf"assignments/{_ID}/manual/work/{_ID}/(scores|comments)"),
        ("PUT", rf"assignments/{_ID}/manual/work/{_ID}/(claim|flag)"),
        ("DELETE", rf"assignments/{_ID}/manual/work/{_ID}/claim"),
        ("DELETE", rf"assignments/{_ID}/manual/work/{_ID}/comments/{_ID}"),
        ("GET", rf"assignments/{_ID}/rubric"),
        ("POST", rf"assignments/{_ID}/rubric"),
        ("PATCH", rf"assignments/{_ID}/rubric/{_ID}"),
        ("POST", rf"assignments/{_ID}/rubric/{_ID}/changes"),
        ("GET", rf"courses/{_ID}/saved-comments"),
        ("POST", rf"courses/{_ID}/saved-comments"),
        ("DELETE", rf"courses/{_ID}/saved-comments/{_ID}"),
        ("POST", rf"assignments/{_ID}/jobs"),
        ("GET", rf"assignments/{_ID}/feedback"),
        ("POST", rf"assignments/{_ID}/feedback/(generate|release|unrelease)"),
        ("GET", rf"score-changes/{_ID}"),
        ("POST", rf"score-changes/{_ID}/(apply|discard|undo)"),
        ("GET", rf"versions/{_ID}"),
        ("GET", rf"versions/{_ID}/preview"),
        ("POST", rf"versions/{_ID}/release"),
        ("GET", rf"assignments/{_ID}/submissions"),
        ("GET", rf"assignments/{_ID}/submissions/for/{_NAME}"),
        ("GET", rf"submissions/{_ID}"),
        ("GET", rf"submissions/{_ID}/feedback"),
        ("GET", rf"submissions/{_ID}/grades"),
        ("GET", rf"submissions/{_ID}/notebooks(/\d{{1,5}}/cells)?"),
        ("POST", rf"submissions/{_ID}/jobs"),
        ("GET", rf"submissions/{_ID}/requests"),
        ("POST", rf"submissions/{_ID}/requests"),
        ("POST", rf"requests/{_ID}/answer"),
        ("POST", rf"requests/{_ID}/withdraw"),
        ("GET", rf"jobs/{_ID}"),
    ]
]

_QUERY = frozenset(
    {
        *("name", "user", "path", "assignment_id", "state", "latest", "after", "limit", "question"),
        *("attempts", "submissions"),
        *("format", "submission_id", "author", "action", "since", "until", "unfinished"),
        *("becomes", "version"),
        *("test", "notebook", "error"),
    }
)
"""Jupyter takes its token as a query argument too; it must not travel on (SEC-40)."""


def allowed_path(method: str, path: str) -> str:
    """Return the path to ask the service for, quoted; raise `NotFound` for what is not on the list."""
    if not any(method == m and pattern.fullmatch(path) for m, pattern in _ALLOWED):
        raise NotFound("There is nothing at this address. Update the extension and reload the page.")
    parts = path.split("/")
    if {".", ".."} & set(parts):
        raise NotFound("There is nothing at this address. Update the extension and reload the page.")
    return "/".join(quote(part, safe="") for part in parts)


class PassThroughHandler(AutogradeHandler):
    """`v1/<path>`: the same request to the configured service, in the user's name."""

    @web.authenticated
    @authorized
    async def get(self, path: str) -> None:
        """Read."""
        await self._forward(path)

    @web.authenticated
    @authorized
    async def post(self, path: str) -> None:
        """Create, or start something."""
        await self._forward(path)

    @web.authenticated
    @authorized
    async def put(self, path: str) -> None:
        """Set."""
        await self._forward(path)

    @web.authenticated
    @authorized
    async def patch(self, path: str) -> None:
        """Change."""
        await self._forward(path)

    @web.authenticated
    @authorized
    async def delete(self, path: str) -> None:
        """Remove."""
        await self._forward(path)

    async def _forward(self, path: str) -> None:
        method = str(self.request.method)
        target = allowed_path(method, path)
        query = {name: self.get_query_arguments(name) for name in self.request.query_arguments if name in _QUERY}
        body = self.read_json() if self.request.body else None
        status, content = await self.work(self.parts.client.forward, method, target, query=query, body=body)
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(content)
