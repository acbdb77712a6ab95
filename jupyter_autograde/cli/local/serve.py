"""`jupyter autograde serve`: managed by a hub, external to it, or stand-alone."""

from __future__ import annotations

import gc
import logging
import os
import socket
from pathlib import Path

from traitlets import Bool, Unicode

from jupyter_autograde.cli.local.descriptors import raise_descriptor_limit
from jupyter_autograde.cli.local.service_app import StoreApp
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.doors.mounts import parse_doors
from jupyter_autograde.service.folders import sole_service

_HUB_VARIABLES = ("JUPYTERHUB_API_TOKEN", "JUPYTERHUB_API_URL", "JUPYTERHUB_SERVICE_PREFIX")
_NEW_OBJECTS = 20_000
"""After which the collector of garbage looks at them. By default it does so after 700: about as many has a notebook."""


class ServeApp(StoreApp):
    """Run the hub-side service."""

    name = "jupyter-autograde-serve"
    description = """Run the hub-side service.

    JupyterHub starts it as a managed service and says by environment variables where to listen; an external
    service gets the same variables from its operator. With --standalone there is no hub.
    """
    upgrade_db = Bool(True, help="Bring the database to the schema of this release before the start.").tag(config=True)
    doors = Unicode(help="Doors to open for the clients of other services: name[=prefix], separated by commas.").tag(
        config=True
    )
    admin_name = Unicode("admin", help="Whom the token is for that --standalone prints.").tag(config=True)

    aliases = {
        **StoreApp.aliases,
        "url": "AutogradeService.url",
        "admin-name": "ServeApp.admin_name",
        "doors": "ServeApp.doors",
    }
    flags = {
        **StoreApp.flags,
        "standalone": (
            {"AutogradeService": {"standalone": True}},
            AutogradeService.standalone.help,
        ),
        "no-upgrade-db": (
            {"ServeApp": {"upgrade_db": False}},
            "Refuse to start on a database of another release.",
        ),
    }

    def run(self) -> None:
        """Serve until told to stop."""
        self.arguments()
        # Nothing that the service writes is for others on this machine: not even a database elsewhere.
        umask = os.umask(0o077)
        try:
            self._serve()
        finally:
            os.umask(umask)

    def service(self) -> AutogradeService:
        """Return the configured service, with the doors of the command line too."""
        service = super().service()
        for name, prefixes in parse_doors(self.doors).items() if self.doors else ():
            service.doors = {**service.doors, name: [*service.doors.get(name, []), *prefixes]}
        return service

    def _serve(self) -> None:
        service = self.service()
        if not service.standalone:
            self._check_hub()
        self._set_up_logs()
        raise_descriptor_limit()
        # Late: it imports the whole web side, which `--help` does not need.
        from jupyter_autograde.service.server import Server

        with self._listen(service) as listener, sole_service(Path(service.data_dir)):
            components = service.build(upgrade=self.upgrade_db)
            server = Server(components)
            if service.standalone:
                self._introduce(service)
            for mounted in components.doors:
                self.say(f"Door {mounted.door.name}: {', '.join(mounted.prefixes)}")
            # What is there now stays until the end: the collector of garbage need not look through it again and again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(_NEW_OBJECTS, 10, 10)
            server.run(sockets=[listener])

    @staticmethod
    def _listen(service: AutogradeService) -> socket.socket:
        """Take the port first: a service that can't be reached needs no database."""
        host, port = service.address
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            return socket.create_server((host, port), family=family, backlog=2048)
        except OSError as fault:
            raise InvalidInput(f"Nothing can listen at {service.url}: {fault.strerror}. Is the port in use?") from fault

    def _introduce(self, service: AutogradeService) -> None:
        token = service.local_tokens.issue(self.admin_name, admin=True)
        self.say(f"Address: {service.url}{service.prefix}")
        self.say(f"Token of {self.admin_name} (administrator): {token}")
        self.say("More people: jupyter autograde token NAME")

    @staticmethod
    def _check_hub() -> None:
        missing = [name for name in _HUB_VARIABLES if not os.environ.get(name)]
        if missing:
            raise InvalidInput(
                f"JupyterHub's variables are not set: {', '.join(missing)}. Let JupyterHub start this service "
                "(c.JupyterHub.services with a command), set them for an external service, or use --standalone."
            )

    def _set_up_logs(self) -> None:
        self.set_up_logs()
        for name in ("alembic", "uvicorn", "uvicorn.error"):
            logging.getLogger(name).setLevel(logging.WARNING)
