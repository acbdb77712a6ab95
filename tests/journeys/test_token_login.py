"""Logging in at a real hub by a token in the address or a form, as the operators' page sets it up."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests

from jupyter_autograde.testing.operators_page import door_snippet, managed_snippet
from jupyter_autograde.testing.own_hub import OwnHub

SECRET = "a secret that Moodle and the hub share, long enough"
CROSS_SITE = {"Origin": "https://moodle.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnHub]:
    own = OwnHub(
        tmp_path_factory.mktemp("token-hub"),
        managed_snippet() + door_snippet("autograde-jwt"),
        admins=["ada"],
        people=["sven"],
        environment={"JWT_SECRET": SECRET},
    )
    with own.running(service=False):
        yield own


def token(name: Any, **claims: Any) -> str:
    """A new one, as who signs them should make them; a claim of None is left out."""
    whole = {"name": name, "exp": time.time() + 60, "jti": uuid.uuid4().hex, **claims}
    return jwt.encode({key: value for key, value in whole.items() if value is not None}, SECRET, algorithm="HS256")


def follow(hub: OwnHub, browser: requests.Session, said: str, **more: str) -> requests.Response:
    """Follow a link."""
    params = {"auth_token": said, "next": "/hub/home", **more}
    return browser.get(f"{hub.settings.url}hub/login", params=params, timeout=30)


def send(
    hub: OwnHub, browser: requests.Session, headers: dict[str, str] | None = None, **form: str
) -> requests.Response:
    """Send a form; another site's comes without cookies."""
    form = {"next": "/hub/home", **form}
    cross_site = headers is not None and headers.get("Sec-Fetch-Site") == "cross-site"
    kept = requests.Session() if cross_site else browser
    return kept.post(f"{hub.settings.url}hub/login", data=form, headers=headers, timeout=30)


def fields_of(page: requests.Response) -> dict[str, str]:
    """What the form of a page sends."""
    (form,) = re.findall(r'<form id="token-login".*?</form>', page.text, re.DOTALL)
    return dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))


def who(reply: requests.Response) -> str | None:
    found = re.search(r'user: "([^"]*)"', reply.text)
    return found.group(1) if found else None


def who_is_in(hub: OwnHub, browser: requests.Session) -> str | None:
    reply = browser.get(f"{hub.settings.url}hub/home", timeout=30)
    return who(reply) if reply.url.endswith("/hub/home") else None


def test_who_is_named_is_logged_in_once_for_a_token(hub: OwnHub) -> None:
    browser, said = requests.Session(), token("Sven", role="admin")
    reply = follow(hub, browser, said)
    assert (reply.url, reply.status_code, who(reply)) == (f"{hub.settings.url}hub/home", 200, "sven")
    assert browser.get(f"{hub.settings.url}hub/admin", timeout=30).status_code == 403
    second = requests.Session()
    assert follow(hub, second, said).status_code == 403
    assert who_is_in(hub, second) is None
    # The same person again is no question.
    assert who(follow(hub, browser, token("sven"))) == "sven"


def test_the_token_goes_no_further_than_the_login(hub: OwnHub) -> None:
    page = f"{hub.settings.url}hub/login"
    reply = requests.get(page, params={"auth_token": token("sven"), "more": "1"}, timeout=30, allow_redirects=False)
    assert reply.status_code == 302
    assert "auth_token" not in reply.headers["Location"]
    assert "more=1" in reply.headers["Location"]


@pytest.mark.parametrize(
    "claims",
    [
        {"name": None},
        {"name": ""},
        {"name": 7},
        {"name": "sven", "exp": 1},
        {"name": "sven", "exp": None},
        {"name": "sven", "exp": 4_000_000_000},
        {"name": "sven", "jti": None},
    ],
)
def test_a_bad_token_logs_nobody_in(hub: OwnHub, claims: dict[str, Any]) -> None:
    browser = requests.Session()
    for reply in (follow(hub, browser, token(**claims)), send(hub, browser, auth_token=token(**claims))):
        assert (reply.status_code, "start from there again" in reply.text) == (403, True)
    assert who_is_in(hub, browser) is None


def test_whoever_is_logged_in_is_asked_before_somebody_else_is(hub: OwnHub) -> None:
    browser, said = requests.Session(), token("ruth")
    follow(hub, browser, token("sven"))
    sessions = [browser.cookies["jupyterhub-session-id"]]
    asked = follow(hub, browser, said)
    assert (asked.status_code, "sven is logged in" in asked.text) == (200, True)
    assert asked.headers["Referrer-Policy"] == "strict-origin"
    assert who_is_in(hub, browser) == "sven"
    # A form of a page of the hub's own origin, as other people's servers are, can't agree in somebody's place.
    for form in ({}, {"_xsrf": "made up"}):
        reply = send(hub, browser, {"Sec-Fetch-Site": "same-origin"}, auth_token=said, **form)
        assert (reply.status_code, who_is_in(hub, browser)) == (403 if form else 200, "sven")
    assert who(send(hub, browser, {"Sec-Fetch-Site": "same-origin"}, **fields_of(asked))) == "ruth"
    assert who_is_in(hub, browser) == "ruth"
    # What the one before began at services ended with that session.
    sessions.append(browser.cookies["jupyterhub-session-id"])
    assert sessions[0] != sessions[1]


def test_a_form_logs_in_like_a_link(hub: OwnHub) -> None:
    browser = requests.Session()
    reply = send(hub, browser, auth_token=token("sven"))
    assert (reply.url, who(reply)) == (f"{hub.settings.url}hub/home", "sven")


def test_a_form_of_another_site_is_sent_again_from_here_where_the_cookies_are(hub: OwnHub) -> None:
    here = {"Sec-Fetch-Site": "same-origin"}
    for before, after in ((None, "ruth"), ("sven", "sven")):
        browser = requests.Session()
        if before:
            follow(hub, browser, token(before))
        between = send(hub, browser, CROSS_SITE, auth_token=token("ruth"))
        assert (between.status_code, between.history, ".submit()" in between.text) == (200, [], True)
        said = fields_of(between)
        reply = send(hub, browser, here, **said)
        assert who_is_in(hub, browser) == after
        # Asked, not sent on in a circle.
        assert ("In this browser sven is logged in" in reply.text, ".submit()" in reply.text) == (
            before == "sven",
            False,
        )
    # A proxy that hides the hub's name from it would make a circle.
    lost = send(hub, browser, CROSS_SITE, **said)
    assert (lost.status_code, "header Host" in lost.text) == (403, True)


def test_without_a_token_the_hub_goes_on_as_ever(hub: OwnHub) -> None:
    page = f"{hub.settings.url}hub/login"
    browser = requests.Session()
    assert browser.get(page, timeout=30).status_code == 200
    form = {"username": "sven", "password": "x", "_xsrf": browser.cookies.get("_xsrf", path="/hub/")}
    assert browser.post(page, data=form, timeout=30).status_code == 403
    # Nor does a token in the address of a form for passwords count.
    assert browser.post(page, params={"auth_token": token("sven")}, data=form, timeout=30).status_code == 403
    assert who_is_in(hub, browser) is None
