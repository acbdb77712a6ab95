from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from fastapi import FastAPI

from jupyter_autograde.testing.service import Asking


@pytest_asyncio.fixture
async def knock(app: FastAPI, tokens: dict[str, str]) -> AsyncIterator[Asking]:
    """Give the client of a person by name, for whole addresses; "" is nobody."""
    clients: dict[str, httpx.AsyncClient] = {}

    def client_of(name: str) -> httpx.AsyncClient:
        if name not in clients:
            clients[name] = httpx.AsyncClient(
                transport=httpx.ASGITransport(app, raise_app_exceptions=False),
                base_url="http://hub.example",
                headers={"Authorization": f"token {tokens[name]}"} if name else {},
            )
        return clients[name]

    yield client_of
    for client in clients.values():
        await client.aclose()
