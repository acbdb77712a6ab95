"""One writer at a time, in the order in which they came; those who agree share a commit.

A commit waits for the disk, and SQLite has one transaction at a time. So where several writers wait, each works in a
savepoint of one transaction: what fails takes back its own work alone, and nobody is told of success before the commit
that all share. One wait for the disk then serves a whole class.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

MOST = 64
"""Writers of one commit: the first of them waits for the last."""


class GroupCommit:
    """Gives out the one writing connection.

    Parameters
    ----------
    connect : callable
        Opens a connection whose first statement begins the transaction.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._busy = False
        self._queue: deque[_Turn] = deque()

    @contextmanager
    def turn(self, *, shared: bool) -> Iterator[Connection]:
        """Wait for one's turn; gives a connection in a transaction, which is committed when the block's end is passed.

        Parameters
        ----------
        shared : bool
            The block is short, works in a savepoint of its own, and takes that back when it raises: its commit may be
            that of others too.

        Raises
        ------
        OperationalError
            The commit failed, and nothing of the block is kept.
        """
        batch = self._wait(shared) or self._begin()
        try:
            yield batch.connection
        except BaseException:
            self._leave(batch, shared, keep=False)
            raise
        self._leave(batch, shared, keep=True)
        if not batch.committed:
            raise batch.fault

    def _wait(self, shared: bool) -> _Batch | None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return None
            turn = _Turn(shared)
            self._queue.append(turn)
        turn.come.wait()
        return turn.batch

    def _begin(self) -> _Batch:
        try:
            connection = self._connect()
        except BaseException:
            self._let_next_in(None)
            raise
        try:
            connection.begin()
        except BaseException:
            connection.close()
            self._let_next_in(None)
            raise
        return _Batch(connection)

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


@dataclass
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
