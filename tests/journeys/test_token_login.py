"""Logging in at a real hub by a token in the address, as the operators' page sets it up."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests

from jupyter_autograde.testing.operators_page import door_snippet, managed_snippet
from jupyter_autograde.testing.own_hub import OwnHub

SECRET = "a secret that Moodle and the hub share, long enough"


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


def log_in(hub: OwnHub, browser: requests.Session, **claims: Any) -> requests.Response:
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    params = {"auth_token": token, "next": "/hub/home"}
    return browser.get(f"{hub.settings.url}hub/login", params=params, timeout=30)


def who(reply: requests.Response) -> str | None:
    found = re.search(r'user: "([^"]*)"', reply.text)
    return found.group(1) if found else None


@pytest.mark.slow
def test_who_is_named_is_logged_in(hub: OwnHub) -> None:
    browser = requests.Session()
    reply = log_in(hub, browser, name="sven", exp=time.time() + 60)
    assert (reply.url, reply.status_code, who(reply)) == (f"{hub.settings.url}hub/home", 200, "sven")
    # Whoever comes next to this browser is not taken for the one before.
    assert who(log_in(hub, browser, name="Ruth", role="admin")) == "ruth"
    assert browser.get(f"{hub.settings.url}hub/admin", timeout=30).status_code == 403
    assert log_in(hub, browser, name="olga", exp=1).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("claims", [{}, {"name": ""}, {"name": 7}, {"name": "sven", "exp": 1}])
def test_a_bad_token_logs_nobody_in(hub: OwnHub, claims: dict[str, Any]) -> None:
    browser = requests.Session()
    assert log_in(hub, browser, **claims).status_code == 403
    assert browser.get(f"{hub.settings.url}hub/home", timeout=30).url != f"{hub.settings.url}hub/home"


@pytest.mark.slow
def test_without_a_token_the_hub_goes_on_as_ever(hub: OwnHub) -> None:
    page = f"{hub.settings.url}hub/login"
    browser = requests.Session()
    assert browser.get(page, timeout=30).status_code == 200
    form = {"username": "sven", "password": "x", "_xsrf": browser.cookies.get("_xsrf", path="/hub/")}
    assert browser.post(page, data=form, timeout=30).status_code == 403
