"""Logging in at a JupyterHub by a link or a form with a signed token, as gradeservice's Moodle plugin makes links.

This runs in the hub. Who is logged in is whom the token names; it makes nobody an administrator.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.handlers import LoginHandler
from traitlets import Bool, Integer, Unicode, default

from jupyter_autograde.errors import AutogradeError, InvalidInput
from jupyter_autograde.service.auth.json_web_tokens import SHORTEST_SECRET, SignedClaims, TokenReader, is_short
from jupyter_autograde.service.auth.token_login_page import PARAMETER, TokenLoginHandler
from jupyter_autograde.service.auth.used_ids import UsedIds

MAX_SECONDS = 300
"""SEC-40."""


class JSONWebTokenAuthenticator(Authenticator):
    """Believes signed tokens that end soon, each once; the person is the claim `name`."""

    secret = Unicode(
        help="Shared with who signs the tokens (HS256), at least 32 bytes. Default: the variable JWT_SECRET."
    ).tag(config=True)
    algorithm = Unicode("HS256", help="HS256, or RS256 with `keys`.").tag(config=True)
    keys = Unicode(help="For RS256: path or https address of the set of keys (JWKS).").tag(config=True)
    audience = Unicode(None, allow_none=True, help="What the claim `aud` must say. None: there must be none.").tag(
        config=True
    )
    max_seconds = Integer(
        MAX_SECONDS,
        min=1,
        allow_none=True,
        help="Seconds: a token without `exp`, or with one that is further ahead, logs nobody in. None: tokens may be "
        "good for ever, as those of gradeservice's Moodle plugin are; `single_use` must be off then.",
    ).tag(config=True)
    single_use = Bool(
        True,
        help="Each token logs in once: it needs an id of its own (`jti`). What was used is forgotten when the hub "
        "starts anew.",
    ).tag(config=True)

    @default("secret")
    def _default_secret(self) -> str:
        return os.environ.get("JWT_SECRET", "") if self.algorithm.startswith("HS") else ""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # A hub whose settings make no sense, or are not safe, does not start.
        if self.secret and is_short(self.algorithm, self.secret):
            raise InvalidInput(
                f"The secret of who signs logins (JWT_SECRET) has fewer than {SHORTEST_SECRET} bytes: who has seen a "
                "token can find it out, and then log in as anybody. Make one with `openssl rand -hex 32`, and give it "
                "to both sides."
            )
        if self.single_use and self.max_seconds is None:
            raise InvalidInput(
                "Tokens that never end can't be remembered until they do: with max_seconds = None set "
                "c.JSONWebTokenAuthenticator.single_use = False, or limit max_seconds."
            )
        self._reader = TokenReader(
            secret=self.secret,
            algorithm=self.algorithm,
            keys=self.keys,
            audience=self.audience,
            max_seconds=self.max_seconds,
            need_id=self.single_use,
        )
        self._used = UsedIds()
        if not self.single_use:
            self.log.warning(
                "Tokens that log in may be used again (single_use is off): whoever reads one in an address, a history "
                "or a log may log in with it%s, and with the same secret use it at the door gradeservice. Set the "
                "door's default_role to 'student', or give it another secret.",
                " for ever" if self.max_seconds is None else "",
            )

    def get_handlers(self, app: object) -> list[tuple[str, type[LoginHandler]]]:
        """Return the login page."""
        return [("/login", TokenLoginHandler)]

    async def name_in(self, token: str) -> str | None:
        """Return whom a token would log in, as the hub calls the person; None when it is no good. It is not used up."""
        claims = await self._read(token)
        return self.normalize_username(claims.name) if claims is not None and claims.name is not None else None

    async def authenticate(self, handler: Any, data: object) -> str | None:
        """Return the name in a token that is good now, and use the token up; None when it is no good."""
        token = data.get(PARAMETER) if isinstance(data, dict) else None
        claims = await self._read(token) if isinstance(token, str) else None
        if claims is None or claims.name is None:
            return None
        if self.single_use and not self._used.use(claims.id or "", claims.ends_at or 0):
            self.log.warning("A login by token was refused: it was used before, or too many were in too short a time.")
            return None
        return claims.name

    async def _read(self, token: str) -> SignedClaims | None:
        try:
            return await asyncio.to_thread(self._reader.read, token)
        except AutogradeError as fault:
            self.log.warning("A login by token was refused: %s", fault.message)
            return None
