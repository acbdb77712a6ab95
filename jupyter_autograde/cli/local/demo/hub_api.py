"""The part of JupyterHub's own API that a local driver needs.

**Source:** https://jupyterhub.readthedocs.io/en/stable/reference/rest-api.html
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import requests

from jupyter_autograde.errors import HubUnreachable, UpstreamError

_TIMEOUT = 30.0
_PAUSE = 0.1
SPAWN_SECONDS = 120.0


class HubApi:
    """Speaks to a hub in the name of one of its services.

    Parameters
    ----------
    url : str
        Ends in `/hub/api/`.
    token : str
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._session = requests.Session()
        # Not the proxies of this machine: it is loopback.
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"token {token}"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def add_users(self, names: Iterable[str]) -> None:
        """Create those of `names` that the hub does not know."""
        known = {user["name"] for user in self._ask("GET", "users")}
        new = sorted(set(names) - known)
        if new:
            self._ask("POST", "users", {"usernames": new})

    def make_token(self, user: str, *, note: str, seconds: int) -> str:
        """Return a new token of `user` with the rights of that person, valid for some seconds."""
        body = {"note": note, "expires_in": seconds}
        return str(self._ask("POST", f"users/{quote(user)}/tokens", body)["token"])

    def start_server(self, user: str) -> None:
        """Let the server of `user` start; see `wait_for_server`."""
        self._ask("POST", f"users/{quote(user)}/server")

    def wait_for_server(self, user: str, seconds: float = SPAWN_SECONDS) -> None:
        """Wait until the server of `user` answers."""
        give_up_at = time.monotonic() + seconds
        while not self._server(user).get("ready"):
            if time.monotonic() > give_up_at:
                raise UpstreamError(f"The server of {user} was not ready after {seconds:.0f} seconds.")
            time.sleep(_PAUSE)

    def stop_server(self, user: str) -> None:
        """Stop the server of `user` and wait for its end."""
        self._ask("DELETE", f"users/{quote(user)}/server")
        give_up_at = time.monotonic() + SPAWN_SECONDS
        while self._server(user):
            if time.monotonic() > give_up_at:
                raise UpstreamError(f"The server of {user} did not stop.")
            time.sleep(_PAUSE)

    def _server(self, user: str) -> dict[str, Any]:
        model = self._ask("GET", f"users/{quote(user)}")
        server: dict[str, Any] = model.get("servers", {}).get("", {})
        return server

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        try:
            answer = self._session.request(method, self._url + path, json=body, timeout=_TIMEOUT)
        except requests.RequestException as fault:
            raise HubUnreachable("JupyterHub does not answer. Its log says why.") from fault
        if not answer.ok:
            raise UpstreamError(f"JupyterHub refused {method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None
