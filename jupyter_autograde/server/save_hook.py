"""Report saved notebooks, at no cost for the save.

The hook puts a path into a bounded queue and returns; a thread looks at the file and sends. Hooks
run on the event loop and one that raises turns the save into an error, so this one does nothing
that could.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_events import EventLogger
from pydantic import ValidationError

from jupyter_autograde.bundles import check_path
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import AutogradeError, InvalidNotebook, ServiceRefused
from jupyter_autograde.models.error import status_of
from jupyter_autograde.models.event import SaveEvent, SaveEventBatch, SavesAccepted
from jupyter_autograde.notebook.limits import MIB, NotebookLimits, read_notebook
from jupyter_autograde.notebook.tail import count_run, find_error, fit, read_tail
from jupyter_autograde.server.workspace import Workspace
from jupyter_autograde.timestamps import now

_log = logging.getLogger(__name__)

QUEUE_SIZE = 200
BATCH = 10
"""Saves in one request: with the ends of their notebooks they stay below the service's limit of 1 MiB."""
PAUSE = 0.3
"""Seconds in which saves are gathered for one request; staff see a save within two."""
LONGEST_PAUSE = 60.0
"""Seconds after which a service that took nothing is asked again, at the latest."""
MAX_PARSED = MIB
"""Bytes of a notebook above which its cells are not counted: parsing holds the interpreter."""
MAX_LIVE = 8 * MIB
"""The same where staff watch: most of such a notebook are pictures, which are parsed fast."""

_PASSING = {429, 502, 503, 507}

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
        self._live: set[str] = set()
        """Assignments of which the service wants to know errors and ends of notebooks."""
        self._unsent: list[SaveEvent] = []
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
        delay = PAUSE
        while True:
            if not self._unsent:
                self._wake.wait()
            if self._stopped.wait(delay):
                return
            self._wake.clear()
            try:
                self._gather()
                self._send()
                delay = PAUSE
            except AutogradeError as error:
                _log.info("Save events wait: %s", error.code)
                delay = min(delay * 2, LONGEST_PAUSE)
            except Exception:
                # The edge of a queue loop.
                _log.exception("Reporting saved notebooks had a fault; it goes on")
                self._unsent = []

    def _send(self) -> None:
        """Send all that was gathered, or raise why the rest has to wait; what is refused for good is dropped."""
        while self._unsent:
            batch, again = self._unsent[:BATCH], []
            try:
                answer = self._client.send_save_events(SaveEventBatch(events=batch))
                again = self._wanted_again(batch, answer)
            except AutogradeError as error:
                if _passes(error):
                    raise
                _log.info("The service did not take %d save events: %s", len(batch), error.code)
            self._unsent = [*self._unsent[len(batch) :], *again]

    def _gather(self) -> None:
        """Add what was saved to what is unsent, of each notebook the last save."""
        latest: dict[str, datetime] = {}
        while self._queue:
            path, moment = self._queue.popleft()
            latest[path] = moment
        events = (self._describe(path, moment) for path, moment in latest.items())
        newest = {event.path: event for event in [*self._unsent, *events] if event is not None}
        self._unsent = list(newest.values())[-QUEUE_SIZE:]

    def _wanted_again(self, sent: list[SaveEvent], answer: SavesAccepted) -> list[SaveEvent]:
        """Remember of which assignments staff see more, and return the saves of those that are new among them."""
        new = set(answer.live) - self._live
        self._live = self._live - {event.assignment_id for event in sent if event.assignment_id} | set(answer.live)
        again = (self._describe(event.path, event.saved_at) for event in sent if event.assignment_id in new)
        return [event for event in again if event is not None]

    def _describe(self, path: str, moment: datetime) -> SaveEvent | None:
        """Return the event; None where there is none to report, as of a file that went or has an impossible name."""
        try:
            return self._event_of(path, moment)
        except (AutogradeError, OSError, ValidationError):
            return None

    def _event_of(self, path: str, moment: datetime) -> SaveEvent | None:
        place = self._workspace.root.locate(path)
        folder = self._workspace.folder_of(path)
        size = place.stat().st_size
        if folder is None and not self._everything:
            return None
        live = folder is not None and folder.record.assignment_id in self._live
        notebook = _read(place, MAX_LIVE if live else MAX_PARSED)
        event = SaveEvent(
            path=check_path(path.strip("/"))[:1024],
            saved_at=moment,
            assignment_id=folder.record.assignment_id if folder else None,
            size=size,
            cells=len(notebook["cells"]) if notebook else 0,
        )
        if not live or notebook is None:
            return event
        return event.model_copy(
            update={
                "run": count_run(notebook),
                "error": find_error(notebook),
                "tail": fit(read_tail(notebook)),
            }
        )


def _passes(error: AutogradeError) -> bool:
    """Say whether the service may take the same later: it is busy, out of order, full or not to be reached."""
    return (error.status if isinstance(error, ServiceRefused) else status_of(error)) in _PASSING


def _read(place: Path, limit: int) -> dict[str, Any] | None:
    try:
        with place.open("rb") as file:
            content = file.read(limit + 1)
        return read_notebook(content, limits=NotebookLimits(size=limit))
    except (OSError, InvalidNotebook):
        return None


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
