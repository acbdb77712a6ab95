"""What the hub is asked about tokens that somebody has made up."""

from __future__ import annotations

import asyncio

import pytest
from jupyterhub.services.auth import HubOAuth

from jupyter_autograde.errors import NotAuthenticated
from jupyter_autograde.service.auth.hub import STRANGERS, HubAuthenticator
from jupyter_autograde.testing.hub import SCOPE

pytestmark = pytest.mark.asyncio


class BusyHub(HubOAuth):
    """Knows one token, and is long about all others."""

    def __init__(self) -> None:
        super().__init__(api_token="x", oauth_client_id="service-autograde")
        self.asked_about: list[str] = []
        self.free = asyncio.Event()

    async def user_for_token(self, token: str, *args: object, **more: object) -> dict[str, object] | None:
        self.asked_about.append(token)
        if token == "known":
            return {"kind": "user", "name": "sam", "scopes": [SCOPE]}
        await self.free.wait()
        return None


async def test_whoever_sends_made_up_tokens_holds_up_nobody_whom_the_hub_knows() -> None:
    hub = BusyHub()
    authenticator = HubAuthenticator("autograde", hub=hub)
    assert (await authenticator.identify("known")).name == "sam"
    made_up = [asyncio.create_task(authenticator.identify(f"made-up-{number}")) for number in range(30)]
    while len(hub.asked_about) < 1 + STRANGERS:
        await asyncio.sleep(0)
    assert (await authenticator.identify("known")).name == "sam"
    assert hub.asked_about == ["known", *(f"made-up-{number}" for number in range(STRANGERS)), "known"]
    hub.free.set()
    answers = await asyncio.gather(*made_up, return_exceptions=True)
    assert {type(answer) for answer in answers} == {NotAuthenticated}
    assert len(hub.asked_about) == 2 + 30
