"""Clients of the people of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from fastapi import FastAPI

from jupyter_autograde.testing.service import Asking

PATIENCE = 60
"""Seconds for an answer: the machine may be busy."""


@asynccontextmanager
async def clients_at(address: str, tokens: Mapping[str, str], app: FastAPI | None = None) -> AsyncIterator[Asking]:
    """Give the client of a person by name, for paths below `address`; "" is nobody.

    Parameters
    ----------
    app : FastAPI, optional
        Asked in this process; None: over real connections.
    """
    clients: dict[str, httpx.AsyncClient] = {}
    async with AsyncExitStack() as opened:

        def client_of(name: str) -> httpx.AsyncClient:
            if name not in clients:
                clients[name] = httpx.AsyncClient(
                    transport=httpx.ASGITransport(app, raise_app_exceptions=False) if app is not None else None,
                    base_url=address,
                    headers={"Authorization": f"token {tokens[name]}"} if name else {},
                    timeout=PATIENCE,
                )
                opened.push_async_callback(clients[name].aclose)
            return clients[name]

        yield client_of
