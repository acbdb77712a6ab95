"""Report saved notebooks, at no cost for the save.

The hook puts a path into a bounded queue and returns; a thread looks at the file and sends. Hooks
run on the event loop and one that raises turns the save into an error, so this one does nothing
that could.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_events import EventLogger

from jupyter_autograde.bundles import check_path
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import AutogradeError, ServiceUnreachable
from jupyter_autograde.models.event import SaveEvent, SaveEventBatch
from jupyter_autograde.server.workspace import Workspace
from jupyter_autograde.timestamps import now

_log = logging.getLogger(__name__)

QUEUE_SIZE = 200
BATCH = 100
PAUSE = 1.0
"""Seconds in which saves are gathered for one request."""
MAX_PARSED = 1 << 20
"""Bytes of a notebook above which its cells are not counted: parsing holds the interpreter."""

CONTENTS_EVENT = "https://events.jupyter.org/jupyter_server/contents_service/v1"


class SaveReporter(threading.Thread):
    """Sends save events to the service.

    Parameters
    ----------
    everything : bool
        Report all notebooks, not only those of fetched assignments.
    """

    def __init__(self, client: AutogradeClient, workspace: Workspace, *, everything: bool) -> None:
        super().__init__(name="autograde-saves", daemon=True)
        self._client = client
        self._workspace = workspace
        self._everything = everything
        self._queue: deque[tuple[str, datetime]] = deque(maxlen=QUEUE_SIZE)
        self._wake = threading.Event()
        self._stopped = threading.Event()

    def note(self, path: str) -> None:
        """Remember that the notebook at an API path was saved; takes microseconds and never raises."""
        self._queue.append((path, now()))
        self._wake.set()

    def stop(self) -> None:
        """End soon; what is still queued is lost."""
        self._stopped.set()
        self._wake.set()

    def run(self) -> None:
        """Send until stopped."""
        unsent: list[SaveEvent] = []
        delay = PAUSE
        while True:
            if not unsent:
                self._wake.wait()
            if self._stopped.wait(delay):
                return
            self._wake.clear()
            try:
                unsent = [*unsent, *self._gather()][-QUEUE_SIZE:]
                while unsent:
                    self._client.send_save_events(SaveEventBatch(events=unsent[:BATCH]))
                    unsent = unsent[BATCH:]
                delay = PAUSE
            except ServiceUnreachable:
                delay = min(delay * 2, 60.0)
            except AutogradeError as error:
                _log.info("The service did not take save events: %s", error.code)
                unsent = []
            except Exception:
                # The edge of a queue loop.
                _log.exception("Reporting saved notebooks had a fault; it goes on")
                unsent = []

    def _gather(self) -> list[SaveEvent]:
        latest: dict[str, datetime] = {}
        while self._queue:
            path, moment = self._queue.popleft()
            latest[path] = moment
        events = (self._describe(path, moment) for path, moment in latest.items())
        return [event for event in events if event is not None]

    def _describe(self, path: str, moment: datetime) -> SaveEvent | None:
        try:
            place = self._workspace.root.locate(path)
            folder = self._workspace.folder_of(path)
            size = place.stat().st_size
        except (AutogradeError, OSError):
            return None
        if folder is None and not self._everything:
            return None
        return SaveEvent(
            path=check_path(path.strip("/"))[:1024],
            saved_at=moment,
            assignment_id=folder.record.assignment_id if folder else None,
            size=size,
            cells=_count_cells(place) if size <= MAX_PARSED else 0,
        )


def _count_cells(place: Path) -> int:
    try:
        cells = json.loads(place.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0
    return len(cells) if isinstance(cells, list) else 0


def post_save_hook(reporter: SaveReporter) -> Callable[..., None]:
    """Return a plain function for `register_post_save_hook`."""

    def report_save(model: Any = None, **_: Any) -> None:
        if isinstance(model, dict) and model.get("type") == "notebook":
            path = model.get("path")
            if isinstance(path, str):
                reporter.note(path)

    return report_save


def watch_saves(contents_manager: Any, logger: EventLogger, reporter: SaveReporter) -> None:
    """Report what `contents_manager` saves: by its hook, or by its events where it has none.

    Never by the `post_save_hook` trait, which may be the site's own.
    """
    register = getattr(contents_manager, "register_post_save_hook", None)
    if register is not None:
        register(post_save_hook(reporter))
        return

    async def listen(logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:
        path = data.get("path")
        if data.get("action") == "save" and isinstance(path, str) and path.endswith(".ipynb"):
            reporter.note(path)

    logger.add_listener(schema_id=CONTENTS_EVENT, listener=listen)
