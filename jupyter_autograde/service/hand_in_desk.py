"""The desk at which a class hands in: who comes at the same moment is served together.

One thread asks, stores and writes for all who wait: what a hand-in costs the database is shared, and so are the waits
for the disk. Each hand-in is judged alone, and one that fails takes none with it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from jupyter_autograde import access
from jupyter_autograde.access import Access, Asker
from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.submit import Announced, HandIn, look_ahead_together, submit_together
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.service.together import Together
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import StoredFiles, store_sets
from jupyter_autograde.storage.database import Database, Session

Files = Sequence[tuple[str, bytes]]
"""Paths and contents."""


class Place(Hashable, Protocol):
    """Where something is handed in, as its sender names it. Equal ones are the same assignment."""

    def find(self, session: Session, askers: Collection[Asker]) -> Mapping[Asker, str | AutogradeError]:
        """Return for each of several people the assignment's id, or why there is none; the desk asks for the right."""


@dataclass(frozen=True)
class AssignmentOf:
    """An assignment named by its id."""

    id: str

    def find(self, session: Session, askers: Collection[Asker]) -> Mapping[Asker, str | AutogradeError]:
        """Return the id."""
        return dict.fromkeys(askers, self.id)


@dataclass(frozen=True)
class Announcement:
    """A hand-in of which somebody has told: nobody has looked at its files yet.

    Its times and its key are as those of `exchange.submit.HandIn`.
    """

    asker: Asker
    place: Place
    received_at: datetime
    idempotency_key: str | None = None
    claimed_at: datetime | None = None
    version: int | None = None


@dataclass(frozen=True)
class _Delivery:
    """Something to be taken, whose files are there, or come out of `unpack`."""

    announced: Announcement
    files: StoredFiles | None = None
    unpack: Callable[[ExpectedFiles], Files] | None = None

    @property
    def place(self) -> Place:
        return self.announced.place

    @property
    def asker(self) -> Asker:
        return self.announced.asker

    @property
    def hand_in(self) -> HandIn:
        told, files = self.announced, self.files
        assert files is not None, "they are stored before anything is written"
        assert told.idempotency_key is not None, "only a question has none"
        return HandIn(files, told.idempotency_key, told.received_at, told.claimed_at, told.version)


Right = Access[orm.Assignment]
_Taken = tuple[Submission, bool]
_Piece = TypeVar("_Piece", Announcement, _Delivery)
_Answer = TypeVar("_Answer")
_Before = TypeVar("_Before")
_After = TypeVar("_After")


class HandInDesk:
    """Serves those who hand in; they ask in an event loop.

    Parameters
    ----------
    attempts_a_day : int
        Of one student at one assignment.
    """

    def __init__(self, database: Database, blobs: BlobStore, signer: ReceiptSigner, attempts_a_day: int) -> None:
        self._database, self._blobs = database, blobs
        self._signer, self._attempts_a_day = signer, attempts_a_day
        self._questions = Together(self._answer, "hand-in-questions")
        self._deliveries = Together(self._take_in, "hand-ins")
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def look_ahead(self, announced: Announcement) -> ExpectedFiles:
        """Ask what the files of a hand-in must be, before any of them is stored.

        Raises
        ------
        NotFound, PermissionDenied, or what `exchange.submit.look_ahead` does
        """
        return await self._questions.ask(announced)

    async def submit(self, announced: Announcement, files: StoredFiles) -> tuple[Submission, bool]:
        """Take a hand-in whose files are stored; when this returns, it is on the disk.

        Raises what `look_ahead` and `exchange.submit.submit_assignment` do.
        """
        return await self._deliveries.ask(_Delivery(announced, files=files))

    async def take(self, announced: Announcement, unpack: Callable[[ExpectedFiles], Files]) -> tuple[Submission, bool]:
        """Look ahead, unpack, store and take a hand-in, together with all who wait; as `submit`.

        Parameters
        ----------
        unpack : callable
            Returns the files when they are as they must be; what it raises is raised here. All who wait wait for it, so
            there must be little to unpack.
        """
        return await self._deliveries.ask(_Delivery(announced, unpack=unpack))

    def turn_of(self, asker: Asker) -> asyncio.Lock:
        """Return what one person holds from `look_ahead` to the end of `submit`, for one hand-in after the other.

        Of several at the same moment each would be told that it is taken and be stored, whatever becomes of it.
        """
        return self._turns.setdefault(asker.name, asyncio.Lock())

    def close(self) -> None:
        """Serve who waits, then nobody any more."""
        self._questions.close()
        self._deliveries.close()

    def _answer(self, asked: Sequence[Announcement]) -> Sequence[ExpectedFiles | Exception]:
        return _in_groups(asked, self._look_ahead)

    def _take_in(self, brought: Sequence[_Delivery]) -> Sequence[_Taken | Exception]:
        return _in_groups(brought, self._serve)

    def _look_ahead(self, group: Sequence[Announcement]) -> Sequence[ExpectedFiles | Exception]:
        def ask(
            session: Session, group: Sequence[tuple[Announcement, Right]]
        ) -> Sequence[ExpectedFiles | AutogradeError]:
            work = [Announced(right, one.received_at, one.idempotency_key, one.version) for one, right in group]
            return look_ahead_together(session, work, attempts_a_day=self._attempts_a_day)

        with self._database.read() as session:
            return _with_rights(session, group, ask)

    def _serve(self, group: Sequence[_Delivery]) -> Sequence[_Taken | Exception]:
        """Take the hand-ins of different people at one place."""
        return _of_the_good(self._with_files(group), self._write)

    def _with_files(self, group: Sequence[_Delivery]) -> Sequence[_Delivery | Exception]:
        """Return the deliveries with their files stored; of what is refused nothing is."""
        packed = [one for one in group if one.files is None]
        expected = self._look_ahead([one.announced for one in packed]) if packed else ()
        unpacked = [_unpack(one, files) for one, files in zip(packed, expected, strict=True)]
        stored = iter(_of_the_good(unpacked, lambda sets: store_sets(self._blobs, sets)))
        return [one if one.files is not None else _with(one, next(stored)) for one in group]

    def _write(self, group: Sequence[_Delivery]) -> Sequence[_Taken | Exception]:
        def take(session: Session, group: Sequence[tuple[_Delivery, Right]]) -> Sequence[_Taken | AutogradeError]:
            work = [(right, one.hand_in) for one, right in group]
            return submit_together(session, work, self._signer, attempts_a_day=self._attempts_a_day)

        try:
            with self._database.write() as session:
                return _with_rights(session, group, take)
        except AutogradeError as fault:  # the disk is full, or the database does not answer: that is everybody's
            return [fault] * len(group)
        except Exception as fault:
            if len(group) == 1:
                return [fault]
            # One of them is more than the database takes: each alone, so that the others come in.
            return [answer for one in group for answer in self._write([one])]


