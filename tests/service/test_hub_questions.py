"""What the hub is asked about tokens that somebody has made up."""

from __future__ import annotations

import asyncio

import pytest
from jupyterhub.services.auth import HubOAuth

from jupyter_autograde.errors import NotAuthenticated
from jupyter_autograde.service.auth.hub import MOST_UNKNOWN, HubAuthenticator
from jupyter_autograde.testing.hub import SCOPE

pytestmark = pytest.mark.asyncio


class BusyHub(HubOAuth):
    """Knows two tokens, gives one of them for every code, and is long about all others."""

    def __init__(self) -> None:
        super().__init__(api_token="x", oauth_client_id="service-autograde")
        self.asked_about: list[str] = []
        self.free = asyncio.Event()

    async def user_for_token(self, token: str, *args: object, **more: object) -> dict[str, object] | None:
        self.asked_about.append(token)
        if token in ("known", "fresh"):
            return {"kind": "user", "name": "sam", "scopes": [SCOPE]}
        await self.free.wait()
        return None

    async def token_for_code(self, code: str, *args: object, **more: object) -> str:
        return "fresh"


async def test_whoever_sends_made_up_tokens_holds_up_nobody_whom_the_hub_knows() -> None:
    hub = BusyHub()
    authenticator = HubAuthenticator("autograde", hub=hub)
    assert (await authenticator.identify("known")).name == "sam"
    made_up = [asyncio.create_task(authenticator.identify(f"made-up-{number}")) for number in range(30)]
    while len(hub.asked_about) < 1 + MOST_UNKNOWN:
        await asyncio.sleep(0)
    assert (await authenticator.identify("known")).name == "sam"
    # Who comes back from the hub's login has a token that nobody has asked about before.
    assert (await authenticator.identify(await authenticator.token_for_code("code", "verifier"))).name == "sam"
    made_up_first = [f"made-up-{number}" for number in range(MOST_UNKNOWN)]
    assert hub.asked_about == ["known", *made_up_first, "known", "fresh"]
    hub.free.set()
    answers = await asyncio.gather(*made_up, return_exceptions=True)
    assert {type(answer) for answer in answers} == {NotAuthenticated}
    assert len(hub.asked_about) == 3 + 30
