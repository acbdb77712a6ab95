"""One database: SQLite in WAL mode or PostgreSQL, behind the same two context managers."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session as Session  # for those who only name the type
from sqlalchemy.orm import sessionmaker

from jupyter_autograde.errors import InvalidInput, StorageError, StorageFull
from jupyter_autograde.storage.group_commit import GroupCommit
from jupyter_autograde.timestamps import now

_WRITES = "autograde_writes"
BUSY_TIMEOUT = 15_000
"""Milliseconds that somebody waits to write on SQLite, whoever writes; no request may need more than 15 s."""

POOL_TIMEOUT = 10
"""Seconds to wait for a free connection."""
SQLITE_CONNECTIONS = 40
"""Kept open at most: one for each thread that answers requests (`anyio.to_thread` has so many). A new one reads the
whole schema: where a class hands in at once, opening and closing them would cost more than what they are asked."""


class Database:
    """Sessions on one database.

    Parameters
    ----------
    url : str
        SQLAlchemy URL, `sqlite:////path/autograde.db` or `postgresql+psycopg://…`.
    pool_size : int
        Connections kept open (PostgreSQL).

    Raises
    ------
    InvalidInput
        The URL is none, or its driver is not installed.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as fault:
            raise InvalidInput("c.AutogradeService.db_url is no SQLAlchemy URL.") from fault
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = (
            {"pool_size": SQLITE_CONNECTIONS}
            if self.is_sqlite
            else {"pool_size": pool_size, "pool_pre_ping": True, "pool_timeout": POOL_TIMEOUT}
        )
        try:
            self.engine = create_engine(self.url, **options)
        except (ArgumentError, ModuleNotFoundError) as fault:
            raise InvalidInput(
                f"Nothing here can open a database of the kind {self.url.drivername!r}: {fault}. "
                "For PostgreSQL: pip install 'jupyter-autograde[postgres]'"
            ) from fault
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._readers = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        writing = self.engine.execution_options(**{_WRITES: True})
        self._writers = sessionmaker(writing, expire_on_commit=False)
        self._savepoints = sessionmaker(join_transaction_mode="create_savepoint", expire_on_commit=False)
        self._writing = writing
        self._group = GroupCommit(self._begin_writing, BUSY_TIMEOUT / 1000)
        self._listeners: list[Callable[[set[str]], None]] = []

    @property
    def missing_file(self) -> Path | None:
        """SQLite's file where there is none yet: connecting would make an empty one."""
        if not self.is_sqlite or self.url.database in (None, "", ":memory:") or "uri" in self.url.query:
            return None
        file = Path(str(self.url.database))
        return None if file.exists() else file

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; nothing it adds is kept, and what it loaded stays readable after it."""
        with self._readers() as session, storage_errors():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection whose every query sees the same moment, while others go on writing."""
        engine = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with storage_errors(), engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, short: bool = False, patience: float | None = None) -> Iterator[Session]:
        """Give a session whose work is committed at the end, or rolled back when the block raises.

        SQLite has one writer at a time: waiting in this process is cheaper and fairer than the database's
        own busy loop, and `BEGIN IMMEDIATE` takes the file's lock before anything is read.
        After the commit the listeners of `on_commit` are told which topics the block touched.

        Parameters
        ----------
        short : bool
            The block takes milliseconds, and many may want to do the like at the same moment: on SQLite they share a
            commit. Each sees what those before it have done, and fails alone; all of them fail with the commit.
        patience : float, optional
            Seconds to wait for others who write, at most: for what is not worth more. Then it is StorageError.
        """
        with storage_errors(), self._transaction(short, patience) as session:
            yield session
        topics: set[str] = session.info.get("topics", set())
        if topics:
            for listener in tuple(self._listeners):
                listener(topics)

    @contextmanager
    def _transaction(self, short: bool, patience: float | None) -> Iterator[Session]:
        if not self.is_sqlite:
            with self._writers() as session:
                if patience is not None:
                    session.execute(_LOCK_TIMEOUT, {"milliseconds": f"{round(patience * 1000)}ms"})
                yield session
                session.commit()
            return
        turn = self._group.turn(shared=short, patience=patience)
        with turn as connection, self._savepoints(bind=connection) as session:
            yield session
            session.commit()

    def _begin_writing(self, patience: float) -> Connection:
        """Return a connection in a transaction that has SQLite's lock; waits `patience` seconds for other processes."""
        connection = self._writing.connect()
        try:
            _wait_for_others(connection, round(patience * 1000))
            connection.begin()
            _wait_for_others(connection, BUSY_TIMEOUT)
        except BaseException:
            connection.invalidate()  # it would wait another time than others expect
            connection.close()
            raise
        return connection

    def on_commit(self, listener: Callable[[set[str]], None]) -> Callable[[], None]:
        """Call `listener` with the touched topics ("events", "jobs") after each commit; returns the undo.

        The listener is called in the thread that committed and must be quick.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def check(self) -> None:
        """Raise StorageError when the database does not answer."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def check_writable(self) -> None:
        """Raise StorageError when rows can be read but not written; nothing is changed."""
        try:
            with storage_errors(), self.engine.execution_options(**{_WRITES: True}).connect() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
                connection.rollback()
        except DBAPIError as fault:  # as where the service's account may not
            raise StorageError("The service's database can be read but not written.") from fault

    def time(self) -> datetime:
        """Return the time by the database's clock; of SQLite, that of this machine."""
        with self.read() as session:
            if self.is_sqlite:
                return now()
            moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


_READ_ONLY = "25006"
"""PostgreSQL's code of `read_only_sql_transaction`."""
_LOCK_TIMEOUT = text("SELECT set_config('lock_timeout', :milliseconds, true)")
"""PostgreSQL has no lock of all writers; of a row, or of what `serialize` names."""


def touch(session: Session, topic: str) -> None:
    """Note that the transaction changed something that others wait for."""
    session.info.setdefault("topics", set()).add(topic)


_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM (SELECT key FROM unnest(CAST(:keys AS text[])) "
    "WITH ORDINALITY AS given (key, number) ORDER BY number) AS in_order"
)


def serialize(session: Session, *key: str) -> None:
    """Let transactions with the same `key` run one after the other (SQLite: all writes do already)."""
    serialize_all(session, [key])


def serialize_all(session: Session, keys: Sequence[tuple[str, ...]]) -> None:
    """Do as `serialize` for several keys, in their order, which has to be the same for all who share some of them."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK, {"keys": ["\0".join(key).replace("\0", "\x1f") for key in keys]})


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # an acknowledged submission survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _wait_for_others(connection: Connection, milliseconds: int) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {milliseconds}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what the database and the disk refuse into StorageError and StorageFull."""
    try:
        yield
    except OperationalError as fault:
        if "disk is full" in str(fault.orig) or "No space left" in str(fault.orig):
            raise StorageFull("The service's disk is full, so nothing was stored. Tell your instructor.") from fault
        raise StorageError("The service's database does not answer. Try again in a minute.") from fault
    except DatabaseError as fault:
        if getattr(fault.orig, "sqlstate", None) == _READ_ONLY:  # no OperationalError: a failover, a standby
            raise StorageError("The service's database can be read but not written. Try again in a minute.") from fault
        if type(fault) is not DatabaseError:  # one of a kind that has another meaning
            raise
        raise StorageError(
            f"The service's database is damaged: {fault.orig}. Move it away and bring a backup back: "
            "jupyter autograde db restore FILE"
        ) from fault
    except PoolTimeout as fault:
        raise StorageError("The service's database is too busy. Try again in a minute.") from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("The service's disk is full, so nothing was stored. Tell your instructor.") from fault
        raise
