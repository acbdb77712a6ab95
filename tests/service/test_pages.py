"""The pages: login by the hub, sessions, and what other sites' pages can't do (SEC-45, SEC-50, SEC-51)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from jupyter_autograde.service.app import create_app
from jupyter_autograde.service.auth.local import LocalAuthenticator, LocalTokens
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import API, PREFIX, configured

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
PLAIN, TLS = {}, {"public_url": "https://hub.example/"}


@pytest_asyncio.fixture
async def browser(app: FastAPI, settings: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    scheme = "https" if settings else "http"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://hub.example") as client:
        yield client


async def come_back(browser: httpx.AsyncClient, hub: FakeHub, name: str = "ines", path: str = "login") -> str:
    """Go to the hub's login as `name`; returns the address that the hub sends the browser back to."""
    away = await browser.get(f"{PREFIX}{path}")
    assert away.status_code == 302
    hub.log_in_as(name)
    async with httpx.AsyncClient() as plain:
        back = await plain.get(away.headers["Location"])
    return back.headers["Location"]


async def log_in(browser: httpx.AsyncClient, hub: FakeHub, name: str = "ines") -> httpx.Response:
    return await browser.get(await come_back(browser, hub, name))


@pytest.mark.parametrize("settings", [PLAIN, TLS])
async def test_a_browser_is_sent_to_the_hub_and_back_to_the_page(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    first = await browser.get(PREFIX)
    assert (first.status_code, first.headers["Location"]) == (302, f"{PREFIX}login")
    done = await log_in(browser, hub)
    assert (done.status_code, done.headers["Location"]) == (302, PREFIX)
    page = await browser.get(PREFIX)
    assert page.status_code == 200
    assert 'data-user="ines"' in page.text
    assert (await browser.get(f"{API}/me")).json()["name"] == "ines"


async def test_the_live_classroom_has_a_page_that_the_login_leads_back_to(
    browser: httpx.AsyncClient, hub: FakeHub
) -> None:
    first = await browser.get(f"{PREFIX}live")
    assert first.status_code == 302
    login = urlsplit(first.headers["Location"])
    assert (login.path, parse_qs(login.query)) == (f"{PREFIX}login", {"next": [f"{PREFIX}live"]})
    back = await come_back(browser, hub, path=f"login?{login.query}")
    assert (await browser.get(back)).headers["Location"] == f"{PREFIX}live"
    page = await browser.get(f"{PREFIX}live")
    assert page.status_code == 200
    assert 'data-page="live"' in page.text
    assert 'data-page="formgrader"' in (await browser.get(PREFIX)).text


@pytest.mark.parametrize("settings", [TLS])
async def test_cookies_under_tls_can_not_be_planted_nor_seen_by_other_servers_of_the_hub(
    browser: httpx.AsyncClient, hub: FakeHub
) -> None:
    done = await log_in(browser, hub)
    cookies = {line.split("=")[0]: line for line in done.headers.get_list("set-cookie")}
    assert {"__Host-autograde", "__Secure-autograde-session", "_xsrf"} <= set(cookies)
    for line in cookies.values():
        assert "Secure" in line
        assert "SameSite=lax" in line
        assert "Domain" not in line
    assert "Path=/;" in cookies["__Host-autograde"]
    assert f"Path={PREFIX};" in cookies["__Secure-autograde-session"]
    assert "HttpOnly" in cookies["__Secure-autograde-session"]
    browser.cookies.delete("__Host-autograde")
    assert (await browser.get(f"{API}/me")).status_code == 401


async def test_tls_in_front_of_the_hub_is_seen_without_being_configured(app: FastAPI, hub: FakeHub) -> None:
    headers = {"X-Forwarded-Proto": "https,http"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://hub.example", headers=headers) as client:
        done = await log_in(client, hub)
        assert any(line.startswith("__Host-autograde=") for line in done.headers.get_list("set-cookie"))
        assert (await client.get(f"{API}/me")).status_code == 200


async def test_the_token_is_not_readable_in_the_cookie(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    assert not any(token in str(browser.cookies) for token in hub._models)


async def test_a_login_needs_the_state_that_this_browser_left_with(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    back = await come_back(browser, hub)
    forged = re.sub("state=[^&]+", "state=other", back)
    assert (await browser.get(forged)).status_code == 400
    browser.cookies.clear()
    assert (await browser.get(back)).status_code == 400
    assert (await browser.get(f"{API}/me")).status_code == 401


async def test_a_state_is_good_for_one_time(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    back = await come_back(browser, hub)
    assert (await browser.get(back)).status_code == 302
    assert (await browser.get(back)).status_code == 400


async def test_the_login_uses_pkce_where_the_hub_knows_it(browser: httpx.AsyncClient) -> None:
    away = await browser.get(f"{PREFIX}login")
    query = parse_qs(urlsplit(away.headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]


async def test_a_revoked_token_ends_the_session(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    for token in list(hub._models):
        hub.revoke(token)
    # Within the minute the hub's last word counts; a fresh process has not heard it.
    browser._transport.app.state.components.callers.authenticator._hub.cache.clear()
    assert (await browser.get(PREFIX)).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://hub.example"},
    ],
)
async def test_other_sites_can_not_write_with_the_cookie(
    browser: httpx.AsyncClient, hub: FakeHub, headers: dict[str, str]
) -> None:
    await log_in(browser, hub)
    headers = {**headers, "X-XSRFToken": browser.cookies["_xsrf"]}
    answer = await browser.post(f"{API}/events", json={"events": []}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize("xsrf", [None, "", "x", "0" * 64])
async def test_a_write_with_the_cookie_needs_the_xsrf_token(
    browser: httpx.AsyncClient, hub: FakeHub, xsrf: str | None
) -> None:
    await log_in(browser, hub)
    headers = SAME_SITE if xsrf is None else {**SAME_SITE, "X-XSRFToken": xsrf}
    if xsrf == "x":  # planted on both sides: it is bound to the session
        browser.cookies.set("_xsrf", "x", domain="hub.example", path=PREFIX)
    assert (await browser.post(f"{API}/events", json={"events": []}, headers=headers)).status_code == 403


@pytest.mark.parametrize("origin", [SAME_SITE, {"Origin": "http://hub.example"}])
async def test_our_own_page_can_write_with_the_cookie(
    browser: httpx.AsyncClient, hub: FakeHub, origin: dict[str, str]
) -> None:
    await log_in(browser, hub)
    headers = {**origin, "X-XSRFToken": browser.cookies["_xsrf"]}
    assert (await browser.post(f"{API}/events", json={"events": []}, headers=headers)).status_code == 202


async def test_other_sites_can_not_read_with_the_cookie(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    answer = await browser.get(f"{API}/me", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_bad_header_never_falls_back_to_the_cookie(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    assert (await browser.get(f"{API}/me", headers={"Authorization": "token wrong"})).status_code == 401


async def test_logging_out_ends_the_session(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    assert (await browser.post(f"{PREFIX}logout", headers=SAME_SITE)).status_code == 403
    headers = {**SAME_SITE, "X-XSRFToken": browser.cookies["_xsrf"]}
    assert (await browser.post(f"{PREFIX}logout", headers=headers)).status_code == 204
    assert (await browser.get(f"{API}/me")).status_code == 401


async def test_the_page_runs_no_script_but_ours_and_is_shown_in_no_frame(
    browser: httpx.AsyncClient, hub: FakeHub
) -> None:
    await log_in(browser, hub)
    page = await browser.get(PREFIX)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
    (nonce,) = re.findall(r'<script defer nonce="([^"]+)" src=', page.text)
    assert policy["script-src"] == f"'nonce-{nonce}' 'strict-dynamic'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert page.text.count("<script") == 1
    assert nonce not in (await browser.get(PREFIX)).text


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "a' onload='x", "<b>&amp;"])
async def test_names_in_the_page_are_text(browser: httpx.AsyncClient, hub: FakeHub, name: str) -> None:
    name = name.replace("/", "|")
    await log_in(browser, hub, name)
    page = await browser.get(PREFIX)
    assert name not in page.text
    assert page.text.count("<script") == 1


@pytest.mark.parametrize(
    ("name", "kinds"),
    # What a script is called depends on the machine's table of types; browsers run both.
    [("standalone.js", {"text/javascript", "application/javascript"}), ("standalone.css", {"text/css"})],
)
async def test_the_page_gets_its_script_and_its_style(browser: httpx.AsyncClient, name: str, kinds: set[str]) -> None:
    answer = await browser.get(f"{PREFIX}static/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] in kinds
    assert (await browser.get(f"{PREFIX}static/../html.py")).status_code == 404


async def test_every_answer_carries_the_headers(browser: httpx.AsyncClient) -> None:
    for path in (PREFIX, f"{PREFIX}live", f"{PREFIX}login", f"{API}/health", f"{API}/nothing", f"{API}/me", "/"):
        headers = (await browser.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


async def test_without_a_hub_the_pages_say_so(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    browser._transport.app.state.components.callers.authenticator._hub.cache.clear()
    hub.stop()
    page = await browser.get(PREFIX)
    assert page.status_code == 503
    assert "JupyterHub does not answer" in page.text


@pytest.fixture
def local_service(tmp_path: Path, database_url: str) -> Iterator[Components]:
    """A stand-alone service; its people log in with a token."""
    service = configured(tmp_path, database_url, standalone=True)
    built = service.build(authenticator=LocalAuthenticator(service.local_tokens))
    yield built
    built.database.close()


async def test_a_stand_alone_service_logs_in_by_a_token_that_is_typed_in(
    local_service: Components, tmp_path: Path
) -> None:
    token = LocalTokens(tmp_path / "service").issue("ines")
    app = create_app(local_service)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        form = await client.get(f"{PREFIX}login", params={"next": f'{PREFIX}"><script>'})
        assert form.status_code == 200
        assert "<script" not in form.text
        own = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
        wrong = await client.post(f"{PREFIX}login", data={"token": "wrong"}, headers=own)
        assert (wrong.status_code, "does not know this token" in wrong.text) == (401, True)
        foreign = await client.post(f"{PREFIX}login", data={"token": token}, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
        done = await client.post(f"{PREFIX}login", data={"token": token, "next": "//evil"}, headers=own)
        assert (done.status_code, done.headers["Location"]) == (303, PREFIX)
        assert 'data-user="ines"' in (await client.get(PREFIX)).text


async def test_the_form_for_a_token_speaks_the_language_of_the_browser(local_service: Components) -> None:
    transport = httpx.ASGITransport(create_app(local_service))
    headers = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5", "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        form = await client.get(f"{PREFIX}login")
        assert '<html lang="de-DE">' in form.text
        assert form.headers["Vary"] == "Accept-Language"
        assert "<code>jupyter autograde token NAME</code> ausgibt" in form.text
        assert "<button>Anmelden</button>" in form.text
        wrong = await client.post(f"{PREFIX}login", data={"token": "wrong"})
        assert "Der Dienst kennt diese Anmeldung nicht." in wrong.text
        assert "does not know" not in wrong.text
        away = await client.post(f"{PREFIX}login", data={"token": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert (away.status_code, "Die Anfrage kam von einer anderen Website." in away.text) == (403, True)


async def test_what_went_wrong_on_the_way_to_a_page_is_said_in_the_language_of_the_browser(
    browser: httpx.AsyncClient, hub: FakeHub
) -> None:
    german = {"Accept-Language": "de"}
    interrupted = await browser.get(f"{PREFIX}oauth_callback?state=x&code=y", headers=german)
    assert (interrupted.status_code, "Die Anmeldung wurde unterbrochen." in interrupted.text) == (400, True)
    token = hub.add_user("leo", scopes=())
    refused = await browser.get(PREFIX, headers={**german, "Authorization": f"token {token}"})
    assert refused.status_code == 403
    assert "JupyterHub erlaubt Ihnen diesen Dienst nicht." in refused.text
    # What the people who run the hub have to write is theirs to read.
    assert '<p lang="en">The hub does not let this token of leo use the service' in refused.text
    await log_in(browser, hub)
    browser._transport.app.state.components.callers.authenticator._hub.cache.clear()
    hub.stop()
    away = await browser.get(PREFIX, headers=german)
    assert away.status_code == 503
    assert "JupyterHub antwortet nicht" in away.text
    assert "does not answer" not in away.text


@pytest.mark.parametrize("settings", [PLAIN])
async def test_a_page_speaks_the_language_of_the_browser(browser: httpx.AsyncClient, hub: FakeHub) -> None:
    await log_in(browser, hub)
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    page = await browser.get(PREFIX, headers=german)
    assert '<html lang="de-DE">' in page.text
    assert 'data-language="de-DE"' in page.text
    assert page.headers["Vary"] == "Accept-Language"
    assert '<html lang="en">' in (await browser.get(PREFIX)).text
    texts = await browser.get(f"{PREFIX}texts/de-DE")
    assert (texts.status_code, texts.json()["Submissions"]) == (200, ["Abgaben"])
    for other in ("fr-FR", "..%2F..%2Fpyproject.toml", "%00"):
        assert (await browser.get(f"{PREFIX}texts/{other}")).status_code == 404
