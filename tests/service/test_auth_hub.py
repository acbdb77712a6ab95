"""Identity comes from the hub's word on a token, and from nowhere else (SEC-40)."""

import pytest
from jupyterhub.services.auth import HubOAuth

from jupyter_autograde.service.auth.hub import CACHE_SECONDS, HubAuthenticator
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import SCOPE, FakeHub
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import ok

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def whoami(ask: Asking, authorization: str) -> tuple[int, str]:
    answer = await ask("").get("/me", headers={"Authorization": authorization})
    return answer.status_code, answer.json().get("name") or answer.json()["code"]


@pytest.mark.parametrize("scheme", ["token", "Bearer", "bearer"])
async def test_the_owner_of_a_token_is_whom_the_hub_names(ask: Asking, hub: FakeHub, scheme: str) -> None:
    assert await whoami(ask, f"{scheme} {hub.add_user('sam')}") == (200, "sam")


async def test_a_token_is_asked_about_once_a_minute(ask: Asking, hub: FakeHub) -> None:
    for _ in range(3):
        ok(await ask("sam").get("/me"))
    assert hub.asked == 1
    hub_auth = HubOAuth(api_token="x", oauth_client_id="service-x")
    assert hub_auth.cache_max_age != CACHE_SECONDS
    assert HubAuthenticator("autograde")._hub.cache_max_age == CACHE_SECONDS == 60


async def test_an_unknown_token_is_nobody(ask: Asking) -> None:
    assert await whoami(ask, "token 0123456789") == (401, "not_authenticated")


@pytest.mark.parametrize(
    "header", ["", "token", "token ", "Basic c2FtOng=", "token a b", "token \x7f", "token " + "a" * 2000]
)
async def test_what_is_no_token_never_reaches_the_hub(ask: Asking, hub: FakeHub, header: str) -> None:
    assert await whoami(ask, header) == (401, "not_authenticated")
    assert hub.asked == 0


async def test_two_tokens_in_one_request_are_none(ask: Asking, hub: FakeHub) -> None:
    headers = [("Authorization", f"token {hub.add_user(name, admin=name == 'root')}") for name in ("sam", "root")]
    assert (await ask("").get("/me", headers=headers)).status_code == 401
    assert hub.asked == 0


async def test_a_token_without_the_scope_is_told_the_line_to_add(ask: Asking, hub: FakeHub) -> None:
    token = hub.add_user("sam", scopes=("access:services!service=other", "access:servers!server=sam/"))
    answer = await ask("").get("/me", headers={"Authorization": f"token {token}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert answer.json()["details"]["scope"] == SCOPE
    assert f'{{"name": "user", "scopes": ["self", "{SCOPE}"]}}' in answer.json()["message"]
    assert '"name": "server"' in answer.json()["message"]


async def test_the_scope_for_all_services_is_enough(ask: Asking, hub: FakeHub) -> None:
    assert await whoami(ask, f"token {hub.add_user('sam', scopes=('access:services',))}") == (200, "sam")


async def test_a_hub_service_is_not_a_person_of_its_name(ask: Asking, hub: FakeHub) -> None:
    token = hub.add_user("ines", kind="service", admin=True)
    assert await whoami(ask, f"token {token}") == (401, "not_authenticated")


@pytest.mark.parametrize("name", ["a/b", "", "x" * 129, "a\u202eb"])
async def test_a_name_that_can_not_be_one_is_nobody(ask: Asking, hub: FakeHub, name: str) -> None:
    assert await whoami(ask, f"token {hub.add_user(name)}") == (401, "not_authenticated")


async def test_nobody_gets_in_while_the_hub_is_down(ask: Asking, hub: FakeHub, tokens: dict[str, str]) -> None:
    hub.stop()
    answer = await ask("sam").get("/me")
    assert (answer.status_code, answer.json()["code"]) == (503, "hub_unreachable")
    hub.start()
    assert (await ask("sam").get("/me")).status_code == 200


@pytest.mark.parametrize("status", [500, 502, 400, 404])
async def test_a_hub_that_answers_nonsense_lets_nobody_in(ask: Asking, hub: FakeHub, status: int) -> None:
    hub.broken = status
    answer = await ask("root").get("/courses")
    assert (answer.status_code, answer.json()["code"]) == (503, "hub_unreachable")


@pytest.mark.parametrize(
    "claim",
    [
        {"headers": {"X-Forwarded-User": "root", "Remote-User": "root", "X-Otter-User": "root"}},
        {"headers": {"Referer": "http://hub.example/user/root/lab"}},
        {"params": {"token": "TOKEN", "user": "root"}},
        {"headers": {"Cookie": "autograde-session=TOKEN; _xsrf=TOKEN; jupyterhub-session-id=TOKEN"}},
    ],
)
async def test_claims_about_oneself_are_not_heard(ask: Asking, tokens: dict[str, str], claim: dict) -> None:
    claim = {part: {k: v.replace("TOKEN", tokens["root"]) for k, v in values.items()} for part, values in claim.items()}
    assert (await ask("").get("/me", **claim)).status_code == 401


async def test_configured_administrators_are_administrators(hub: FakeHub, components: Components) -> None:
    oauth = HubOAuth(api_url=hub.api_url, api_token="x", oauth_client_id="service-x")
    authenticator = HubAuthenticator("autograde", {"ines"}, oauth)
    assert (await authenticator.identify(hub.add_user("ines"))).admin
    assert not (await authenticator.identify(hub.add_user("sam"))).admin


async def test_no_token_is_logged(ask: Asking, tokens: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "jupyter_autograde")
    await ask("sam").post("/courses", json={"name": "x"}, params={"token": tokens["sam"]})
    await ask("").get("/me", headers={"Authorization": "token stolen-token"})
    text = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("jupyter_autograde"))
    assert "POST /services/autograde/api/v1/courses 403" in text
    assert "user=sam" in text
    assert tokens["sam"] not in text
    assert "stolen-token" not in text
