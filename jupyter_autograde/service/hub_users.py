"""The hub's list of people, as far as this service may change it."""

from __future__ import annotations

import os

import requests

from jupyter_autograde.errors import HubUnreachable, InvalidInput, MissingScope

_SECONDS = 8.0


class HubUsers:
    """Creates people in the hub.

    Parameters
    ----------
    api_url, token : str
        The hub's API, and this service's own token; its role needs the scope `admin:users`.
    """

    def __init__(self, api_url: str, token: str) -> None:
        self._api_url, self._token = api_url.rstrip("/"), token

    @classmethod
    def from_environment(cls) -> HubUsers:
        """Return the hub that JupyterHub's own variables name; raises InvalidInput without them."""
        try:
            return cls(os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"])
        except KeyError as fault:
            raise InvalidInput(f"Users can be created behind a hub only: {fault.args[0]} is not set.") from fault

    def create(self, name: str) -> bool:
        """Create a user; False when there is one already.

        Raises
        ------
        HubUnreachable, MissingScope
        """
        try:
            reply = requests.post(
                f"{self._api_url}/users/{name}",
                headers={"Authorization": f"token {self._token}"},
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            raise HubUnreachable("JupyterHub does not answer. Try again in a minute.") from fault
        if reply.status_code == 403:
            raise MissingScope(
                "The hub does not let this service create users. Its administrator gives the service's role the scope "
                "admin:users and restarts the hub.",
                details={"scope": "admin:users"},
            )
        if reply.status_code not in (201, 409):
            raise HubUnreachable(f"JupyterHub could not create the user (status {reply.status_code}).")
        return reply.status_code == 201
