"""The real service in place of the stub; only the hub's accounts and the engine are stand-ins."""

from __future__ import annotations

import pytest

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import configured, hub_authenticator, serving


@pytest.fixture
def hub():
    fake = FakeHub()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def service_url(tmp_path, hub):
    service = configured(tmp_path, f"sqlite:///{tmp_path / 'autograde.db'}")
    components = service.build(authenticator=hub_authenticator(hub))
    with serving(components) as url:
        yield url
    components.database.close()


@pytest.fixture
def token(hub):
    return hub.add_user("sam")


@pytest.fixture
def person(hub, service_url):
    """Give the client of a person by name."""
    clients = []

    def client(name):
        clients.append(AutogradeClient(service_url, hub.add_user(name), timeout=10))
        return clients[-1]

    yield client
    for client in clients:
        client.close()
