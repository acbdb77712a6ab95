"""The outbox on disk: a folder an entry, complete or not there.

Layout: `<id>/entry.json` and `<id>/bundle.zip`; `acknowledged/<id>.json` is the service's answer,
kept for those who wait for it in another process. Names that begin with a dot are unfinished, and
swept by the sender.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pydantic
from ulid import ULID

from jupyter_autograde.errors import NotFound
from jupyter_autograde.folders import sync_folder
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.server.outbox.entry import OutboxEntry
from jupyter_autograde.server.workspace.disk import disk_errors, write_durably

_log = logging.getLogger(__name__)

_ID = re.compile(r"^[0-9A-HJKMNP-TV-Z]{26}$")
_KEPT_ANSWERS = 50


class OutboxStore:
    """Entries in one folder, which belongs to the user alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers = folder / "acknowledged"

    @property
    def lock_file(self) -> Path:
        """Whoever holds it sends; one process per home."""
        return self.folder / "sender.lock"

    def prepare(self) -> None:
        """Make the folders."""
        with disk_errors("prepare the outbox"):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._answers.mkdir(exist_ok=True, mode=0o700)

    def add(self, entry_id: str, make: Callable[[IO[bytes]], OutboxEntry]) -> OutboxEntry:
        """Write a new entry: `make` fills the bundle and says what it is.

        When this returns, the entry survives a crash. When it raises, there is nothing.
        """
        self.prepare()
        part = self.folder / f".part-{entry_id}"
        try:
            with disk_errors("keep the submission until it is sent"):
                part.mkdir(mode=0o700)
                with open(part / "bundle.zip", "x+b") as bundle:
                    entry = make(bundle)
                    bundle.flush()
                    os.fsync(bundle.fileno())
                write_durably(part / "entry.json", entry.model_dump_json().encode())
                part.rename(self.folder / entry_id)
                sync_folder(self.folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return entry

    def entries(self) -> list[OutboxEntry]:
        """Return all entries, oldest first; one that can't be read is logged and left where it is."""
        found = []
        for entry_id in sorted(self._ids()):
            try:
                found.append(OutboxEntry.model_validate_json(self._entry_file(entry_id).read_bytes()))
            except FileNotFoundError:
                continue  # sent in the meantime
            except (OSError, pydantic.ValidationError):
                _log.warning("The outbox entry %s can't be read", entry_id)
        return found

    def get(self, entry_id: str) -> OutboxEntry:
        """Return one entry; raise `NotFound`."""
        for entry in self.entries():
            if entry.id == entry_id:
                return entry
        raise NotFound("This submission is not in the outbox any more. Look at the list again.")

    def bundle(self, entry_id: str) -> Path:
        """Return where the bundle of an entry lies."""
        return self.folder / entry_id / "bundle.zip"

    def update(self, entry: OutboxEntry) -> None:
        """Write what changed in an entry that is there."""
        with disk_errors("note the state of the submission"):
            write_durably(self._entry_file(entry.id), entry.model_dump_json().encode())

    def acknowledge(self, entry_id: str, submission: Submission) -> None:
        """Keep the service's answer, then remove the entry."""
        with disk_errors("note the receipt"):
            write_durably(self._answers / f"{entry_id}.json", submission.model_dump_json().encode())
        self.remove(entry_id)
        for old in sorted(self._answers.glob("*.json"))[:-_KEPT_ANSWERS]:
            old.unlink(missing_ok=True)

    def answer(self, entry_id: str) -> Submission | None:
        """Return what the service answered, when it has."""
        try:
            return Submission.model_validate_json((self._answers / f"{entry_id}.json").read_bytes())
        except (OSError, pydantic.ValidationError):
            return None

    def remove(self, entry_id: str) -> None:
        """Remove an entry in one step."""
        gone = self.folder / f".gone-{entry_id}"
        with disk_errors("remove the submission from the outbox"):
            (self.folder / entry_id).rename(gone)
            sync_folder(self.folder)
        shutil.rmtree(gone, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what a killed server left behind; only who sends may do it.

        A part of the last hour may be one that another server of the user writes just now.
        """
        for left in self.folder.glob(".gone-*"):
            shutil.rmtree(left, ignore_errors=True)
        for left in self.folder.glob(".part-*"):
            name = left.name.removeprefix(".part-")
            if _ID.match(name) and time.time() - ULID.from_str(name).timestamp > 3600:
                shutil.rmtree(left, ignore_errors=True)

    def _ids(self) -> Iterator[str]:
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return
        yield from filter(_ID.match, names)

    def _entry_file(self, entry_id: str) -> Path:
        return self.folder / entry_id / "entry.json"
