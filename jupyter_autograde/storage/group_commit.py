"""One writer at a time, in the order in which they came; those who agree share a commit.

A commit waits for the disk, and SQLite has one transaction at a time. So where several writers wait, each works in a
savepoint of one transaction: what fails takes back its own work alone, and nobody is told of success before the commit
that all share. One wait for the disk then serves a whole class.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

MOST = 64
"""Writers of one commit: the first of them waits for the last."""


class GroupCommit:
    """Gives out the one writing connection.

    Parameters
    ----------
    begin : callable
        Opens a connection and begins its transaction; given the seconds for which another process's may be waited.
    patience : float
        Seconds from somebody's coming to the begin of the own turn, whoever is waited for. Behind another process's
        long write they do not add up: when the first gives up, so do all who came with it.
    clock : callable
        Gives seconds that only grow.
    """

    def __init__(
        self, begin: Callable[[float], Connection], patience: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._begin_transaction = begin
        self._patience = patience
        self._clock = clock
        self._lock = threading.Lock()
        self._busy = False
        self._queue: deque[_Turn] = deque()

    @contextmanager
    def turn(self, *, shared: bool, patience: float | None = None) -> Iterator[Connection]:
        """Wait for one's turn; gives a connection in a transaction, which is committed when the block's end is passed.

        Parameters
        ----------
        shared : bool
            The block is short, works in a savepoint of its own, and takes that back when it raises: its commit may be
            that of others too.
        patience : float, optional
            Seconds, instead of what everybody has.

        Raises
        ------
        OperationalError
            The database is somebody else's for too long, or the commit failed: nothing of the block is kept.
        sqlalchemy.exc.TimeoutError
            Others of this process have written for too long.
        """
        give_up_at = self._clock() + (self._patience if patience is None else patience)
        batch = self._wait(shared, give_up_at) or self._begin(give_up_at)
        try:
            yield batch.connection
        except BaseException:
            self._leave(batch, shared, keep=False)
            raise
        self._leave(batch, shared, keep=True)
        if not batch.committed:
            raise batch.fault

    def _wait(self, shared: bool, give_up_at: float) -> _Batch | None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return None
            turn = _Turn(shared)
            self._queue.append(turn)
        if not turn.come.wait(max(0.0, give_up_at - self._clock())):
            with self._lock:
                if turn in self._queue:  # it may have come just now
                    self._queue.remove(turn)
                    raise WaitedTooLong("No turn to write came in time")
        return turn.batch

    def _begin(self, give_up_at: float) -> _Batch:
        try:
            return _Batch(self._begin_transaction(max(0.0, give_up_at - self._clock())))
        except BaseException:
            self._let_next_in(None)
            raise

    def _leave(self, batch: _Batch, shared: bool, *, keep: bool) -> None:
        """End a block: hand the transaction on, or end it; then what is to be kept is durable, or the commit failed."""
        batch.left += 1
        batch.kept += keep
        # After some faults (a full disk) SQLite has taken the whole transaction back: then it ends here, for all.
        if shared and batch.left < MOST and batch.lives and self._let_next_in(batch):
            if keep:
                batch.over.wait()
        else:
            self._end(batch)

    def _end(self, batch: _Batch) -> None:
        try:
            if batch.kept and batch.lives:
                batch.connection.commit()
                batch.committed = True
        except Exception as fault:
            batch.fault = fault  # raised in every block that waits
        finally:
            try:
                if batch.kept and not batch.committed:
                    batch.connection.invalidate()  # in whatever state it is: SQLite takes back what is open
                batch.connection.close()
            finally:
                batch.over.set()
                self._let_next_in(None)

    def _let_next_in(self, batch: _Batch | None) -> bool:
        """Let the next one in, to `batch` if it shares; says whether there was one."""
        with self._lock:
            if batch is not None and not (self._queue and self._queue[0].shared):
                return False
            if not self._queue:
                self._busy = False
                return False
            turn = self._queue.popleft()
        turn.batch = batch
        turn.come.set()
        return True


@dataclass(eq=False)
class _Turn:
    shared: bool
    come: threading.Event = field(default_factory=threading.Event)
    batch: _Batch | None = None
    """The open transaction; None: begin one."""


@dataclass
class _Batch:
    connection: Connection
    left: int = 0
    """Blocks that have ended."""
    kept: int = 0
    """Of them, those that want the commit."""
    over: threading.Event = field(default_factory=threading.Event)
    committed: bool = False
    fault: Exception = field(default_factory=lambda: OperationalError("COMMIT", {}, Exception("it has ended before")))
    """Why it was not committed."""

    @property
    def lives(self) -> bool:
        """Whether SQLite still has the transaction."""
        return bool(getattr(self.connection.connection.driver_connection, "in_transaction", False))
