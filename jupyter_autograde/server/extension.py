"""The Jupyter server extension: started by every server of a user, and harmless where no service is set."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir
from jupyter_events import EventLogger
from jupyter_server.extension.application import ExtensionApp
from tornado.ioloop import IOLoop
from traitlets import TraitError

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.events import register_schemas
from jupyter_autograde.server import settings
from jupyter_autograde.server.announcer import Announcer
from jupyter_autograde.server.handlers import HANDLERS
from jupyter_autograde.server.handlers.base import EXECUTOR, PARTS
from jupyter_autograde.server.parts import Parts, build_parts

THREADS = 8
"""For requests of one person: a few notebooks that open at once, and a submission that waits."""


class AutogradeExtension(ExtensionApp):
    """Release, fetch, submit, and what comes back."""

    name = "jupyter_autograde"
    description = "Release, fetch and submit assignments; configured as c.AutogradeClient"
    classes = [settings.AutogradeClient]
    load_other_extensions = True

    _parts: Parts | None = None
    _executor: ThreadPoolExecutor | None = None

    def initialize_settings(self) -> None:
        """Put the parts together and start the threads; never stands in the server's way."""
        self._join_logs(self.log)
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="autograde")
        self.settings[EXECUTOR] = self._executor
        self.settings[PARTS] = self._parts = self._build()
        if self._parts is not None:
            self._parts.start()
            self._watch_saves()

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Look again, now that all are loaded: one that came later may have brought its own contents manager.

        jupytext does. A callback of the loop would be too early: JupyterHub's extension runs the loop while it loads.
        """
        self._watch_saves()

    def initialize_handlers(self) -> None:
        """Add the local API."""
        self.handlers.extend(HANDLERS)

    async def stop_extension(self) -> None:
        """Tell the threads to end."""
        if self._parts is not None:
            self._parts.stop()
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._join_logs(logging.getLogger())

    def _join_logs(self, parent: logging.Logger | logging.LoggerAdapter[Any]) -> None:
        """Let our modules write to the server's log, as the server does with tornado's."""
        target = parent.logger if isinstance(parent, logging.LoggerAdapter) else parent
        for name in ("jupyter_autograde.server", "jupyter_autograde.client"):
            logging.getLogger(name).parent = target

    def _build(self) -> Parts | None:
        try:
            config = settings.AutogradeClient(parent=self)
        except TraitError as error:
            self.log.error("Autograde stays off: %s", error)
            return None
        if not config.url:
            self.log.info("No autograde service is set (%s), so it stays off", settings.URL_VARIABLE)
            return None
        if not config.token:
            self.log.warning("Autograde stays off: there is no token in %s", settings.TOKEN_VARIABLES)
            return None
        logger: EventLogger = self._server().event_logger
        register_schemas(logger)
        announcer = Announcer(logger, IOLoop.current())
        try:
            return build_parts(
                config,
                root=self._root(),
                data_folder=Path(jupyter_data_dir()) / "autograde",
                announce=announcer.announce,
            )
        except InvalidInput as error:
            self.log.error("Autograde stays off: %s", error.message)
            return None

    def _watch_saves(self) -> None:
        if self._parts is not None:
            server = self._server()
            self._parts.watch(server.contents_manager, server.event_logger)

    def _root(self) -> Path:
        """Return the folder that the server shows; a contents manager may have one of its own."""
        server = self._server()
        return Path(getattr(server.contents_manager, "root_dir", "") or server.root_dir)

    def _server(self) -> Any:
        """Return the server, which is there before any of our methods is called."""
        return self.serverapp
