"""All doors at a real hub, which starts the service or finds it, by JupyterHub's variables and the old services'."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import jwt
import pytest
import requests

from jupyter_autograde.cli.local.demo.hub_config import HubPorts
from jupyter_autograde.testing.operators_page import door_snippet, external_snippet, managed_snippet
from jupyter_autograde.testing.own_hub import OwnHub
from jupyter_autograde.testing.service_process import ServiceProcess
from tests.journeys.hub_browser import logged_in

SECRET = "a secret that Moodle and we share, long enough"
DOORS = {
    "ngshare": ["/services/ngshare/"],
    "otter-service": ["/services/otter_grade/"],
    "gofer": ["/services/gofer_nb/"],
    "gradeservice": ["/services/gradeservice/"],
    "pipalhub": ["/services/dashboard/"],
}
OPEN = f"--doors={','.join(DOORS)}"
PEOPLE = {"admins": ["ada"], "people": ["sven"]}

pytestmark = pytest.mark.slow


def managed(folder: Path, stack: ExitStack) -> OwnHub:
    """A service named `autograde` that the hub starts, as the operators' pages set it up."""
    entry = f'"oauth_no_confirm": True, "environment": {{"JWT_SECRET": {SECRET!r}}},'
    snippet = managed_snippet().replace('"oauth_no_confirm": True,', entry) + door_snippet("gofer_nb")
    hub = OwnHub(folder, snippet, **PEOPLE, settings={"autograde_options": [OPEN]})
    stack.enter_context(hub.running())
    return hub


def external(folder: Path, stack: ExitStack) -> OwnHub:
    """The entry of an external ngshare as it was, and ours started with what that one had."""
    token, ports = secrets.token_hex(32), HubPorts.draw()
    snippet = (external_snippet() + door_snippet("gofer_nb").replace('"ngshare", ', "")).replace(
        "autograde/", "ngshare/"
    )
    for old in ('"name": "autograde"', '"services": ["autograde"]', "service=autograde"):
        snippet = snippet.replace(old, old.replace("autograde", "ngshare"))
    hub = OwnHub(folder, snippet, **PEOPLE, ports=ports, environment={"AUTOGRADE_API_TOKEN": token})
    address = hub.settings.service_address
    variables = {
        "JUPYTERHUB_API_URL": f"http://127.0.0.1:{ports.hub}/hub/api",
        "JUPYTERHUB_API_TOKEN": token,
        "JUPYTERHUB_SERVICE_PREFIX": "/services/ngshare/",
        "JUPYTERHUB_SERVICE_URL": address,
        "JWT_SECRET": SECRET,
    }
    service = ServiceProcess(
        ["serve", OPEN, f"--data-dir={folder / 'service'}"],
        {"JUPYTER_NO_CONFIG": "1", **variables},
        url=f"{address}/services/ngshare/",
        log=folder / "service.log",
    )
    stack.callback(service.stop)
    service.start()
    stack.enter_context(hub.running(service=False))
    return hub


@pytest.fixture(scope="module", params=[managed, external], ids=lambda kind: kind.__name__)
def started(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OwnHub, str]]:
    """Give a hub, and the prefix of the service's own API."""
    with ExitStack() as stack:
        hub = request.param(tmp_path_factory.mktemp(request.param.__name__), stack)
        yield hub, "services/autograde/" if request.param is managed else "services/ngshare/"


def test_the_table_of_doors(started: tuple[OwnHub, str]) -> None:
    hub, own = started
    for user, shown in {"ada": DOORS, "sven": None}.items():
        header = {"Authorization": f"token {hub.token(user)}"}
        health = requests.get(f"{hub.settings.url}{own}api/v1/health", headers=header, timeout=30).json()
        assert health.get("doors") == shown
    said = "".join(log.read_text() for log in (hub.process.log, hub.settings.folder / "service.log") if log.exists())
    for name, (prefix,) in DOORS.items():
        assert f"Door {name}: {prefix}\n" in said


def test_clients_with_tokens(started: tuple[OwnHub, str]) -> None:
    url, header = f"{started[0].settings.url}services/", {"Authorization": f"token {started[0].token('sven')}"}
    reply = requests.get(f"{url}ngshare/courses", headers=header, timeout=30)
    assert reply.json() == {"success": True, "courses": []}
    event = {"type": "save-notebook", "user": "sven", "filename": "a.ipynb", "path": "/home/sven/a.ipynb"}
    reply = requests.post(f"{url}dashboard/events", json=event, headers=header, timeout=30)
    assert (reply.status_code, reply.json()["user"]) == (201, "sven"), reply.text
    moodle = {"Authorization": jwt.encode({"name": "moodle"}, SECRET, algorithm="HS256")}
    for sent, status in ((moodle, 400), (header, 401)):
        assert requests.delete(f"{url}gradeservice/5/7", headers=sent, timeout=30).status_code == status


def test_browsers(started: tuple[OwnHub, str]) -> None:
    hub, own = started
    sven, url = logged_in(hub, "sven"), hub.settings.url
    button = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    for prefix in ("otter_grade", "gofer_nb"):
        assert sven.post(f"{url}services/{prefix}/", data="{}", headers=button, timeout=30).status_code == 401
    # By the hub, which asks nothing because it is logged in there, and back.
    page = sven.get(f"{url}services/ngshare/", timeout=30)
    assert (page.status_code, page.url, "sven" in page.text) == (200, f"{url}services/ngshare/", True)
    work = {"course": "c", "section": "1", "assignment": "a"}
    notebook = {"cells": [], "metadata": {**work, "otter_service": work}, "nbformat": 4, "nbformat_minor": 5}
    for prefix in ("otter_grade", "gofer_nb"):
        reply = sven.post(f"{url}services/{prefix}/", json={"nb": notebook}, headers=button, timeout=30)
        assert (reply.status_code, "no assignment 'a' of the course 'c'" in reply.text) == (404, True), reply.text
    assert '"name": "sven"' in sven.get(f"{url}services/otter_grade/", timeout=30).text
    assert sven.get(f"{url}{own}api/v1/me", timeout=30).json()["name"] == "sven"
