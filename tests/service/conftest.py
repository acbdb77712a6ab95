"""A service with a hub and two courses; every test that asks for it runs on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
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
    async with _clients(app, tokens, f"http://hub.example{API}") as client_of:
        yield client_of


@pytest_asyncio.fixture
async def knock(app: FastAPI, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    """Give the client of a person by name, for whole addresses; "" is nobody."""
    async with _clients(app, tokens, "http://hub.example") as client_of:
        yield client_of


@asynccontextmanager
async def _clients(app: FastAPI, tokens: dict[str, str], address: str) -> AsyncIterator[Asking]:
    clients: dict[str, httpx.AsyncClient] = {}

    def client_of(name: str) -> httpx.AsyncClient:
        if name not in clients:
            clients[name] = httpx.AsyncClient(
                transport=httpx.ASGITransport(app, raise_app_exceptions=False),
                base_url=address,
                headers={"Authorization": f"token {tokens[name]}"} if name else {},
            )
        return clients[name]

    yield client_of
    for client in clients.values():
        await client.aclose()
