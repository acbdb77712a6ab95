import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import event, func, select, text

from jupyter_autograde.errors import StorageError
from jupyter_autograde.models.event import EventType
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Database, serialize, touch
from jupyter_autograde.storage.events import append_event, read_events
from jupyter_autograde.testing.statements import statements


def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(orm.Course(name="lost"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.Course)) == 0


def test_connections_of_many_readers_at_once_are_kept_for_the_next(database: Database) -> None:
    opened: list[object] = []
    event.listen(database.engine, "connect", lambda connection, record: opened.append(connection))

    def read_together(readers: int) -> None:
        with ExitStack() as stack:
            for _ in range(readers):
                stack.enter_context(database.read()).scalar(select(func.count()).select_from(orm.Course))

    many = 40 if database.is_sqlite else 10  # as many threads answer requests; PostgreSQL's are what is configured
    read_together(many)
    before = len(opened)
    read_together(many)
    assert len(opened) == before


def test_who_will_not_wait_long_to_write_is_told_soon(database: Database) -> None:
    with database.write() as first:
        serialize(first, "the same")
        with pytest.raises(StorageError), database.write(short=True, patience=0.05) as second:
            serialize(second, "the same")


def test_what_can_be_read_but_not_written_is_said_as_every_fault_of_the_database(database: Database) -> None:
    with pytest.raises(StorageError), database.write() as session:
        session.execute(text("PRAGMA query_only = 1" if database.is_sqlite else "SET TRANSACTION READ ONLY"))
        session.add(orm.Course(name="lost"))


def test_listeners_hear_of_a_commit_and_not_of_a_rollback(database: Database) -> None:
    heard: list[set[str]] = []
    forget = database.on_commit(heard.append)
    with database.write() as session:
        touch(session, "jobs")
    with pytest.raises(RuntimeError), database.write() as session:
        touch(session, "events")
        raise RuntimeError
    forget()
    with database.write() as session:
        touch(session, "jobs")
    assert heard == [{"jobs"}]


def test_what_was_changed_is_written_before_it_is_told(database: Database) -> None:
    with statements(database, "INSERT") as made, database.write() as session, session.no_autoflush:
        session.add(orm.Course(name="physics"))
        append_event(session, EventType.ASSIGNMENT_CHANGED)
    assert [one.split()[2] for one in made] == ["course", "event"]


def test_events_of_many_writers_become_visible_in_the_order_of_their_ids(database: Database) -> None:
    """A reader that has seen id n never finds a smaller one later."""
    writers, each = 4, 15
    seen: list[int] = []

    def write() -> None:
        for _ in range(each):
            with database.write() as session:
                append_event(session, EventType.ASSIGNMENT_CHANGED)

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    while len(seen) < writers * each:
        over = not any(thread.is_alive() for thread in threads)  # asked before the last look
        with database.read() as session:
            after = seen[-1] if seen else 0
            page = read_events(session, after=after, limit=100, user="x", all_of=None, sections={}, some_of=[])
            seen += [event.id for event in page]
        if over and not page:
            break
    for thread in threads:
        thread.join()
    assert len(seen) == writers * each
    assert seen == sorted(set(seen))
