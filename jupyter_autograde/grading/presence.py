"""Which workers there are: each says every ten seconds that it is there, with its slots and what holds it up."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import StorageError
from jupyter_autograde.models.job import JobState
from jupyter_autograde.queues.base import Load
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.workers import is_there
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

SEEN_SECONDS = 10.0
LOOK_SECONDS = 0.2
"""Between two looks whether what held this worker up has ended."""

_UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Presence:
    """The worker that this process is: its row, its key, and the thread that keeps the row fresh.

    Parameters
    ----------
    database : Database
    seconds : float
        Between two signs of life.
    """

    def __init__(self, database: Database, *, log: logging.Logger, seconds: float = SEEN_SECONDS) -> None:
        self.id = new_ulid()
        self.signer = ReceiptSigner(ReceiptSigner.generate())
        self._database = database
        self._log = log
        self._seconds = seconds
        self._registered = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def register(self, session: Session) -> None:
        """Write the row, once; a key that is not there before a result comes is nobody's."""
        if self._registered.is_set() or session.get(orm.Worker, self.id) is not None:
            return
        name = f"{socket.gethostname()}:{os.getpid()}"
        session.add(orm.Worker(id=self.id, name=name, slots=0, public_key=self.signer.public_key))
        session.flush()

    def registered(self) -> None:
        """Note that the row is committed."""
        self._registered.set()

    def begin(self, slots: int, fault: Callable[[], str | None]) -> None:
        """Be there from now on; replaces what was said by an earlier call.

        Parameters
        ----------
        slots : int
            Jobs at once; 0 where others do them.
        fault : callable
            Gives None when jobs may run, else the sentence why not. The end of a fault is said at once.
        """
        self._halt()
        self._stopping.clear()
        said = fault()
        self._sign(slots, said)
        self._thread = threading.Thread(target=self._keep, args=(slots, fault, said), name="presence", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Say that this worker is gone."""
        if not self._halt():
            return
        with self._database.write() as session:
            row = session.get(orm.Worker, self.id)
            if row is not None:
                row.slots, row.ended_at = 0, now()

    def _halt(self) -> bool:
        """End the thread, and with it a sign under way, which must not come after a good-bye."""
        thread, self._thread = self._thread, None
        if thread is None:
            return False
        self._stopping.set()
        thread.join()
        return True

    def _keep(self, slots: int, fault: Callable[[], str | None], said: str | None) -> None:
        said_at = time.monotonic()
        while not self._stopping.wait(self._seconds if said is None else min(LOOK_SECONDS, self._seconds)):
            found = fault()
            if found == said and time.monotonic() - said_at < self._seconds:
                continue
            said, said_at = found, time.monotonic()
            try:
                self._sign(slots, found)
            except StorageError as trouble:
                self._log.warning("This worker could not say that it is there: %s", trouble.message)

    def _sign(self, slots: int, fault: str | None) -> None:
        with self._database.write() as session:
            self.register(session)
            row = session.get_one(orm.Worker, self.id)
            row.slots, row.fault, row.seen_at, row.ended_at = slots, fault, now(), None
        self.registered()


def live_slots(session: Session) -> int:
    """Return how many jobs may run at once now."""
    return load_of(session).slots


def load_of(session: Session) -> Load:
    """Return what the workers can do and what waits for them."""
    workers = session.scalars(select(orm.Worker).where(is_there())).all()
    jobs = dict(
        session.execute(
            select(orm.Job.state, func.count()).where(orm.Job.state.in_(_UNFINISHED)).group_by(orm.Job.state)
        ).all()
    )
    return Load(
        workers=len(workers),
        slots=sum(worker.slots for worker in workers if worker.fault is None),
        faults=tuple(sorted({worker.fault for worker in workers if worker.fault})),
        running=jobs.get(JobState.RUNNING, 0),
        waiting=jobs.get(JobState.QUEUED, 0),
    )
