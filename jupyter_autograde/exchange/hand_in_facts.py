"""What is known of some people's earlier hand-ins to one assignment: one query each for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from jupyter_autograde.errors import IdempotencyKeyReused
from jupyter_autograde.exchange.expected_files import REUSED, ExpectedFiles
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.terms import Terms, TermsBook, load_terms

_DAY = timedelta(days=1)
_OF_THESE = (
    orm.Submission.assignment_id == bindparam("assignment_id"),
    orm.Submission.user.in_(bindparam("users", expanding=True)),
)
_OWN = orm.Submission.submitted_by.is_(None)
"""What staff handed in for somebody uses up no attempt."""
_REPLAYS = select(
    orm.Submission.user,
    orm.Submission.idempotency_key,
    orm.Submission.id,
    orm.Submission.assignment_id,
    orm.Submission.bundle_sha256,
).where(tuple_(orm.Submission.user, orm.Submission.idempotency_key).in_(bindparam("keys", expanding=True)))
_RECENT = (
    select(orm.Submission.user, func.count())
    .where(*_OF_THESE, _OWN, orm.Submission.submitted_at > bindparam("after"))
    .group_by(orm.Submission.user)
)
_MOMENTS = (
    select(orm.Submission.user, orm.Submission.submitted_at)
    .where(*_OF_THESE, _OWN)
    .order_by(orm.Submission.submitted_at)
)
_LATEST = select(orm.LatestSubmission.user, orm.LatestSubmission.attempt).where(
    orm.LatestSubmission.assignment_id == bindparam("assignment_id"),
    orm.LatestSubmission.user.in_(bindparam("users", expanding=True)),
)
_LAST = select(orm.Submission.user, func.max(orm.Submission.attempt)).where(*_OF_THESE).group_by(orm.Submission.user)
# Made once: making such a query takes longer than asking it, and a whole class hands in at the same moment.


@dataclass(frozen=True)
class Replay:
    """The submission that somebody's key has made before."""

    idempotency_key: str
    submission_id: str
    assignment_id: str
    bundle_sha256: str


@dataclass(frozen=True)
class Facts:
    """What decides whether hand-ins of some people are taken."""

    assignment: orm.Assignment
    book: TermsBook
    replays: Mapping[str, Replay]
    """User -> the submission that the key of now made before."""
    last: Mapping[str, int]
    """User -> number of the newest attempt; only who has made one."""
    recent: Mapping[str, int]
    """User -> attempts of the last 24 hours; only where there may be too many."""
    moments: Mapping[str, list[datetime]]
    """User -> when each attempt was handed in since the assignment began, oldest first; only where there is a limit."""
    versions: dict[int | None, orm.AssignmentVersion] = field(default_factory=dict)
    """Number that was asked for -> the version that is graded against; only those that somebody has looked for."""

    def terms(self, user: str) -> Terms:
        """Return what holds for one of them."""
        return self.book.of(self.assignment, user)

    def brought_before(self, user: str, idempotency_key: str | None) -> ExpectedFiles | None:
        """Return what a key has brought before, None for a new one; IdempotencyKeyReused at another assignment."""
        replay = self.replays.get(user)
        if replay is None or replay.idempotency_key != idempotency_key:
            return None
        if replay.assignment_id != self.assignment.id:
            raise IdempotencyKeyReused(REUSED)
        return ExpectedFiles(sha256=replay.bundle_sha256)


def load_facts(
    session: Session, assignment: orm.Assignment, keys: Mapping[str, str | None], at: datetime, attempts_a_day: int
) -> Facts:
    """Read what decides about a hand-in of each of some people.

    Parameters
    ----------
    keys : mapping
        User -> idempotency key; None where there is none yet.
    at : datetime
        When the last of them was complete. A day is counted back from here: who has waited for others a little gains
        that little.
    attempts_a_day : int
        From how many attempts on those of a day are counted.
    """
    users = sorted(keys)
    of = {"assignment_id": assignment.id, "users": users}
    book = load_terms(session, [assignment], users[0] if len(users) == 1 else None)
    limited = any(book.of(assignment, user).limit is not None for user in users)
    last = last_attempts(session, assignment, users)
    many = [user for user, number in last.items() if number >= attempts_a_day]
    return Facts(
        assignment=assignment,
        book=book,
        replays=_replays(session, keys),
        last=last,
        recent=_numbers(session, _RECENT, of | {"users": many, "after": at - _DAY}) if many else {},
        moments=_moments(session, assignment, of) if limited else {},
    )


def last_attempts(session: Session, assignment: orm.Assignment, users: Collection[str]) -> dict[str, int]:
    """Return the numbers of people's newest attempts; where an assignment begins anew, numbers go on."""
    of = {"assignment_id": assignment.id, "users": sorted(users)}
    found = _numbers(session, _LATEST, of)
    others = sorted(set(users) - found.keys())
    if others and assignment.restarted_at is not None:
        found |= _numbers(session, _LAST, of | {"users": others})
    return found


def _replays(session: Session, keys: Mapping[str, str | None]) -> dict[str, Replay]:
    known = [(user, key) for user, key in sorted(keys.items()) if key is not None]
    return {user: Replay(*replay) for user, *replay in session.execute(_REPLAYS, {"keys": known})} if known else {}


def _moments(session: Session, assignment: orm.Assignment, of: Mapping[str, object]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for user, at in session.execute(_MOMENTS, of):
        if assignment.has_now(at):
            found.setdefault(user, []).append(at)
    return found


def _numbers(session: Session, query: Select[str, int], of: Mapping[str, object]) -> dict[str, int]:
    return {user: number for user, number in session.execute(query, of)}  # noqa: C416 - mypy knows rows as no pairs
