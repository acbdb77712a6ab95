"""Writers that come together share a commit; each fails alone, and all fail with the commit."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError

from jupyter_autograde.errors import StorageError
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.database import Database, touch
from jupyter_autograde.storage.group_commit import GroupCommit


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database."""
    database = Database(f"sqlite:///{tmp_path}/a.db")
    migrations.upgrade(database)
    yield database
    database.close()


class Writers:
    """Threads that want to write while somebody else does.

    Parameters
    ----------
    works : dict
        Name -> what is done in the transaction besides adding a course of that name.
    """

    def __init__(self, database: Database, works: dict[str, Callable[[], None]], *, short: bool = True) -> None:
        self.faults: dict[str, Exception] = {}
        self._database, self._short = database, short
        self._threads = [threading.Thread(target=self._write, args=one) for one in works.items()]

    def run(self) -> None:
        """Let all come while a first one writes."""
        queue = self._database._group._queue
        with self._database.write(short=True) as session:
            session.add(orm.Course(name="first"))
            for number, thread in enumerate(self._threads, 1):
                thread.start()
                while len(queue) < number:
                    thread.join(0.001)
        for thread in self._threads:
            thread.join(30)

    def _write(self, name: str, work: Callable[[], None]) -> None:
        try:
            with self._database.write(short=self._short) as session:
                session.add(orm.Course(name=name))
                session.flush()
                work()
        except Exception as fault:
            self.faults[name] = fault


def nothing() -> None: ...


def fail() -> None:
    raise ValueError("this one")


def names(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(orm.Course.name)))


@pytest.fixture
def commits(sqlite: Database) -> list[int]:
    """Grows by one with each commit."""
    counted: list[int] = []
    event.listen(sqlite.engine, "commit", lambda connection: counted.append(1))
    return counted


def test_those_who_wait_share_one_commit(sqlite: Database, commits: list[int]) -> None:
    commits.clear()
    writers = Writers(sqlite, dict.fromkeys("abcdef", nothing))
    writers.run()
    assert (writers.faults, len(commits)) == ({}, 1)
    assert names(sqlite) == {"first", *"abcdef"}


def test_one_that_raises_takes_back_its_own_work_alone(sqlite: Database, commits: list[int]) -> None:
    commits.clear()
    writers = Writers(sqlite, {"a": nothing, "b": fail, "c": nothing, "d": fail})
    writers.run()
    assert set(writers.faults) == {"b", "d"}
    assert names(sqlite) == {"first", "a", "c"}
    assert len(commits) == 1


def test_nobody_is_told_of_success_when_the_commit_fails(sqlite: Database) -> None:
    def refuse(connection: object) -> None:
        raise RuntimeError("the commit can't be made")

    heard: list[set[str]] = []
    sqlite.on_commit(heard.append)
    writers = Writers(sqlite, {"a": nothing, "b": nothing})
    event.listen(sqlite.engine, "commit", refuse)
    with pytest.raises(RuntimeError):
        writers.run()
    for thread in writers._threads:
        thread.join(30)
    event.remove(sqlite.engine, "commit", refuse)
    assert set(writers.faults) == {"a", "b"}
    assert names(sqlite) == set()
    assert heard == []
    with sqlite.write() as session:
        session.add(orm.Course(name="later"))
    assert names(sqlite) == {"later"}


def test_when_sqlite_takes_the_whole_transaction_back_all_who_had_written_learn_of_it(sqlite: Database) -> None:
    def take_back() -> None:
        batch.connection.connection.driver_connection.execute("ROLLBACK")
        raise OSError("disk I/O error")

    with pytest.raises(OperationalError), sqlite._group.turn(shared=True) as connection:
        batch = type("Batch", (), {"connection": connection})
        writers = Writers(sqlite, {"a": take_back, "b": nothing})
        for thread in writers._threads:
            thread.start()
        while len(sqlite._group._queue) < 2:
            writers._threads[0].join(0.001)
        connection.exec_driver_sql("SAVEPOINT own")
        connection.exec_driver_sql("RELEASE own")
    for thread in writers._threads:
        thread.join(30)
    assert "a" in writers.faults
    assert names(sqlite) == {"b"}


