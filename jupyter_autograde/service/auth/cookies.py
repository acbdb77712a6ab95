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
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import Response

SESSION_SECONDS = 14 * 24 * 3600
"""As long as JupyterHub's own login cookie; the hub can end the token inside at any time before."""
LOGIN_SECONDS = 600
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
        Whether browsers come by https.
    """

    def __init__(self, secret: bytes, path: str, *, secure: bool) -> None:
        self._secret = secret
        self._box = Fernet(base64.urlsafe_b64encode(secret))
        self._path = path
        self._secure = secure
        prefix = "__Secure-" if secure else ""
        self._session = f"{prefix}autograde-session"
        self._login = f"{prefix}autograde-login"
        self._host = "__Host-autograde"

    def token(self, request: Request) -> str | None:
        """Return the token in the session of `request`, or None without a good one."""
        content = self._open(request.cookies.get(self._session), SESSION_SECONDS)
        if content is None:
            return None
        if self._secure and not hmac.compare_digest(
            request.cookies.get(self._host, "").encode(), str(content.get("host")).encode()
        ):
            return None
        token = content.get("token")
        return token if isinstance(token, str) else None

    def start_session(self, response: Response, token: str) -> None:
        """Put `token` into the browser, encrypted, and the XSRF token that goes with it."""
        content = {"token": token}
        if self._secure:
            content["host"] = secrets.token_urlsafe(24)
            self._set(response, self._host, content["host"], SESSION_SECONDS, path="/")
        self._set(response, self._session, self._seal(content), SESSION_SECONDS)
        self._set(response, XSRF_COOKIE, self.xsrf(token), SESSION_SECONDS, httponly=False)

    def end_session(self, response: Response) -> None:
        """Take the session out of the browser."""
        for name in (self._session, XSRF_COOKIE):
            self._clear(response, name, self._path)
        if self._secure:
            self._clear(response, self._host, "/")

    def start_login(self, response: Response, login: Login) -> None:
        """Remember a login until the browser is back."""
        content = {"state": login.state, "verifier": login.verifier, "next": login.next_path}
        self._set(response, self._login, self._seal(content), LOGIN_SECONDS)

    def finish_login(self, response: Response) -> None:
        """Forget the login: its state is good for one time."""
        self._clear(response, self._login, self._path)

    def login(self, request: Request) -> Login | None:
        """Return the login that this browser began, if any."""
        content = self._open(request.cookies.get(self._login), LOGIN_SECONDS)
        if content is None or "state" not in content:
            return None
        return Login(content["state"], content["verifier"], content["next"])

    def xsrf(self, token: str) -> str:
        """Return the XSRF token of the session that holds `token`."""
        return hmac.new(self._secret, b"xsrf:" + token.encode(), hashlib.sha256).hexdigest()

    def _seal(self, content: dict[str, str]) -> str:
        return self._box.encrypt(json.dumps(content).encode()).decode()

    def _open(self, value: str | None, seconds: int) -> dict[str, Any] | None:
        try:
            content: dict[str, Any] = json.loads(self._box.decrypt((value or "").encode(), seconds))
        except InvalidToken:
            return None
        return content

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        seconds: int,
        *,
        path: str | None = None,
        httponly: bool = True,
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=path or self._path,
            secure=self._secure,
            httponly=httponly,
            # Lax, not strict: the way back from the hub's login page is a link from elsewhere.
            samesite="lax",
        )

    def _clear(self, response: Response, name: str, path: str) -> None:
        response.delete_cookie(name, path=path, secure=self._secure, httponly=True, samesite="lax")
