"""A worker: leases a job, keeps the lease alive while it runs, writes the result or gives the job back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from jupyter_autograde.errors import AutogradeError, SandboxUnavailable, StorageError, WorkerLost
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.autograde import run_autograde
from jupyter_autograde.grading.build import run_build
from jupyter_autograde.grading.contract import Engine
from jupyter_autograde.grading.feedback.job import run_feedback
from jupyter_autograde.grading.job_at_hand import JobAtHand
from jupyter_autograde.grading.places import anybody_to_tell, tell_places
from jupyter_autograde.grading.presence import Presence, load_of
from jupyter_autograde.models.job import JobKind
from jupyter_autograde.queues.base import Load
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database


class GradingWorker:
    """Does jobs one at a time; any number of threads may share one worker.

    Parameters
    ----------
    database : Database
    blobs : BlobStore
    engine : Engine
    lease_seconds : float
        A worker that is silent for so long is taken for dead.
    test_sandbox : callable, optional
        Tests the sandbox when a job could not use it. Called with the name of the job's environment, gives the
        sentence why no job may run in that now, or None where it holds, so that the job itself is at fault.
    refused : callable
        Gives the names of the environments in which no job may run now: their jobs stay queued.
    """

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        engine: Engine,
        *,
        log: logging.Logger,
        lease_seconds: float = jobs.LEASE_SECONDS,
        test_sandbox: Callable[[str], str | None] | None = None,
        refused: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._engine = engine
        self._log = log
        self._lease_seconds = lease_seconds
        self._test_sandbox = test_sandbox or (lambda environment: None)
        self._refused = refused
        self._presence = Presence(database, log=log)
        self._lock = threading.Lock()
        self._held: dict[str, jobs.Lease] = {}
        """Leases of this worker by their ids; taken and noted under the lock."""

    @property
    def id(self) -> str:
        """Id of this worker's row, for those who look who does a job."""
        return self._presence.id

    def begin(self, slots: int, fault: Callable[[], str | None]) -> None:
        """Let all others know that this process does up to `slots` jobs at once, unless `fault` says why not."""
        self._presence.begin(slots, fault)

    def end(self) -> None:
        """Let all others know that this process does no more jobs."""
        self._presence.end()

    def load(self) -> Load:
        """Return what the workers of all machines can do, and what waits for them."""
        with self._database.read() as session:
            return load_of(session)

    def tell_waiting(self) -> None:
        """Tell those who wait that their place in the queue has halved."""
        with self._database.read() as session:
            anybody = anybody_to_tell(session)
        if anybody:
            with self._database.write() as session:
                tell_places(session)

    def recover(self) -> None:
        """Queue again every running job: right only where this is the one process that grades."""
        with self._database.write() as session:
            lost = jobs.requeue_lost(session, everything=True)
        if lost:
            self._log.info("Queued %d jobs again that an earlier process had not finished", lost)

    def rescue(self) -> None:
        """Queue again the jobs whose lease has run out."""
        with self._database.write() as session:
            lost = jobs.requeue_lost(session)
        if lost:
            self._log.warning("Queued %d jobs of lost workers again", lost)

    def run_next(self) -> bool:
        """Do the next job; False when none waits."""
        lease = self._take()
        if lease is None:
            return False
        self._log.info("Started job=%s kind=%s try=%d", lease.job_id, lease.kind, lease.tries)
        try:
            with self._kept_alive(lease):
                self._run_or_postpone(lease)
        except WorkerLost:
            self._log.warning("Job %s is not this worker's any more; its result was not written", lease.job_id)
        except AutogradeError as fault:
            log = fault.details.get("log")
            self._give_back(lease, f"{fault.code}: {fault.message}" + (f"\n{log}" if log else ""))
        except Exception as fault:
            # The job must not hang until its lease ends; the queue's loop logs the traceback.
            self._give_back(lease, f"{type(fault).__name__}: {fault}")
            raise
        finally:
            with self._lock:
                self._held.pop(lease.id, None)
        return True

    def let_go(self) -> None:
        """Give back what is still under way: the process is about to end, and the next one begins it anew."""
        with self._lock:
            leases = list(self._held.values())
            self._held.clear()
        if not leases:
            return
        with self._database.write() as session:
            for lease in leases:
                jobs.let_go(session, lease)
        self._log.info("Let go of %d jobs that were under way", len(leases))

    def _run_or_postpone(self, lease: jobs.Lease) -> None:
        """Do a job; while no sandbox holds it is given back and loses no try (SEC-34)."""
        try:
            self._run(lease)
        except SandboxUnavailable:
            with self._database.read() as session:
                environment = jobs.environment_of(session, lease)
            fault = self._test_sandbox(environment)
            if fault is None:
                raise
            with self._database.write() as session:
                jobs.let_go(session, lease)
            self._log.error("Job %s waits until the sandbox holds again: %s", lease.job_id, fault)
        else:
            self._log.info("Finished job=%s", lease.job_id)

    def _run(self, lease: jobs.Lease) -> None:
        hand = JobAtHand(self._database, self._blobs, self._engine, lease, self._progress_of(lease))
        if lease.kind is JobKind.AUTOGRADE:
            run_autograde(hand, self._presence.signer)
        elif lease.kind is JobKind.FEEDBACK:
            run_feedback(hand)
        else:
            run_build(hand)

    def _take(self) -> jobs.Lease | None:
        with self._lock:
            with self._database.write() as session:
                self._presence.register(session)
                lease = jobs.lease(
                    session,
                    seconds=self._lease_seconds,
                    worker_id=self._presence.id,
                    refused=self._refused(),
                )
            self._presence.registered()
            if lease is not None:
                self._held[lease.id] = lease
        return lease

    def _give_back(self, lease: jobs.Lease, reason: str) -> None:
        self._log.error("Job %s failed at try %d: %s", lease.job_id, lease.tries, reason)
        with self._database.write() as session:
            jobs.give_back(session, lease, reason)

    def _progress_of(self, lease: jobs.Lease) -> Callable[[str], None]:
        def note(text: str) -> None:
            try:
                with self._database.write() as session:
                    jobs.note_progress(session, lease, text)
            except StorageError as fault:
                # A word about the progress is not worth the job.
                self._log.warning("The progress of job %s was not noted: %s", lease.job_id, fault.message)

        return note

    @contextmanager
    def _kept_alive(self, lease: jobs.Lease) -> Iterator[None]:
        """Renew the lease at a third of its length until the block ends."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self._lease_seconds / 3):
                try:
                    with self._database.write() as session:
                        held = jobs.renew(session, lease, seconds=self._lease_seconds)
                except StorageError as fault:
                    # There are more tries before the lease ends.
                    self._log.warning("The lease of job %s was not renewed: %s", lease.job_id, fault.message)
                    continue
                if not held:
                    return

        keeper = threading.Thread(target=renew, name=f"lease-{lease.job_id}", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()
