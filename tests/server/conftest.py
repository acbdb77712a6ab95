from __future__ import annotations

import asyncio
import json
import time

import pytest
from jupyter_core.paths import jupyter_data_dir
from pytest_jupyter.jupyter_server import *  # noqa: F403  (its fixtures, for this folder only)
from tornado.httpclient import HTTPClientError

from jupyter_autograde.events.emitter import schema_id
from jupyter_autograde.testing.small_notebooks import small_notebook
from jupyter_autograde.testing.stub_service import StubService


@pytest.fixture
def service():
    with StubService() as stub:
        yield stub


@pytest.fixture
def course_id(service):
    return service.add_course("Data 8", {"ada": "student", "ines": "instructor"})


@pytest.fixture
def assignment_id(service, course_id):
    return service.add_assignment(
        course_id, "hw 1", {"hw1.ipynb": small_notebook("# read", "..."), "data/a.csv": b"1,2\n"}
    )


@pytest.fixture
def token():
    return "student-token"


@pytest.fixture
def service_url(service):
    return service.url


@pytest.fixture
def jp_server_config(service_url, token, monkeypatch):
    monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", service_url)
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", token)
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_autograde": True}},
        "AutogradeClient": {"timeout": 2.0, "idle_timeout": 0.5, "poll_wait": 0.2},
    }


@pytest.fixture
def outbox_folder(jp_serverapp):
    from pathlib import Path

    return Path(jupyter_data_dir()) / "autograde" / "outbox"


@pytest.fixture
def api(jp_fetch):
    """Ask the local API; returns (status, JSON), also for errors."""

    async def ask(method, address, /, *, body=None, headers=None, **query):
        headers = dict(headers or {})
        data = None
        if body is not None:
            data = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        try:
            answer = await jp_fetch(
                "autograde",
                "api",
                *address.split("/"),
                method=method,
                body=data,
                headers=headers,
                params=query or None,
                allow_nonstandard_methods=True,
            )
        except HTTPClientError as error:
            answer = error.response
        return answer.code, json.loads(answer.body) if answer.body else None

    return ask


@pytest.fixture
def heard(jp_serverapp):
    """Return the Jupyter events of ours, as a list that grows; `await heard.until(...)`."""

    class Heard(list):
        async def until(self, condition, timeout=15.0):
            end = time.monotonic() + timeout
            while not any(condition(item) for item in self):
                assert time.monotonic() < end, f"never heard, but {list(self)}"
                await asyncio.sleep(0.01)

    events = Heard()

    async def listen(logger, schema_id, data):
        events.append({"event": schema_id.split("/")[-2], **data})

    for name in ("service_event", "outbox_changed", "connection_changed"):
        jp_serverapp.event_logger.add_listener(schema_id=schema_id(name), listener=listen)
    return events
