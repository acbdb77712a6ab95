"""A class that comes to the desk at one moment, and what tests ask of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.exchange.assignments import change_assignment
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.extensions import grant_extensions
from jupyter_autograde.exchange.submit import HandIn
from jupyter_autograde.models.assignment import AssignmentChange
from jupyter_autograde.models.deadlines import ExtensionRequest
from jupyter_autograde.models.event import Event, EventType
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.hand_in_desk import Announcement, AssignmentOf, HandInDesk
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files
from jupyter_autograde.storage.events import hold_log, last_event_id
from jupyter_autograde.testing.school import INSTRUCTOR, TA, School
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid
from tests.service.asking_loop import PATIENCE, AskingLoop

Answer = Future[tuple[Submission, bool]]


class Desk:
    """The desk of a school; whoever brings something has come to it when that returns."""

    def __init__(self, school: School, attempts_a_day: int) -> None:
        self._desk = HandInDesk(school.database, school.blobs, school.signer, attempts_a_day)
        self.loop = AskingLoop()

    def submit(self, asker: Asker, assignment_id: str, hand_in: HandIn) -> Answer:
        """Bring a hand-in."""
        told = Announcement(asker, AssignmentOf(assignment_id), hand_in.received_at, hand_in.idempotency_key)
        return self.loop.ask(self._desk.submit(told, hand_in.files))

    def look_ahead(
        self, asker: Asker, assignment_id: str, at: datetime, *, key: str | None = None
    ) -> Future[ExpectedFiles]:
        """Ask what the files of a hand-in must be."""
        return self.loop.ask(self._desk.look_ahead(Announcement(asker, AssignmentOf(assignment_id), at, key)))

    def close(self) -> None:
        """Close the desk."""
        self._desk.close()


class Rush:
    """Hands in for people of whom nobody is served yet."""

    def __init__(self, school: School, desk: Desk, assignment_id: str) -> None:
        self._school, self._desk, self._assignment_id = school, desk, assignment_id

    def hand_in(self, asker: Asker, *, to: str = "", key: str = "", said: bytes = b"") -> Answer:
        """Bring a notebook, by default one that nobody else brings."""
        return self.bring(asker, files_of(self._school, said), to=to, key=key)

    def bring(
        self, asker: Asker, files: StoredFiles, *, to: str = "", key: str = "", received_at: datetime | None = None
    ) -> Answer:
        """Bring files."""
        hand_in = HandIn(files, key or new_ulid(), received_at or now())
        return self._desk.submit(asker, to or self._assignment_id, hand_in)


@contextmanager
def rush(school: School, desk: Desk, assignment_id: str) -> Iterator[Rush]:
    """Give a `Rush`: who comes in this block is served when it ends, all together, after the TA who came first."""
    coming = Rush(school, desk, assignment_id)
    with school.database.write() as session:
        hold_log(session)
        first = coming.hand_in(TA)
        yield coming
        assert not first.done()
    assert first.result(PATIENCE)[0].attempt > 0


def files_of(school: School, said: bytes = b"") -> StoredFiles:
    return store_files(school.blobs, [("hw1.ipynb", said or f"score: 7, {new_ulid()}".encode())])


def released(school: School, name: str = "hw1") -> str:
    assignment = school.draft(name)
    school.release(assignment.id)
    return assignment.id


def change(school: School, assignment_id: str, **changes: Any) -> None:
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
        change_assignment(session, owner, AssignmentChange.model_validate(changes))


def extend(school: School, assignment_id: str, *people: Asker, **given: Any) -> None:
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EXTEND)
        wanted = {"users": [one.name for one in people], **given}
        grant_extensions(session, found, ExtensionRequest.model_validate(wanted))


def told(school: School, after: int = 0) -> list[Event]:
    """Return the events about hand-ins that staff have seen, without the TA's own."""
    with school.database.read() as session:
        events = read_page(session, INSTRUCTOR, after).events
    return [one for one in events if one.type == EventType.SUBMISSION_RECEIVED and one.user != TA.name]


def taken(answers: list[Answer]) -> list[Submission]:
    """Return what new submissions were made."""
    results = [one.result(PATIENCE) for one in answers]
    assert all(created for _, created in results)
    return [submission for submission, _ in results]


def last_event(school: School) -> int:
    with school.database.read() as session:
        return last_event_id(session)


def count(school: School, table: type[orm.Base]) -> int:
    with school.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
