"""Whether the hub answers and lets the service do what it needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from jupyter_autograde.cli.local.doctor.findings import Finding, problem, unknown, well
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.settings import STANDALONE_URL
from jupyter_autograde.timestamps import now

SCOPES = ("read:users:name", "read:users:groups", "list:groups", "read:groups")
"""What the role of the service has in docs/operators/hub-config.md."""
_TO_CREATE_USERS = "admin:users"
"""What the door of PipalHub needs beside it where it may create users; nothing else writes to the hub."""
_VARIABLES = ("JUPYTERHUB_API_URL", "JUPYTERHUB_API_TOKEN")
_SECONDS = 8.0
MOST_APART = timedelta(seconds=5)
"""Difference of two clocks above which deadlines differ noticeably; a hub tells whole seconds."""


def look(service: AutogradeService) -> Iterator[Finding]:
    """Ask the hub who the service is, and ask the service whether it runs."""
    if service.standalone:
        yield unknown("hub", "A stand-alone service asks no hub.")
    else:
        missing = [name for name in _VARIABLES if not os.environ.get(name)]
        if missing:
            yield unknown(
                "hub",
                f"Not asked: {' and '.join(missing)} are not set here. A service that the hub starts has them from it.",
                "For an external service: export the variables that it is started with, then run this again.",
            )
        else:
            yield from _ask_hub(service)
    yield _ask_service(service)


def _ask_hub(service: AutogradeService) -> Iterator[Finding]:
    address = os.environ["JUPYTERHUB_API_URL"].rstrip("/")
    try:
        reply = requests.get(
            f"{address}/user",
            headers={"Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}"},
            timeout=_SECONDS,
            allow_redirects=False,
        )
        model = reply.json() if reply.status_code == 200 else None
    except (requests.RequestException, ValueError) as fault:
        yield problem(
            "hub",
            f"{address} does not answer as a hub does ({type(fault).__name__}).",
            "Start the hub, or set JUPYTERHUB_API_URL to the hub's own address, not the proxy's: "
            "http://HOST:8081/hub/api",
        )
        return
    if not isinstance(model, dict):
        yield problem(
            "hub",
            f"{address} does not know the service's token (status {reply.status_code}).",
            "Give the hub the same token: c.JupyterHub.services of docs/operators/hub-config.md with "
            'api_token = os.environ["AUTOGRADE_API_TOKEN"]; then restart the hub.',
        )
        return
    yield _who(service, address, model)
    yield _scopes(service, model)
    yield clock("clock", "the hub", reply.headers.get("Date"))


def _who(service: AutogradeService, address: str, model: dict[str, Any]) -> Finding:
    kind, name = model.get("kind"), model.get("name")
    if kind != "service":
        return problem(
            "hub", f"The token is not a service's but of {name!r}.", "Set JUPYTERHUB_API_TOKEN to the service's token."
        )
    if name != service.service_name:
        return problem(
            "hub",
            f"The hub calls the service {name!r}, its configuration {service.service_name!r}: nobody has the scope.",
            f"c.AutogradeService.service_name = {name!r}",
        )
    return well("hub", f"{address} knows the service as {name!r}.")


def _scopes(service: AutogradeService, model: dict[str, Any]) -> Finding:
    creates_users = "pipalhub" in service.doors and service.door_options.get("pipalhub", {}).get("create_users")
    needed = [*SCOPES, *([_TO_CREATE_USERS] if creates_users else [])]
    given = model.get("scopes") or ()
    missing = [scope for scope in needed if scope not in given]
    if missing:
        name = service.service_name
        role = {"name": name, "services": [name], "scopes": needed}
        return problem(
            "scopes",
            f"The hub does not give the service {', '.join(missing)}.",
            f"In jupyterhub_config.py, in c.JupyterHub.load_roles: {role!r}\nThen restart the hub.",
        )
    return well("scopes", ", ".join(needed))


def clock(name: str, whose: str, said: str | None) -> Finding:
    """Return whether the clock of a machine is that of this one; `said` is the header `Date`."""
    try:
        apart = abs(parsedate_to_datetime(said or "") - now())
    except (ValueError, TypeError):
        return unknown(name, f"{whose} did not say what time it is.")
    if apart > MOST_APART:
        return problem(
            name,
            f"The clocks of this machine and of {whose} are {apart.total_seconds():.0f} seconds apart; "
            "this machine's decides about deadlines.",
            "timedatectl set-ntp true",
        )
    return well(name, f"The clocks of this machine and of {whose} agree.")


def _ask_service(service: AutogradeService) -> Finding:
    address = f"{service.url}{service.prefix}api/v1/health"
    try:
        status = requests.get(address, timeout=_SECONDS).json()["status"]
    except requests.ConnectionError:
        return _nobody_listens(service)
    except (requests.RequestException, ValueError, LookupError, TypeError):
        return problem(
            "service",
            f"{address} does not answer as the service does: another program has the port, or the prefix is wrong.",
            "Choose another port for c.AutogradeService.url, and in c.JupyterHub.services.",
        )
    if status != "ok":
        return problem("service", f"{address} says {status!r}.", "See the problems below, and the service's log.")
    return well("service", f"It runs at {service.url}{service.prefix}.")


def _nobody_listens(service: AutogradeService) -> Finding:
    if service.standalone or service.url != STANDALONE_URL or os.environ.get("JUPYTERHUB_SERVICE_URL"):
        return unknown("service", f"It does not run now: nobody listens at {service.url}.")
    return unknown(
        "service",
        f"Not seen: nobody listens at {service.url}, the usual address, and the one that the hub gives the service "
        "(JUPYTERHUB_SERVICE_URL) is not set here.",
        "With the url and the name of its entry in c.JupyterHub.services: jupyter autograde doctor "
        "--url=http://HOST:PORT --AutogradeService.prefix=/services/NAME/",
    )
