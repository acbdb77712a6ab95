"""The desk at which a class hands in: who comes at the same moment is served together.

One thread asks and writes for all who wait, in one transaction: what a hand-in costs the database is shared, and so is
the wait for the disk. Each hand-in is judged alone, and one that fails takes none with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

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
from jupyter_autograde.storage.database import Database, Session


@dataclass(frozen=True)
class _Question:
    """Whether something is taken: asked before its files are looked at."""

    asker: Asker
    assignment_id: str
    received_at: datetime
    idempotency_key: str | None
    version: int | None


@dataclass(frozen=True)
class _Delivery:
    """Something to be taken."""

    asker: Asker
    assignment_id: str
    hand_in: HandIn


Right = Access[orm.Assignment]
_Taken = tuple[Submission, bool]
_Piece = TypeVar("_Piece", _Question, _Delivery)
_Answer = TypeVar("_Answer")


class HandInDesk:
    """Serves those who hand in. Safe to use from several threads.

    Parameters
    ----------
    attempts_a_day : int
        Of one student at one assignment.
    """

    def __init__(self, database: Database, signer: ReceiptSigner, attempts_a_day: int) -> None:
        self._database, self._signer, self._attempts_a_day = database, signer, attempts_a_day
        self._questions = Together(self._answer, "hand-in-questions")
        self._deliveries = Together(self._take_in, "hand-ins")

    def look_ahead(
        self, asker: Asker, assignment_id: str, at: datetime, *, key: str | None = None, version: int | None = None
    ) -> Future[ExpectedFiles]:
        """Ask what the files of a hand-in must be, before any of them is stored.

        The future raises NotFound, PermissionDenied, or what `exchange.submit.look_ahead` does.
        """
        return self._questions.ask(_Question(asker, assignment_id, at, key, version))

    def submit(self, asker: Asker, assignment_id: str, hand_in: HandIn) -> Future[tuple[Submission, bool]]:
        """Take a hand-in; the future has its result when that is on the disk.

        It raises what `look_ahead` and `exchange.submit.submit_assignment` do.
        """
        return self._deliveries.ask(_Delivery(asker, assignment_id, hand_in))

    def close(self) -> None:
        """Serve who waits, then nobody any more."""
        self._questions.close()
        self._deliveries.close()

    def _answer(self, asked: Sequence[_Question]) -> Sequence[ExpectedFiles | Exception]:
        def ask(session: Session, group: Sequence[tuple[_Question, Right]]) -> Sequence[ExpectedFiles | Exception]:
            work = [Announced(right, one.received_at, one.idempotency_key, one.version) for one, right in group]
            return look_ahead_together(session, work, attempts_a_day=self._attempts_a_day)

        with self._database.read() as session:
            return _in_groups(asked, lambda group: _with_rights(session, group, ask))

    def _take_in(self, brought: Sequence[_Delivery]) -> Sequence[_Taken | Exception]:
        return _in_groups(brought, self._write)

    def _write(self, group: Sequence[_Delivery]) -> Sequence[_Taken | Exception]:
        def take(session: Session, group: Sequence[tuple[_Delivery, Right]]) -> Sequence[_Taken | Exception]:
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


def _in_groups(
    pieces: Sequence[_Piece], work: Callable[[Sequence[_Piece]], Sequence[_Answer | Exception]]
) -> Sequence[_Answer | Exception]:
    """Have those done together that belong to one assignment and to different people; return the answers in order."""
    groups: dict[tuple[str, int], list[int]] = {}
    earlier: Counter[tuple[str, str]] = Counter()
    for number, piece in enumerate(pieces):
        person = (piece.assignment_id, piece.asker.name)
        groups.setdefault((piece.assignment_id, earlier[person]), []).append(number)
        earlier[person] += 1
    answers: dict[int, _Answer | Exception] = {}
    for numbers in groups.values():
        answers |= zip(numbers, work([pieces[number] for number in numbers]), strict=True)
    return [answers[number] for number in range(len(pieces))]


def _with_rights(
    session: Session,
    group: Sequence[_Piece],
    work: Callable[[Session, Sequence[tuple[_Piece, Right]]], Sequence[_Answer | Exception]],
) -> Sequence[_Answer | Exception]:
    """Have what those brought worked off who may hand in at the group's assignment; the others are refused."""
    rights = access.assignment_for(session, [piece.asker for piece in group], group[0].assignment_id, Permission.SUBMIT)
    allowed = [(piece, right) for piece in group if not isinstance(right := rights[piece.asker], AutogradeError)]
    answers = iter(work(session, allowed) if allowed else ())
    return [right if isinstance(right := rights[piece.asker], AutogradeError) else next(answers) for piece in group]
