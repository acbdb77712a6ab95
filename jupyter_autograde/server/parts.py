"""The parts of the server extension and how they are put together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_events import EventLogger

from jupyter_autograde.bundles import BundleLimits
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.events import CONNECTION_CHANGED, OUTBOX_CHANGED, SERVICE_EVENT
from jupyter_autograde.models.event import Event
from jupyter_autograde.models.local import StreamState
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.server import settings
from jupyter_autograde.server.catalog import Catalog
from jupyter_autograde.server.outbox import OutboxEntry, OutboxStore, Sender
from jupyter_autograde.server.relay import Relay
from jupyter_autograde.server.save_hook import SaveReporter, watch_saves
from jupyter_autograde.server.workspace import Workspace

_log = logging.getLogger(__name__)

UPLOAD_PATIENCE = 12

Announce = Callable[[str, dict[str, Any]], None]


@dataclass
class Parts:
    """Everything the handlers use; threads run between `start` and `stop`."""

    client: AutogradeClient
    """For answers that somebody waits for."""
    patient: AutogradeClient
    """For bundles."""
    workspace: Workspace
    outbox: OutboxStore
    catalog: Catalog
    sender: Sender
    relay: Relay
    saves: SaveReporter | None
    announce: Announce
    limits: BundleLimits
    watched: Any = None
    """The contents manager whose saves are reported."""

    def start(self) -> None:
        """Start the threads; what waits in the outbox is sent."""
        self.sender.start()
        self.relay.start()
        if self.saves is not None:
            self.saves.start()

    def watch(self, contents_manager: Any, logger: EventLogger) -> None:
        """Report what this contents manager saves from now on; twice the same is once."""
        if self.saves is not None and contents_manager is not self.watched:
            self.watched = contents_manager
            watch_saves(contents_manager, logger, self.saves)

    def stop(self) -> None:
        """Tell the threads to end; none is waited for, since a dead service must not hold a shutdown up."""
        self.sender.stop()
        self.relay.stop()
        if self.saves is not None:
            self.saves.stop()


def build_parts(config: settings.AutogradeClient, *, root: Path, data_folder: Path, announce: Announce) -> Parts:
    """Put the parts together.

    Parameters
    ----------
    root : Path
        The folder that the server shows.
    data_folder : Path
        Where the outbox and the cache lie; named servers of one user share it.
    """
    client = AutogradeClient(config.url, config.token, timeout=config.timeout, retries=1)
    patient = AutogradeClient(config.url, config.token, timeout=config.timeout * UPLOAD_PATIENCE)
    workspace = Workspace(root, config.folder, data_folder / "workspace.lock")
    outbox = OutboxStore(data_folder / "outbox")
    sender = Sender(outbox, patient, _OutboxAnnouncer(announce))
    relay = Relay(
        client,
        _RelayAnnouncer(announce, sender),
        idle_timeout=config.idle_timeout,
        poll_wait=config.poll_wait,
    )
    saves = None
    if config.report_saves != "none":
        saves = SaveReporter(client, workspace, everything=config.report_saves == "all")
    return Parts(
        client=client,
        patient=patient,
        workspace=workspace,
        outbox=outbox,
        catalog=Catalog(client, data_folder / "catalog.json"),
        sender=sender,
        relay=relay,
        saves=saves,
        announce=announce,
        limits=BundleLimits(),
    )


class _OutboxAnnouncer:
    def __init__(self, announce: Announce) -> None:
        self._announce = announce

    def __call__(self, entry: OutboxEntry, submission: Submission | None) -> None:
        self._announce(OUTBOX_CHANGED, outbox_event(entry, submission))


class _RelayAnnouncer:
    def __init__(self, announce: Announce, sender: Sender) -> None:
        self._announce = announce
        self._sender = sender

    def event_came(self, event: Event) -> None:
        self._announce(SERVICE_EVENT, event.model_dump(mode="json", exclude={"id"}))

    def connection_changed(self, state: StreamState, message: str) -> None:
        _log.info("Events of the autograde service: %s", state.value)
        self._announce(CONNECTION_CHANGED, {"state": state.value, "message": message})
        if state is not StreamState.DOWN:
            self._sender.kick()


def outbox_event(entry: OutboxEntry, submission: Submission | None, *, state: str | None = None) -> dict[str, Any]:
    """Return the data of `outbox_changed`."""
    data: dict[str, Any] = {
        "id": entry.id,
        "assignment_id": entry.assignment_id,
        "notebook": entry.notebook,
        "state": state or entry.state.value,
        "message": entry.last_error or "",
    }
    if submission is not None:
        data |= {
            "state": "acknowledged",
            "submission_id": submission.id,
            "attempt": submission.attempt,
            "message": "",
        }
    return data
