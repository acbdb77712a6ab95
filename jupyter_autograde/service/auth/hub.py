"""Identity from JupyterHub: the hub checks each token, at most a minute ago (SEC-40)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import inspect
import os
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Collection
from typing import Any
from urllib.parse import urlencode

from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError

from jupyter_autograde.errors import HubUnreachable, MissingScope, NotAuthenticated
from jupyter_autograde.service.auth.base import Authenticator, Identity

CACHE_SECONDS = 60
"""How long the hub's word is believed; the library's default is 300."""
HUB_TIMEOUT = 8.0
"""Seconds for one question to the hub; below the 15 that a whole request may take."""
MOST_UNKNOWN = 4
"""Questions at once about tokens of which this process does not know yet that they are the hub's: anybody can make some
up, as many as they like. The HTTP client asks ten at once, so that those about the others go on."""
_MOST_KNOWN = 20_000
"""Tokens."""


class HubAuthenticator(Authenticator):
    """Asks the hub who owns a token, and logs browsers in by OAuth.

    Parameters
    ----------
    service_name : str
        Name of this service in the hub's configuration; tokens need `access:services!service=NAME`.
    admin_users : collection of str
        Administrators of this service beside the hub's own.
    hub : HubOAuth, optional
        The default reads the environment that JupyterHub gives to a service.
    """

    def __init__(self, service_name: str, admin_users: Collection[str] = (), hub: HubOAuth | None = None) -> None:
        self._hub = hub or _hub_of_environment(service_name)
        self._service_name = service_name
        self._scope = f"access:services!service={service_name}"
        self._admin_users = frozenset(admin_users)
        self._about_unknown = asyncio.Semaphore(MOST_UNKNOWN)
        # Of each token that the hub knew or gave the hash; the one that was used longest ago is first.
        self._known: OrderedDict[bytes, None] = OrderedDict()

    async def identify(self, token: str) -> Identity:
        """Return whose `token` it is, by the hub's word."""
        model = await self._user_for(self.check_token(token))
        if model is None:
            raise NotAuthenticated("JupyterHub does not know this token. Log in again.")
        if model.get("kind") != "user":
            raise NotAuthenticated("That token belongs to a hub service. Use a person's token.")
        name = self.check_person(model.get("name"))
        if not self._hub.check_scopes({self._scope}, {"scopes": model.get("scopes", ())}):
            raise self._missing_scope(name)
        # The hub shows `admin` to everybody who may see the name (its `read:users:name`).
        admin = model.get("admin") is True or name in self._admin_users
        return Identity(name, admin, _groups(model.get("groups")))

    async def _user_for(self, token: str) -> Any:
        """Return what the hub says of a token, None when it does not know it."""
        known = _key(token) in self._known
        model = await _ask(self._question(token) if known else self._question_about_unknown(token))
        if model is None:
            self._known.pop(_key(token), None)
        else:
            self._remember(token)
        return model

    def _remember(self, token: str) -> None:
        """Let questions about a token wait for none about made-up ones."""
        self._known[_key(token)] = None
        self._known.move_to_end(_key(token))
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    async def _question(self, token: str) -> Any:
        return await self._hub.user_for_token(token, sync=False)

    async def _question_about_unknown(self, token: str) -> Any:
        async with self._about_unknown:
            return await self._question(token)

    async def close(self) -> None:
        """Close the connections to the hub. JupyterHub 6 keeps them for each event loop, and closes none itself."""
        with contextlib.suppress(ModuleNotFoundError):  # JupyterHub 5 keeps none
            from jupyterhub.httpclient import JupyterHubHTTPClient

            await JupyterHubHTTPClient.loop_instance().close()

    def login(self) -> tuple[str, str, str]:
        """Return (address to send a browser to, state, PKCE verifier) for one login."""
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
        query = {
            "client_id": self._hub.oauth_client_id,
            "redirect_uri": self._hub.oauth_redirect_uri,
            "response_type": "code",
            "state": state,
        }
        if self._knows_pkce:
            digest = hashlib.sha256(verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self._hub.oauth_authorization_url}?{urlencode(query)}", state, verifier

    async def token_for_code(self, code: str, verifier: str) -> str:
        """Return the token that the hub gives for an authorisation code (RFC 6749 section 4.1.3)."""
        extra = {"code_verifier": verifier} if self._knows_pkce else {}
        reply = await _ask(self._hub.token_for_code(code, sync=False, **extra))
        token = self.check_token(str(reply))
        # It comes from the hub itself: whoever logs in does not wait behind made-up tokens.
        self._remember(token)
        return token

    @property
    def _knows_pkce(self) -> bool:
        """JupyterHub 6 takes RFC 7636 challenges, 5 does not."""
        return "code_verifier" in inspect.signature(self._hub.token_for_code).parameters

    def _missing_scope(self, name: str) -> MissingScope:
        lines = [
            f'{{"name": "user", "scopes": ["self", "{self._scope}"]}}',
            f'{{"name": "server", "scopes": ["users:activity!user", "access:servers!server", "{self._scope}"]}}',
        ]
        return MissingScope(
            f"The hub does not let this token of {name} use the service {self._service_name!r}. "
            f"The hub's administrator adds to c.JupyterHub.load_roles: {lines[0]} and, for "
            f"people's servers, {lines[1]}. Then restart the hub and your server.",
            details={"scope": self._scope, "load_roles": lines},
        )


def _hub_of_environment(service_name: str) -> HubOAuth:
    """Return the hub of JupyterHub's variables; what an external service was not told is as the hub has it."""
    usual: dict[str, str] = {}
    if not os.environ.get("JUPYTERHUB_CLIENT_ID"):
        usual["oauth_client_id"] = f"service-{service_name}"
    base, found, _ = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "").rpartition("services/")
    if found and not os.environ.get("JUPYTERHUB_BASE_URL"):
        usual["hub_prefix"] = f"{base}hub/"
    return HubOAuth(cache_max_age=CACHE_SECONDS, **usual)


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _groups(value: object) -> frozenset[str] | None:
    if not isinstance(value, list):
        return None
    return frozenset(one for one in value if isinstance(one, str))


async def _ask(question: Awaitable[Any]) -> Any:
    try:
        async with asyncio.timeout(HUB_TIMEOUT):
            return await question
    except (HTTPError, TimeoutError) as fault:
        raise HubUnreachable(
            "JupyterHub does not answer, so nobody can be identified. Try again in a minute; your work is kept."
        ) from fault