def test_long_writers_have_a_commit_each(sqlite: Database, commits: list[int]) -> None:
    commits.clear()
    writers = Writers(sqlite, dict.fromkeys("abc", nothing), short=False)
    writers.run()
    assert (writers.faults, len(commits)) == ({}, 4)


def test_listeners_hear_of_each_writer_after_the_commit(sqlite: Database) -> None:
    seen: list[int] = []

    def count(topics: set[str]) -> None:
        with sqlite.read() as session:
            seen.append(session.scalar(select(func.count()).select_from(orm.Course)) or 0)

    sqlite.on_commit(count)
    with sqlite.write(short=True) as session:
        session.add(orm.Course(name="a"))
        touch(session, "events")
    assert seen == [1]


class LockedByOthers:
    """A database that another process keeps, on a clock of its own.

    Parameters
    ----------
    come : callable
        Called when somebody begins to wait for the other process.
    """

    def __init__(self, come: Callable[[], None]) -> None:
        self.seconds = 0.0
        self.granted: list[float] = []
        self._come = come

    def clock(self) -> float:
        return self.seconds

    def begin(self, patience: float) -> Connection:
        self.granted.append(patience)
        self._come()
        self.seconds += patience
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))


def test_the_waits_of_those_behind_another_processes_write_do_not_add_up() -> None:
    faults: list[type[Exception]] = []

    def write() -> None:
        try:
            with group.turn(shared=True):
                pass
        except OperationalError as fault:
            faults.append(type(fault))

    first, *early, late = [threading.Thread(target=write) for _ in range(6)]

    def let_others_come() -> None:
        if len(locked.granted) > 1:
            return
        for number, thread in enumerate(early, 1):
            thread.start()
            while len(group._queue) < number:
                thread.join(0.001)
        locked.seconds += 10
        late.start()
        while len(group._queue) < len(early) + 1:
            late.join(0.001)
        locked.seconds -= 10

    locked = LockedByOthers(let_others_come)
    group = GroupCommit(locked.begin, 15, clock=locked.clock)
    first.start()
    for thread in (first, *early, late):
        thread.join(30)
    assert len(faults) == 6
    assert locked.granted == [15, 0, 0, 0, 0, 10]


def test_who_has_little_patience_waits_less_for_another_process() -> None:
    locked = LockedByOthers(nothing)
    group = GroupCommit(locked.begin, 15, clock=locked.clock)
    with pytest.raises(OperationalError), group.turn(shared=True, patience=1):
        pass
    assert locked.granted == [1]


def test_a_lock_of_another_process_is_a_sentence_and_its_end_lets_the_next_in(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite._group, "_patience", 0.01)
    with sqlite.engine.connect() as other:
        driver = other.connection.driver_connection
        assert driver is not None
        driver.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="does not answer"), sqlite.write(short=True):
            pass
        driver.execute("ROLLBACK")
    with sqlite.write(short=True) as session:
        session.add(orm.Course(name="later"))
    assert names(sqlite) == {"later"}


def test_who_waits_too_long_behind_a_long_write_of_this_process_is_told(sqlite: Database) -> None:
    sqlite._group._patience = 0.01
    writers = Writers(sqlite, {"a": nothing})
    (thread,) = writers._threads
    with sqlite.write() as session:
        session.add(orm.Course(name="long"))
        thread.start()
        thread.join(30)
    assert [type(fault) for fault in writers.faults.values()] == [StorageError]
    assert "too busy" in str(writers.faults["a"])
    with sqlite.write(short=True) as session:
        session.add(orm.Course(name="later"))
    assert names(sqlite) == {"long", "later"}
