"""Send what is in the outbox until the service has acknowledged it."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import filelock

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import AutogradeError, DigestMismatch, ReceiptMismatch, StorageError
from jupyter_autograde.models.local import PendingState
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.server.outbox.entry import OutboxEntry
from jupyter_autograde.server.outbox.store import OutboxStore
from jupyter_autograde.server.outbox.verdicts import code_of, is_final, sentence_of
from jupyter_autograde.server.reconnecting import delay_after
from jupyter_autograde.server.workspace.fetch import write_receipt
from jupyter_autograde.server.workspace.record import receipt_path

_log = logging.getLogger(__name__)

MAX_DELAY = 60.0
LOOK = 5.0
"""Seconds after which the folder is looked at again: another server of the user may have added an entry."""

Listener = Callable[[OutboxEntry, Submission | None], None]
"""Told of each change: an entry and, when it was acknowledged, the submission."""


class Sender(threading.Thread):
    """One per server; the one that gets the lock of the home sends, the others wait for it.

    Exactly once: the entry's id is the idempotency key, so an entry whose answer was lost is sent
    again and answered with the same submission. An entry is removed after its receipt is on the
    disk.
    """

    def __init__(self, store: OutboxStore, client: AutogradeClient, listener: Listener) -> None:
        super().__init__(name="autograde-outbox", daemon=True)
        self._store = store
        self._client = client
        self._listener = listener
        self._changed = threading.Condition()
        self._stopping = False
        self._kicked = False
        self._due: dict[str, float] = {}

    # ---- for others

    def kick(self) -> None:
        """Try everything now: something was added, or the service is back."""
        with self._changed:
            self._kicked = True
            self._changed.notify_all()

    def stop(self) -> None:
        """End after the request that is under way; the rest is sent by the next server."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def wait_for(
        self, entry_id: str, timeout: float, *, tries: int | None = None
    ) -> tuple[Submission | None, OutboxEntry | None]:
        """Wait for an entry to be acknowledged or refused, also by another server of the user.

        Parameters
        ----------
        timeout : float
            Seconds.
        tries : int, optional
            Stop waiting when so many tries have failed.

        Returns
        -------
        submission : Submission or None
            When it was acknowledged.
        entry : OutboxEntry or None
            When it is still in the outbox.
        """
        end = time.monotonic() + timeout
        while True:
            submission = self._store.answer(entry_id)
            if submission is not None:
                return submission, None
            entry = next((e for e in self._store.entries() if e.id == entry_id), None)
            left = end - time.monotonic()
            given_up = entry is not None and tries is not None and entry.tries >= tries
            if entry is None or entry.state is PendingState.REFUSED or given_up or left <= 0:
                # It may have been acknowledged between the two looks.
                return self._store.answer(entry_id), entry
            with self._changed:
                self._changed.wait(min(left, 0.25))

    # ---- the thread

    def run(self) -> None:
        """Send until stopped."""
        lock = filelock.FileLock(self._store.lock_file)
        while not self._stopping:
            try:
                self._store.prepare()
                with lock.acquire(timeout=0):
                    self._store.sweep()
                    self._send_until_stopped()
            except filelock.Timeout:
                self._rest(LOOK)
            except StorageError as fault:
                _log.warning("The outbox can't be used: %s", fault.message)
                self._rest(MAX_DELAY)
            except Exception:
                # The edge of a queue loop: nothing may end the thread, for then nothing would be
                # sent any more.
                _log.exception("The outbox had a fault; it goes on in a moment")
                self._rest(LOOK)

    def _send_until_stopped(self) -> None:
        while not self._stopping:
            self._rest(self._round())

    def _rest(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._kicked, seconds)
            if self._kicked:
                self._kicked = False
                self._due.clear()

    def _round(self) -> float:
        """Send what is due, in order within each assignment; return the seconds until more is due."""
        waits: set[str] = set()
        rest = LOOK
        for entry in self._store.entries():
            if entry.state is PendingState.REFUSED or entry.assignment_id in waits:
                continue
            left = self._due.get(entry.id, 0.0) - time.monotonic()
            if left <= 0 and not self._stopping:
                left = self._send(entry)
            if left > 0:
                waits.add(entry.assignment_id)
                rest = min(rest, left)
        return rest

    def _send(self, entry: OutboxEntry) -> float:
        """Send one entry; return the seconds until it is due again, 0 when it is done with."""
        try:
            with open(self._store.bundle(entry.id), "rb") as bundle:
                submission = self._client.submit(
                    entry.assignment_id,
                    bundle,
                    key=entry.id,
                    claimed_at=entry.clicked_at,
                    version=entry.version,
                )
        except AutogradeError as error:
            return self._failed(entry, error)
        except OSError as fault:
            _log.warning("The outbox entry %s can't be read: %s", entry.id, fault.strerror)
            return self._failed(entry, StorageError("The submission can't be read from your disk."))
        if not _is_about(submission, entry):
            return self._misnamed(entry, submission)
        self._acknowledged(entry, submission)
        return 0.0

    def _acknowledged(self, entry: OutboxEntry, submission: Submission) -> None:
        _log.info(
            "Submitted assignment %s as submission %s, attempt %d",
            entry.assignment_id,
            submission.id,
            submission.attempt,
        )
        self._keep_receipt(entry, submission)
        self._store.acknowledge(entry.id, submission)
        self._due.pop(entry.id, None)
        self._tell(entry, submission)

    def _keep_receipt(self, entry: OutboxEntry, submission: Submission) -> None:
        folder = Path(entry.folder)
        if submission.receipt is None or not folder.is_dir():
            return
        receipt = json.dumps(submission.receipt.model_dump(mode="json"), indent=1, sort_keys=True) + "\n"
        try:
            write_receipt(receipt_path(folder, submission.attempt), receipt.encode())
        except StorageError as error:
            # The service has the submission and the receipt; a full disk here must not send it
            # again for ever.
            _log.warning("The receipt of submission %s was not kept: %s", submission.id, error.message)

    def _misnamed(self, entry: OutboxEntry, submission: Submission) -> float:
        """Keep what the service acknowledged wrongly: asked again with the same key, it would say the same."""
        _log.error(
            "Submission %s, which answers the outbox entry %s, names other files than were sent",
            submission.id,
            entry.id,
        )
        fault = ReceiptMismatch(
            f"The receipt of attempt {submission.attempt} names other files than yours, so it proves nothing. "
            "Your files are kept here: submit again, and show this sentence to who runs the hub."
        )
        return self._note(entry, fault, final=True)

    def _failed(self, entry: OutboxEntry, error: AutogradeError) -> float:
        damaged = entry.damaged + isinstance(error, DigestMismatch)
        return self._note(entry.model_copy(update={"damaged": damaged}), error, final=is_final(error, damaged))

    def _note(self, entry: OutboxEntry, error: AutogradeError, *, final: bool) -> float:
        """Write a failed try down; return the seconds until the next, 0 when there is none."""
        tries = entry.tries + 1
        changed = entry.model_copy(
            update={
                "tries": tries,
                "last_error": sentence_of(error, final=final),
                "last_code": code_of(error),
                "state": PendingState.REFUSED if final else PendingState.WAITING,
            }
        )
        _log.info("Outbox entry %s, try %d: %s", entry.id, tries, error.code)
        try:
            self._store.update(changed)
        except StorageError as fault:
            _log.warning("The state of outbox entry %s was not noted: %s", entry.id, fault.message)
        self._tell(changed, None)
        if final:
            return 0.0
        delay = delay_after(tries, at_most=MAX_DELAY)
        self._due[entry.id] = time.monotonic() + delay
        return delay

    def _tell(self, entry: OutboxEntry, submission: Submission | None) -> None:
        with self._changed:
            self._changed.notify_all()
        self._listener(entry, submission)


def _is_about(submission: Submission, entry: OutboxEntry) -> bool:
    """Say whether an answer, and the receipt in it, name the files that were sent."""
    named = {submission.sha256} if submission.receipt is None else {submission.sha256, submission.receipt.sha256}
    return named == {entry.sha256}
