"""A queue inside the service: threads that lease jobs and run them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from jupyter_autograde.queues.base import POLL_SECONDS, Queue, QueueState, Worker


class InProcessQueue(Queue):
    """Runs up to `slots` jobs at once in threads of this process."""

    only_here = True

    def __init__(self, worker: Worker, *, slots: int, ready: Callable[[], str | None], log: logging.Logger) -> None:
        super().__init__(worker, slots=slots, ready=ready, log=log)
        self._work = threading.Condition()
        self._pending = 1  # look once at the start
        self._stopping = False
        self._broken: str | None = None
        self._threads = [threading.Thread(target=self._loop, name=f"grading-{i}", daemon=True) for i in range(slots)]

    def start(self) -> None:
        """Start the threads."""
        self._worker.begin(self._slots, self._ready)
        self.start_sweeping()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Let idle threads look for a job now."""
        with self._work:
            self._pending += 1
            self._work.notify_all()

    def stop(self, timeout: float) -> None:
        """Let running jobs end; one that takes longer is given back, and its daemon thread dies with the process."""
        with self._work:
            self._stopping = True
            self._work.notify_all()
        give_up_at = time.monotonic() + timeout
        self.stop_sweeping(timeout)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, give_up_at - time.monotonic()))
        try:
            self._worker.let_go()
            self._worker.end()
        except Exception:
            # As in the loop: whatever the database does, the service stops. The leases run out by themselves.
            self._log.exception("Could not give back the jobs under way; each of them has lost a try")

    def state(self) -> QueueState:
        """Say whether the threads live and the last look at the database worked."""
        alive = sum(thread.is_alive() for thread in self._threads)
        reason = self._ready()
        if reason is not None:
            return QueueState(False, f"Jobs wait: {reason}")
        if self._broken is not None:
            return QueueState(False, self._broken)
        return QueueState(alive == len(self._threads), f"{alive} of {len(self._threads)} workers alive")

    def _loop(self) -> None:
        seen = 0
        while not self._stopping:
            # One of the three edges with a broad catch: whatever a job's code does, the next job is run.
            try:
                busy = self._ready() is None and self._worker.run_next()
                self._broken = None
            except Exception as fault:
                self._log.exception("A grading worker failed; it goes on with the next job")
                self._broken = f"The last look for a job failed ({type(fault).__name__}); see the service's log."
                busy = False
            if busy:
                continue
            with self._work:
                if self._pending == seen and not self._stopping:
                    self._work.wait(POLL_SECONDS)
                seen = self._pending