def _unpack(one: _Delivery, expected: ExpectedFiles | Exception) -> Files | Exception:
    if isinstance(expected, Exception):
        return expected
    assert one.unpack is not None
    try:
        return one.unpack(expected)
    except Exception as fault:  # raised where somebody waits for it
        return fault


def _with(one: _Delivery, files: StoredFiles | Exception) -> _Delivery | Exception:
    return files if isinstance(files, Exception) else replace(one, files=files)


def _of_the_good(
    pieces: Sequence[_Before | Exception], work: Callable[[Sequence[_Before]], Sequence[_After | Exception]]
) -> Sequence[_After | Exception]:
    """Have those worked on that are no faults; return what came of them, and the faults, in order."""
    good = [piece for piece in pieces if not isinstance(piece, Exception)]
    answers = iter(work(good) if good else ())
    return [piece if isinstance(piece, Exception) else next(answers) for piece in pieces]


def _in_groups(
    pieces: Sequence[_Piece], work: Callable[[Sequence[_Piece]], Sequence[_Answer | Exception]]
) -> Sequence[_Answer | Exception]:
    """Have those done together that belong to one place and to different people; return the answers in order."""
    groups: dict[tuple[Place, int], list[int]] = {}
    earlier: Counter[tuple[Place, str]] = Counter()
    for number, piece in enumerate(pieces):
        person = (piece.place, piece.asker.name)
        groups.setdefault((piece.place, earlier[person]), []).append(number)
        earlier[person] += 1
    answers: dict[int, _Answer | Exception] = {}
    for numbers in groups.values():
        try:
            found = work([pieces[number] for number in numbers])
        except Exception as fault:  # raised where they wait for it; the other groups have nothing to do with it
            found = [fault] * len(numbers)
        answers |= zip(numbers, found, strict=True)
    return [answers[number] for number in range(len(pieces))]


def _with_rights(
    session: Session,
    group: Sequence[_Piece],
    work: Callable[[Session, Sequence[tuple[_Piece, Right]]], Sequence[_Answer | AutogradeError]],
) -> Sequence[_Answer | AutogradeError]:
    """Have what those brought worked off who may hand in at the group's place; the others are refused."""
    found = group[0].place.find(session, [piece.asker for piece in group])
    rights: dict[Asker, Right | AutogradeError] = {
        asker: fault for asker, fault in found.items() if isinstance(fault, AutogradeError)
    }
    for assignment_id in {one for one in found.values() if isinstance(one, str)}:
        known = [asker for asker, one in found.items() if one == assignment_id]
        rights |= access.assignment_for(session, known, assignment_id, Permission.SUBMIT)
    allowed = [(piece, right) for piece in group if not isinstance(right := rights[piece.asker], AutogradeError)]
    answers = iter(work(session, allowed) if allowed else ())
    return [right if isinstance(right := rights[piece.asker], AutogradeError) else next(answers) for piece in group]
