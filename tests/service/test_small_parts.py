"""Parts of the service on their own."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from traitlets import TraitError

from jupyter_autograde.errors import (
    AutogradeError,
    NotAuthenticated,
    SandboxUnavailable,
    SchemaOutdated,
    TooManyRequests,
)
from jupyter_autograde.models.error import STATUS, status_of
from jupyter_autograde.sandbox.base import Isolation, Probe, SelfTestReport
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.service import http_protocol
from jupyter_autograde.service.app import create_app
from jupyter_autograde.service.auth.local import KEPT, LocalAuthenticator, LocalTokens
from jupyter_autograde.service.auth.secret_file import load_or_create
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.environments import CheckedEnvironments
from jupyter_autograde.service.pages.routes import own_path, static_files
from jupyter_autograde.service.rate_limits import RateLimit
from jupyter_autograde.service.sandbox_check import SandboxCheck
from jupyter_autograde.service.upload_limits import UploadLimits
from jupyter_autograde.testing.service import PREFIX, Asking, HoldingSandbox, configured, serving
from jupyter_autograde.testing.walkthrough import draft, release, submit, work

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def every_error(base: type[AutogradeError] = AutogradeError) -> list[type[AutogradeError]]:
    return [base, *(found for kind in base.__subclasses__() for found in every_error(kind))]


def test_every_error_has_the_status_of_the_contract() -> None:
    statuses = {kind.code: next(STATUS[base] for base in kind.__mro__ if base in STATUS) for kind in every_error()}
    assert {code for code, status in statuses.items() if status == 409} >= {"already_exists", "assignment_closed"}
    assert statuses["storage_full"] == 507
    assert statuses["missing_scope"] == 403
    assert statuses["attempt_limit_reached"] == 429
    assert statuses["sandbox_unavailable"] == statuses["hub_unreachable"] == 503
    assert statuses["service_unreachable"] == 502
    assert [code for code, status in statuses.items() if status == 500] == ["error"]
    assert status_of(TooManyRequests("x")) == 429


def test_a_rate_is_of_one_person_and_refills() -> None:
    time = 0.0
    limit = RateLimit(2, 3, clock=lambda: time)
    for _ in range(3):
        limit.spend("sam")
    with pytest.raises(TooManyRequests) as refused:
        limit.spend("sam")
    assert refused.value.details["retry_after"] == 0.5
    limit.spend("tom")
    time = 0.6
    limit.spend("sam")
    with pytest.raises(TooManyRequests):
        limit.spend("sam")


def test_people_who_ask_once_do_not_fill_the_memory() -> None:
    limit = RateLimit(1, 1, clock=lambda: 0.0)
    for n in range(21_000):
        limit.spend(f"user{n}")
    assert len(limit._buckets) == 20_000


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(load_or_create(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (8, 1)
    assert len(found[0]) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret"]


@pytest.mark.asyncio
async def test_local_tokens_name_their_owner_and_are_not_on_disk(tmp_path: Path) -> None:
    tokens = LocalTokens(tmp_path)
    authenticator = LocalAuthenticator(LocalTokens(tmp_path))
    with pytest.raises(NotAuthenticated):
        await authenticator.identify("x")
    sams = tokens.issue("sam")
    admins = tokens.issue("ana", admin=True)
    assert await authenticator.identify(sams) == await authenticator.identify(tokens.issue("sam"))
    assert (await authenticator.identify(admins)).admin
    file = tmp_path / "standalone-tokens.json"
    assert sams not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    for _ in range(KEPT + 1):
        tokens.issue("sam")
    with pytest.raises(NotAuthenticated):
        await authenticator.identify(sams)
    assert (await authenticator.identify(admins)).name == "ana"


class LeakySandbox(HoldingSandbox):
    """Fails its self-test until it is repaired."""

    repaired = False

    def self_test(self, environment: Environment) -> SelfTestReport:
        return SelfTestReport("leaky", (Probe("file", self.repaired, "a file outside could be read"),))


class OpenSandbox(HoldingSandbox):
    @property
    def isolation(self) -> Isolation:
        return Isolation("open", False, (), ("no sandbox",))


ENVIRONMENT = Environment("default", Path("/usr/bin/python3"))


def test_jobs_wait_until_the_sandbox_holds_and_go_on_when_it_is_repaired() -> None:
    sandbox, passed = LeakySandbox(), threading.Event()
    check = SandboxCheck(sandbox, {"default": ENVIRONMENT}, retry_seconds=0.01)
    assert "still running" in (check.fault() or "")
    check.start(passed.set)
    assert not passed.wait(0.1)
    assert "a file outside could be read" in (check.fault() or "")
    sandbox.repaired = True
    assert passed.wait(10)
    assert check.fault() is None


def test_a_sandbox_that_fails_a_job_is_tested_at_once() -> None:
    sandbox, passed = LeakySandbox(), threading.Event()
    sandbox.repaired = True
    check = SandboxCheck(sandbox, {"default": ENVIRONMENT}, retry_seconds=0.01)
    assert check.known_fault() is None
    check.start(passed.set)
    assert passed.wait(10)
    assert check.test_again("default") is None
    passed.clear()
    sandbox.repaired = False
    assert "a file outside could be read" in (check.test_again("default") or "")
    assert check.known_fault() == check.fault() == check.test_again("default")
    sandbox.repaired = True
    assert passed.wait(10)
    assert check.fault() is None


class NoImagesSandbox(HoldingSandbox):
    """Holds, but not in images."""

    def self_test(self, environment: Environment) -> SelfTestReport:
        return SelfTestReport("no images", (Probe("start", not environment.image, "it can't run images"),))


def test_an_environment_in_which_the_sandbox_does_not_hold_is_refused_alone() -> None:
    image = Environment("geo", Path("/usr/bin/python3"), image="sha256:" + "0" * 64)
    environments, passed = {"default": ENVIRONMENT, "geo": image}, threading.Semaphore(0)
    check = SandboxCheck(NoImagesSandbox(), environments, retry_seconds=0.01)
    checked = CheckedEnvironments(environments, check.fault_in)
    check.start(passed.release)
    assert passed.acquire(timeout=10)
    assert check.fault() is None
    assert check.refused() == {"geo"}
    assert "'geo': it can't run images" in (check.warning or "")
    assert checked["default"] == ENVIRONMENT
    assert list(checked) == ["default", "geo"]
    with pytest.raises(SandboxUnavailable, match="can't run images"):
        checked["geo"]
    environments["geo"] = Environment("geo", Path("/usr/bin/python3"))  # built anew
    assert passed.acquire(timeout=10)
    assert check.refused() == set()
    assert check.warning is None
    environments["geo"] = image
    assert check.test_again("default") is None
    assert "can't run images" in (check.test_again("geo") or "")
    assert (check.fault(), check.refused()) == (None, {"geo"})
    environments["geo"] = Environment("geo", Path("/usr/bin/python3"))
    assert passed.acquire(timeout=10)
    assert checked["geo"] == environments["geo"]


@SQLITE
@pytest.mark.asyncio
@pytest.mark.parametrize("settings", [{"sandbox": LeakySandbox}])
async def test_a_service_that_stops_tests_its_sandbox_no_more(components: Components) -> None:
    application = create_app(components)
    async with application.router.lifespan_context(application):
        (testing,) = (thread for thread in threading.enumerate() if thread.name == "sandbox-check")
    testing.join(10)
    assert not testing.is_alive()


def test_a_chosen_open_sandbox_works_and_is_shown() -> None:
    passed = threading.Event()
    check = SandboxCheck(OpenSandbox(), {"default": ENVIRONMENT})
    check.start(passed.set)
    assert passed.wait(10)
    assert check.fault() is None
    assert "no sandbox" in (check.warning or "")


@SQLITE
def test_a_client_that_sends_headers_slowly_is_cut_off(components: Components, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.3)
    with serving(components) as url:
        host, port = url.split("/")[2].split(":")
        with socket.create_connection((host, int(port)), timeout=10) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            assert slow.recv(100) == b""
        with socket.create_connection((host, int(port)), timeout=10) as large:
            large.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000)
            assert large.recv(100).startswith(b"HTTP/1.1 400")


def test_the_service_refuses_an_old_schema_and_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(SchemaOutdated, match="jupyter autograde db upgrade"):
        configured(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}").build(upgrade=False)


@pytest.mark.parametrize("url", ["https://127.0.0.1:1", "http://127.0.0.1", "127.0.0.1:80", "http://:80"])
def test_an_address_needs_host_and_port(tmp_path: Path, url: str) -> None:
    with pytest.raises(TraitError, match="HOST:PORT"):
        configured(tmp_path, "", url=url)


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "example.org", "192.168.1.1"])
def test_a_stand_alone_service_stays_on_loopback(tmp_path: Path, host: str) -> None:
    service = configured(tmp_path, "", standalone=True, url=f"http://{host}:8000")
    with pytest.raises(TraitError, match="loopback"):
        service.address  # noqa: B018


@pytest.mark.parametrize(("given", "meant"), [("", "/"), ("/", "/"), ("x", "/x/"), ("//a//b", "/a/b/")])
def test_prefixes_have_a_slash_at_both_ends(tmp_path: Path, given: str, meant: str) -> None:
    assert configured(tmp_path, "", prefix=given).prefix == meant


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        f"{PREFIX}/evil.example",
        "/hub/home",
        f"{PREFIX}../../user/x",
        f"{PREFIX}%2e%2e/%2E%2e/user/mallory/",
        f"{PREFIX}.%2e/user/mallory/",
        f"{PREFIX}%2f/evil.example",
        f"{PREFIX}%5cevil",
        f"{PREFIX}%0d%0aX: y",
        "\\\\evil",
        f"{PREFIX}\\evil",
        f"{PREFIX}\r\nX: y",
        "javascript:alert(1)",
        "",
        PREFIX + "a" * 600,
    ],
)
def test_the_way_back_from_login_stays_in_the_service(wanted: str) -> None:
    assert own_path(PREFIX, wanted) == PREFIX
    assert own_path(PREFIX, wanted, ["/services/ngshare/"]) == PREFIX
    for good in (f"{PREFIX}courses?x=1%2B1", "/services/ngshare/", "/services/ngshare/a"):
        assert own_path(PREFIX, good, ["/services/ngshare/"]) == good
    assert own_path(PREFIX, "/services/ngshare/") == PREFIX


@SQLITE
@pytest.mark.asyncio
async def test_an_upload_that_stalls_is_given_up_and_may_be_sent_again(
    app: FastAPI, components: Components, ask: Asking
) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    patient = app.state.components
    app.state.components = dataclasses.replace(patient, upload_limits=UploadLimits(idle_seconds=0.05))

    async def stalls() -> AsyncIterator[bytes]:
        yield work().content[:100]
        await asyncio.Event().wait()

    answer = await ask("sam").post(
        f"/assignments/{assignment_id}/submissions",
        content=stalls(),
        headers={**work().headers, "Idempotency-Key": "k"},
    )
    # Not invalid_input: an outbox takes that for the end of a submission.
    assert (answer.status_code, answer.json()["code"]) == (408, "request_timeout")
    app.state.components = patient
    assert (await submit(ask, assignment_id, "sam", key="k")).status_code == 201


@pytest.mark.asyncio
async def test_files_that_were_not_built_are_not_found(tmp_path: Path) -> None:
    app = FastAPI()
    app.mount("/static", static_files(tmp_path / "none"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub.example") as client:
        assert (await client.get("/static/standalone.js")).status_code == 404
