"""From a request to its caller: the one place that reads tokens and cookies."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field, replace

from starlette.requests import Request

from jupyter_autograde.errors import NotAuthenticated, PermissionDenied
from jupyter_autograde.service.auth.base import Authenticator
from jupyter_autograde.service.auth.cookies import XSRF_HEADER, Cookies
from jupyter_autograde.service.auth.same_origin import is_same_origin

_HEADER = re.compile(r"(?:token|bearer) +(\S+) *", re.IGNORECASE)
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Caller:
    """Who sent a request."""

    name: str
    admin: bool
    token: str = field(repr=False)
    groups: frozenset[str] | None = None
    """Of the hub; None where nobody has said."""
    by_cookie: bool = False
    """A browser's session says so, and no token in a header: some page has sent it, perhaps unasked."""


class Callers:
    """Finds the caller of a request.

    A header decides alone when there is one: a bad token never falls back to a cookie.
    """

    def __init__(self, authenticator: Authenticator, cookies: Cookies) -> None:
        self.authenticator = authenticator
        self.cookies = cookies

    async def find(self, request: Request) -> Caller:
        """Return the caller, or raise NotAuthenticated, PermissionDenied or HubUnreachable."""
        token = _token_of_header(request)
        if token is not None:
            return await self.identify(token)
        token = self._token_of_session(request)
        self._check_origin(request, token)
        return await self._identify_browser(token)

    async def find_on_page(self, request: Request) -> Caller:
        """Do as `find`, but believe a session without an XSRF token where a page of this origin sent JSON (SEC-49).

        Only where somebody else's page can do little: on a hub without subdomains the pages of everybody's server
        are of one origin. So the route looks at `by_cookie`, and takes nothing then where an assignment gives few
        attempts, and little of those of a day. Such a page can make an attempt in the name of whoever opens it, which
        counts as the newest: docs/operators/doors.md.
        """
        token = _token_of_header(request)
        if token is not None:
            return await self.identify(token)
        token = self._token_of_session(request)
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json" or not is_same_origin(request.headers):
            raise PermissionDenied("The request came from another site. Open the page and try again.")
        return await self._identify_browser(token)

    async def identify(self, token: str) -> Caller:
        """Return the caller that owns `token`."""
        identity = await self.authenticator.identify(token)
        return Caller(identity.name, identity.admin, token, identity.groups)

    async def _identify_browser(self, token: str) -> Caller:
        return replace(await self.identify(token), by_cookie=True)

    def _token_of_session(self, request: Request) -> str:
        token = self.cookies.token(request)
        if token is None:
            raise NotAuthenticated(f"Nobody is logged in. Send a token, or open {self.cookies.paths[0]} to log in.")
        return token

    def _check_origin(self, request: Request, token: str) -> None:
        """Refuse what another site's page made the browser send."""
        safe = request.method in _SAFE_METHODS
        if not is_same_origin(request.headers, navigation=safe):
            raise PermissionDenied("The request came from another site. Open the page and try again.")
        sent = request.headers.get(XSRF_HEADER, "")
        if not safe and not hmac.compare_digest(sent.encode(), self.cookies.xsrf(token).encode()):
            raise PermissionDenied("The page is out of date. Load it again and repeat this.")


def _token_of_header(request: Request) -> str | None:
    headers = request.headers.getlist("Authorization")
    if not headers:
        return None
    # Of two, a proxy and we could each believe another one.
    match = _HEADER.fullmatch(headers[0]) if len(headers) == 1 else None
    if match is None:
        raise NotAuthenticated("The Authorization header must be: token <your hub token>.")
    return match.group(1)
