"""A service with a hub and two courses; every test that asks for it runs on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI

from jupyter_autograde.service.app import create_app
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import (
    API,
    PEOPLE,
    Asking,
    configured,
    hub_authenticator,
)
from tests.service.clients import clients_at


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """A hub that listens on loopback."""
    fake = FakeHub()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def tokens(hub: FakeHub) -> dict[str, str]:
    """A token of each person of the two courses, of a stranger and of an admin."""
    return {name: hub.add_user(name, admin=admin) for name, admin in PEOPLE.items()}


@pytest.fixture
def settings() -> dict[str, Any]:
    """Traits of the service; tests override it."""
    return {}


@pytest.fixture
def components(tmp_path: Path, database_url: str, hub: FakeHub, settings: dict[str, Any]) -> Iterator[Components]:
    """All parts of the service."""
    service = configured(tmp_path, database_url, **settings)
    built = service.build(authenticator=hub_authenticator(hub))
    yield built
    built.database.close()


@pytest_asyncio.fixture
async def app(components: Components) -> AsyncIterator[FastAPI]:
    """The service, started."""
    application = create_app(components)
    async with application.router.lifespan_context(application):
        yield application


@pytest_asyncio.fixture
async def ask(app: FastAPI, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    """Give the client of a person by name, for the native API; "" is nobody."""
    async with clients_at(f"http://hub.example{API}", tokens, app) as client_of:
        yield client_of


@pytest_asyncio.fixture
async def knock(app: FastAPI, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    """Give the client of a person by name, for whole addresses; "" is nobody."""
    async with clients_at("http://hub.example", tokens, app) as client_of:
        yield client_of
