"""Cookies of the pages: an encrypted session, and the XSRF token bound to it (SEC-45).

Under TLS the session has two halves. `__Host-…` can't be planted by another host of the domain, but goes
to every path, so to other people's servers on the same hub too; `__Secure-…` stays on this service's path,
but can be planted. A session is good only when both halves came and belong together.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import Response

SESSION_SECONDS = 14 * 24 * 3600
"""As long as JupyterHub's own login cookie; the hub can end the token inside at any time before."""
LOGIN_SECONDS = 600
SESSION = "autograde-session"
LOGIN = "autograde-login"
HOST_HALF = "__Host-autograde"
XSRF_COOKIE = "_xsrf"
XSRF_HEADER = "X-XSRFToken"


@dataclass(frozen=True)
class Login:
    """A login under way, kept in the browser that began it."""

    state: str
    verifier: str
    next_path: str


class Cookies:
    """Reads and sets the cookies.

    Parameters
    ----------
    secret : bytes
        32 bytes; a new one ends all sessions.
    path : str
        Prefix of this service, with `/` at both ends.
    secure : bool
        Whether browsers always come by https; else each request says so.
    also : sequence of str
        Paths of doors that browsers visit: they get the session too.
    """

    def __init__(self, secret: bytes, path: str, *, secure: bool, also: Sequence[str] = ()) -> None:
        self._secret = secret
        self._box = Fernet(base64.urlsafe_b64encode(secret))
        self._path = path
        self.paths = (path, *also)
        self._secure = secure

    def token(self, request: Request) -> str | None:
        """Return the token in the session of `request`, or None without a good one."""
        secure = self._by_tls(request)
        content = self._open(request.cookies.get(_name(SESSION, secure)), SESSION_SECONDS)
        if content is None:
            return None
        if secure and not hmac.compare_digest(
            request.cookies.get(HOST_HALF, "").encode(), str(content.get("host")).encode()
        ):
            return None
        token = content.get("token")
        return token if isinstance(token, str) else None

    def start_session(self, request: Request, response: Response, token: str) -> None:
        """Put `token` into the browser, encrypted, and the XSRF token that goes with it."""
        content, secure = {"token": token}, self._by_tls(request)
        put = partial(response.set_cookie, max_age=SESSION_SECONDS, secure=secure, samesite="lax")
        if secure:
            content["host"] = secrets.token_urlsafe(24)
            put(HOST_HALF, content["host"], path="/", httponly=True)
        sealed = self._seal(content)
        for path in self.paths:
            put(_name(SESSION, secure), sealed, path=path, httponly=True)
        put(XSRF_COOKIE, self.xsrf(token), path=self._path)

    def end_session(self, request: Request, response: Response) -> None:
        """Take the session out of the browser."""
        secure = self._by_tls(request)
        for name, path in (
            *((_name(SESSION, secure), path) for path in self.paths),
            (XSRF_COOKIE, self._path),
            (HOST_HALF, "/"),
        ):
            response.delete_cookie(name, path=path, secure=secure or name == HOST_HALF)

    def start_login(self, request: Request, response: Response, login: Login) -> None:
        """Remember a login until the browser is back."""
        secure = self._by_tls(request)
        content = {"state": login.state, "verifier": login.verifier, "next": login.next_path}
        response.set_cookie(
            _name(LOGIN, secure),
            self._seal(content),
            path=self._path,
            max_age=LOGIN_SECONDS,
            secure=secure,
            httponly=True,
            samesite="lax",  # not strict: the way back from the hub is a link from elsewhere
        )

    def login(self, request: Request) -> Login | None:
        """Return the login that this browser began, if any."""
        value = request.cookies.get(_name(LOGIN, self._by_tls(request)))
        content = self._open(value, LOGIN_SECONDS)
        if content is None or "state" not in content:
            return None
        return Login(content["state"], content["verifier"], content["next"])

    def finish_login(self, request: Request, response: Response) -> None:
        """Forget the login: its state is good for one time."""
        secure = self._by_tls(request)
        response.delete_cookie(_name(LOGIN, secure), path=self._path, secure=secure)

    def xsrf(self, token: str) -> str:
        """Return the XSRF token of the session that holds `token`."""
        return hmac.new(self._secret, b"xsrf:" + token.encode(), hashlib.sha256).hexdigest()

    def _by_tls(self, request: Request) -> bool:
        """Say whether the browser came by https; a proxy's word can only make its own cookies stricter."""
        forwarded = request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip()
        return self._secure or request.url.scheme == "https" or forwarded == "https"

    def _seal(self, content: dict[str, str]) -> str:
        return self._box.encrypt(json.dumps(content).encode()).decode()

    def _open(self, value: str | None, seconds: int) -> dict[str, Any] | None:
        try:
            content: dict[str, Any] = json.loads(self._box.decrypt((value or "").encode(), seconds))
        except InvalidToken:
            return None
        return content


def _name(name: str, secure: bool) -> str:
    return f"__Secure-{name}" if secure else name
