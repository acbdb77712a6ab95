"""Logging in at a JupyterHub by a link: `…/hub/login?auth_token=TOKEN`, as gradeservice's Moodle plugin makes them.

This runs in the hub. Who is logged in is whom the token names; it makes nobody an administrator.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.handlers import LoginHandler
from traitlets import Unicode, default

from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.service.auth.json_web_tokens import TokenReader

PARAMETER = "auth_token"


class TokenLoginHandler(LoginHandler):
    """The hub's login page. A token logs in, also where somebody else is logged in in this browser."""

    async def get(self) -> None:
        """Log in by the token of the address; without one, go on as the hub does."""
        if not self.get_query_argument(PARAMETER, ""):
            await super().get()
            return
        user = await self.login_user()
        if user is None:
            self.send_error(403)
            return
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))


class JSONWebTokenAuthenticator(Authenticator):
    """Believes signed tokens; the person is the claim `name`."""

    secret = Unicode(help="Shared with who signs the tokens (HS256). Default: the variable JWT_SECRET.").tag(
        config=True
    )
    algorithm = Unicode("HS256", help="HS256, or RS256 with `keys`.").tag(config=True)
    keys = Unicode(help="For RS256: path or https address of the set of keys (JWKS).").tag(config=True)
    audience = Unicode(None, allow_none=True, help="What the claim `aud` must say. None: there must be none.").tag(
        config=True
    )

    @default("secret")
    def _default_secret(self) -> str:
        return os.environ.get("JWT_SECRET", "") if self.algorithm.startswith("HS") else ""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # A hub whose settings make no sense does not start.
        self._reader = TokenReader(secret=self.secret, algorithm=self.algorithm, keys=self.keys, audience=self.audience)

    def get_handlers(self, app: object) -> list[tuple[str, type[LoginHandler]]]:
        """Return the login page."""
        return [("/login", TokenLoginHandler)]

    async def authenticate(self, handler: Any, data: object) -> str | None:
        """Return the name in the token of the address; None when it is no good."""
        token = handler.get_query_argument(PARAMETER, "")
        if not token:
            return None
        try:
            return (await asyncio.to_thread(self._reader.read, token)).name
        except AutogradeError as fault:
            self.log.warning("A login by token was refused: %s", fault.message)
            return None
