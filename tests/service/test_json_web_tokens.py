"""Tokens that others have signed: for how long they are good, how often, and what the hub's login makes of them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import jwt
import pytest
from traitlets import TraitError

from jupyter_autograde.errors import InvalidInput, NotAuthenticated
from jupyter_autograde.service.auth.json_web_tokens import TokenReader
from jupyter_autograde.service.auth.token_login import JSONWebTokenAuthenticator
from jupyter_autograde.service.auth.token_login_page import PARAMETER
from jupyter_autograde.service.auth.used_ids import UsedIds

SECRET = "a secret that Moodle and the hub share, long enough"


def token(**claims: Any) -> str:
    return jwt.encode({"name": "sven", **claims}, SECRET, algorithm="HS256")


def soon(seconds: float = 60) -> float:
    return time.time() + seconds


def test_a_token_that_is_good_for_too_long_is_no_good() -> None:
    reader = TokenReader(secret=SECRET, max_seconds=300)
    assert reader.read(token(exp=soon(290))).name == "sven"
    for claims in ({}, {"exp": soon(310)}, {"exp": 4_000_000_000}, {"exp": float("inf")}, {"exp": None}):
        with pytest.raises(NotAuthenticated):
            reader.read(token(**claims))
    assert TokenReader(secret=SECRET).read(token()).ends_at is None
    with pytest.raises(NotAuthenticated):
        TokenReader(secret=SECRET).read(token(exp=float("inf")))


def test_an_id_is_asked_for_where_tokens_are_for_one_time() -> None:
    reader = TokenReader(secret=SECRET, need_id=True)
    assert reader.read(token(jti="one")).id == "one"
    for claims in ({}, {"jti": 7}, {"jti": None}):
        with pytest.raises(NotAuthenticated):
            reader.read(token(**claims))


def test_an_id_is_good_for_one_time_until_its_token_has_ended() -> None:
    now = [0.0]
    used = UsedIds(most=2, clock=lambda: now[0])
    assert used.use("one", 10)
    assert not used.use("one", 10)
    assert used.use("two", 20)
    # Nothing is forgotten for what comes later.
    assert not used.use("three", 30)
    assert not used.use("one", 10)
    now[0] = 10
    assert used.use("three", 30)
    assert not used.use("two", 20)


def test_an_id_is_good_no_more_in_the_moment_in_which_its_token_ends() -> None:
    """Its token may have been read a moment before."""
    now = [0.0]
    used = UsedIds(clock=lambda: now[0])
    assert used.use("one", 10)
    for now[0] in (10.0, 10.5):
        assert not used.use("one", 10)
    assert not used.use("never seen", 10)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"secret": "short"}, "fewer than 32 bytes"),
        ({"secret": "é" * 15}, "fewer than 32 bytes"),
        ({}, "needs a secret"),
        ({"secret": SECRET, "max_seconds": None}, "single_use = False"),
        ({"algorithm": "RS256"}, "needs the path"),
    ],
)
def test_a_hub_that_would_not_be_safe_does_not_start(
    wrong: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JWT_SECRET", raising=False)
    with pytest.raises(InvalidInput, match=sentence):
        JSONWebTokenAuthenticator(**wrong)
    with pytest.raises(TraitError):
        JSONWebTokenAuthenticator(secret=SECRET, max_seconds=0)


def log_in(authenticator: JSONWebTokenAuthenticator, said: object) -> str | None:
    return asyncio.run(authenticator.authenticate(None, {PARAMETER: said}))


def test_a_token_logs_in_once_and_is_not_used_up_by_being_looked_at() -> None:
    authenticator = JSONWebTokenAuthenticator(secret=SECRET)
    said = token(name="Sven", exp=soon(), jti="one")
    assert asyncio.run(authenticator.name_in(said)) == "sven"
    assert log_in(authenticator, said) == "Sven"  # the hub's own rules for names come after
    assert log_in(authenticator, said) is None
    assert log_in(authenticator, token(exp=soon(), jti="two")) == "sven"
    for bad in (token(), token(exp=soon()), token(jti="three"), "x", "", None, ["x"]):
        assert log_in(authenticator, bad) is None
    assert asyncio.run(authenticator.authenticate(None, None)) is None


def test_each_defence_can_be_switched_off(caplog: pytest.LogCaptureFixture) -> None:
    long = JSONWebTokenAuthenticator(secret=SECRET, max_seconds=7200)
    said = token(exp=soon(7000), jti="one")
    assert [log_in(long, said), log_in(long, said)] == ["sven", None]
    as_the_plugin = JSONWebTokenAuthenticator(secret=SECRET, max_seconds=None, single_use=False)
    assert [log_in(as_the_plugin, token()) for _ in range(2)] == ["sven", "sven"]
    assert "log in with it for ever" in caplog.text
