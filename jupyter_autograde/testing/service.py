"""The service as tests need it: real in every part but the hub's accounts and the running of notebooks."""

from __future__ import annotations

import hashlib
import io
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from jupyterhub.services.auth import HubOAuth

from jupyter_autograde.bundles import write_bundle
from jupyter_autograde.bundles.content_digest import format_content_digest
from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.base import (
    Box,
    Isolation,
    Limits,
    Probe,
    Program,
    Sandbox,
    SelfTestReport,
)
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.service.auth.hub import HubAuthenticator
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.server import Server
from jupyter_autograde.testing.engine import FakeEngine
from jupyter_autograde.testing.hub import SERVICE, FakeHub

PREFIX = "/services/autograde/"
API = f"{PREFIX}api/v1"
COURSES = {
    "physics": {
        "title": "Physics 1",
        "instructors": ["ines"],
        "tas": ["tom"],
        "students": ["sam", "olga"],
    },
    "chemistry": {"instructors": ["mallory"], "tas": ["theo"], "students": ["cleo"]},
}
PEOPLE = {
    "ines": False,
    "tom": False,
    "sam": False,
    "olga": False,
    "mallory": False,
    "theo": False,
    "cleo": False,
    "nobody": False,
    "root": True,
}
"""Whom the hub knows, and whether they are its admins; `nobody` is in no course."""
Asking = Callable[[str], httpx.AsyncClient]
"""Gives the client of a person by name; the empty name is nobody logged in."""


class HoldingSandbox(Sandbox):
    """A sandbox that passes its self-test and starts nothing: for engines that need none."""

    @property
    def isolation(self) -> Isolation:
        """Claims to be safe; nothing runs in it."""
        return Isolation("holding (tests)", True)

    def start(self, program: Program, environment: Environment, limits: Limits, *, prepared: bytes = b"") -> Box:
        """Refuse."""
        raise SandboxUnavailable("This sandbox is for tests and starts nothing.")

    def self_test(self, environment: Environment) -> SelfTestReport:
        """Pass."""
        return SelfTestReport("holding (tests)", (Probe("nothing", True),))


def fake_engine(sandbox: Sandbox, environments: Mapping[str, Environment]) -> FakeEngine:
    """Make the engine that `c.AutogradeService.engine` names in tests."""
    return FakeEngine()


SHARED_ENGINE = FakeEngine()
"""Of services whose tests change what it scores from one grading to the next."""


def shared_engine(sandbox: Sandbox, environments: Mapping[str, Environment]) -> FakeEngine:
    """Return `SHARED_ENGINE`."""
    return SHARED_ENGINE


def essay_engine(sandbox: Sandbox, environments: Mapping[str, Environment]) -> FakeEngine:
    """Make an engine with a question `essay` of 4 points that a person grades."""
    return FakeEngine(essay=4)


def never_ending_engine(sandbox: Sandbox, environments: Mapping[str, Environment]) -> FakeEngine:
    """Make an engine that begins jobs and ends none, until its process is killed."""
    return FakeEngine(hold=threading.Event())


def configured(folder: Path, db_url: str, **settings: Any) -> AutogradeService:
    """Return a service's configuration in `folder`; `settings` are its traits."""
    given: dict[str, Any] = {
        "data_dir": str(folder / "service"),
        "db_url": db_url,
        "prefix": PREFIX,
        "service_name": SERVICE,
        "public_url": "",
        "load_courses": COURSES,
        "sandbox": HoldingSandbox,
        "engine": "jupyter_autograde.testing.service.fake_engine",
        "slots": 2,
        "requests_per_second": 0,
    }
    return AutogradeService(**(given | settings))


def hub_authenticator(hub: FakeHub, **settings: Any) -> HubAuthenticator:
    """Return an authenticator that asks `hub`."""
    oauth = HubOAuth(
        api_url=hub.api_url,
        api_token="the-service's-own",
        oauth_client_id="service-autograde",
        oauth_authorization_url=f"{hub.api_url}/oauth2/authorize",
        oauth_redirect_uri=f"{PREFIX}oauth_callback",
        cache_max_age=60,
    )
    return HubAuthenticator(SERVICE, hub=oauth, **settings)


@dataclass
class Archive:
    """A zip archive and the headers that go with it."""

    content: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Content type and digest."""
        return {
            "Content-Type": "application/zip",
            "Content-Digest": format_content_digest(hashlib.sha256(self.content).digest()),
        }


def archive(files: Mapping[str, bytes]) -> Archive:
    """Return `files` as a zip archive."""
    buffer = io.BytesIO()
    write_bundle(buffer, sorted(files.items()))
    return Archive(buffer.getvalue())


@contextmanager
def serving(components: Components) -> Iterator[str]:
    """Run the service on a free port of loopback, in a thread; gives its address with the prefix.

    RuntimeError where it does not end with the block.
    """
    server = Server(components)
    listener = socket.create_server(("127.0.0.1", 0))
    # Signals belong to the main thread; here the block's end stops the server.
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        server.wait_until_started(20)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{components.prefix}"
    finally:
        server.stop_soon()
        thread.join(30)
        listener.close()
    if thread.is_alive():
        raise RuntimeError("The service does not end.")
