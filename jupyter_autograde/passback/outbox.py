"""The outbox: the newest score of each student that is to reach a platform.

What has changed is read from the event log, which is written in the transaction that changes a grade: a score that was
committed is passed back whatever ends in between (docs/contributors/decisions/0016). Each item is taken by one sender:
the row says whose it is, and for how long.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from urllib3.util.retry import RequestHistory, Retry

from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.passback import PassbackProblem, PassbackState
from jupyter_autograde.passback.channel import Delivery, Parcel
from jupyter_autograde.passback.scores import shares_shown
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

MOST_ATTEMPTS = 10
"""At one score, which are about four hours; then a person looks."""
LEASE = timedelta(minutes=2)
"""After which a sender is taken for dead; a score takes seconds."""
_BACKOFF = Retry(total=None, backoff_factor=30.0, backoff_max=3600.0, backoff_jitter=10.0)
_QUIET = frozenset({EventType.NOTEBOOK_SAVED, EventType.LIVE_CHANGED, EventType.QUEUE_MOVED, EventType.JOB_STARTED})
"""Events that change nobody's score."""


@dataclass(frozen=True)
class Taken:
    """An item that is to be sent now."""

    id: str
    claim: str
    parcel: Parcel


def targets_moved(session: Session, *, after: int | None) -> list[str]:
    """Return the ids of assignments whose scores are passed back and may be others since the event `after`.

    Parameters
    ----------
    after : int or None
        None: all of them.
    """
    query = select(orm.PassbackTarget.assignment_id).order_by(orm.PassbackTarget.assignment_id)
    if after is not None:
        moved = select(orm.Event.course_id).where(orm.Event.id > after, orm.Event.type.not_in(_QUIET))
        query = query.join(orm.PassbackTarget.assignment).where(orm.Assignment.course_id.in_(moved))
    return list(session.scalars(query))


def is_behind(session: Session, assignment_id: str) -> bool:
    """Say whether `follow` would change something."""
    target = _target(session, assignment_id)
    if target is None:
        return False
    wanted = shares_shown(session, target.assignment)
    items = {one.user: one for one in _items(session, assignment_id)}
    return any(user not in items or items[user].score != score for user, score in wanted.items()) or any(
        _is_unsent(one) for user, one in items.items() if user not in wanted
    )


def follow(session: Session, assignment_id: str) -> None:
    """Bring the items of an assignment to what students see now: the newest score replaces an unsent older one."""
    serialize(session, "passback", assignment_id)
    target = _target(session, assignment_id)
    if target is None:
        return
    wanted = shares_shown(session, target.assignment)
    items = {one.user: one for one in _items(session, assignment_id, lock=True)}
    failed = _failed(items)
    for user, score in wanted.items():
        item = items.get(user)
        if item is None:
            session.add(
                orm.PassbackItem(
                    assignment_id=assignment_id, user=user, score=score, state=PassbackState.PENDING, due_at=now()
                )
            )
        elif item.score != score:
            _set_score(item, score)
    for user in [user for user, one in items.items() if user not in wanted and _is_unsent(one)]:
        _withhold(session, items.pop(user))
    if _failed(items) != failed:
        tell(session, target.assignment, target.created_by)


def take(session: Session, *, but: Collection[str] = ()) -> Taken | None:
    """Take the item that is due longest; None when nothing is.

    Whether the student sees that score is asked once more here: between two looks it may have been hidden again.

    Parameters
    ----------
    but : collection of str
        Platforms that are not to be asked now.
    """
    at = now()
    query = (
        select(orm.PassbackItem, orm.PassbackTarget)
        .join(orm.PassbackTarget, orm.PassbackTarget.assignment_id == orm.PassbackItem.assignment_id)
        .where(
            orm.PassbackItem.state.in_([PassbackState.PENDING, PassbackState.SENDING]),
            orm.PassbackItem.due_at <= at,
            orm.PassbackTarget.platform.not_in(but),
        )
        .order_by(orm.PassbackItem.due_at, orm.PassbackItem.id)
        .limit(1)
        .with_for_update(of=orm.PassbackItem, skip_locked=True)
    )
    while (row := session.execute(query).one_or_none()) is not None:
        item, target = row
        score = shares_shown(session, target.assignment, [item.user]).get(item.user)
        item.claim = None
        if score is None:
            _withhold(session, item)
        else:
            if score != item.score:
                item.state = PassbackState.PENDING  # whoever had it is dead
                _set_score(item, score)
            if item.state != PassbackState.SENT:
                return _take(item, target, at)
        session.flush()
    return None


def _take(item: orm.PassbackItem, target: orm.PassbackTarget, at: datetime) -> Taken:
    item.state, item.claim, item.due_at = PassbackState.SENDING, new_ulid(), at + LEASE
    item.attempts += 1
    parcel = Parcel(
        course=target.assignment.course.name,
        platform=target.platform,
        outcome_url=target.outcome_url,
        sourced_id=target.sourced_id,
        user=item.user,
        score=item.score,
    )
    return Taken(item.id, item.claim, parcel)


def record(session: Session, taken: Taken, delivery: Delivery) -> PassbackState | None:
    """Write down what became of an item; returns its state, None where another sender has it by now."""
    item = session.scalar(
        select(orm.PassbackItem)
        .where(orm.PassbackItem.id == taken.id, orm.PassbackItem.claim == taken.claim)
        .with_for_update()
    )
    if item is None:
        return None
    item.claim = None
    if delivery.problem is None:
        item.sent_score, item.sent_at = taken.parcel.score, now()
    if item.score != taken.parcel.score:  # another one came meanwhile
        item.state = PassbackState.PENDING
        _set_score(item, item.score)
    elif delivery.problem is None:
        _finish(item, PassbackState.SENT)
    else:
        again = delivery.problem is PassbackProblem.UNREACHABLE and item.attempts < MOST_ATTEMPTS
        _finish(item, PassbackState.PENDING if again else PassbackState.FAILED)
        item.problem, item.detail = delivery.problem, delivery.detail
        item.due_at = now() + _pause_after(item.attempts) if again else None
        if not again:
            target = session.get_one(orm.PassbackTarget, item.assignment_id)
            tell(session, target.assignment, target.created_by)
    return PassbackState(item.state)


def send_anew(item: orm.PassbackItem) -> None:
    """Let an item be sent as if it were new."""
    item.state, item.due_at, item.attempts = PassbackState.PENDING, now(), 0
    item.problem, item.detail, item.claim = None, "", None


def tell(session: Session, assignment: orm.Assignment, staff: str) -> None:
    """Tell the staff that other grades could not be passed back than before; call it last in a transaction.

    Parameters
    ----------
    staff : str
        One of them, under whose name it stands: students hear what is about nobody.
    """
    append_event(
        session,
        EventType.PASSBACK_CHANGED,
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        user=staff,
    )


def _set_score(item: orm.PassbackItem, score: float) -> None:
    """Let another score be the one to be sent; whoever sends the older one now finds that when it is done."""
    item.score, item.since, item.attempts = score, now(), 0
    item.problem, item.detail = None, ""
    if item.state != PassbackState.SENDING:
        if score == item.sent_score:
            _finish(item, PassbackState.SENT)
        else:
            item.state, item.due_at = PassbackState.PENDING, now()


def _withhold(session: Session, item: orm.PassbackItem) -> None:
    """Send nothing of a score that is not shown any more; what the platform has, it has."""
    if item.sent_score is None:
        session.delete(item)
    else:
        item.score = item.sent_score
        _finish(item, PassbackState.SENT)


def _finish(item: orm.PassbackItem, state: PassbackState) -> None:
    item.state, item.due_at, item.problem, item.detail = state, None, None, ""


def _failed(items: Mapping[str, orm.PassbackItem]) -> frozenset[str]:
    return frozenset(user for user, one in items.items() if one.state == PassbackState.FAILED)


def _is_unsent(item: orm.PassbackItem) -> bool:
    return item.state in {PassbackState.PENDING, PassbackState.FAILED}


def _pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, two, four, … at most an hour."""
    tried = RequestHistory(None, None, None, None, None)
    return timedelta(seconds=_BACKOFF.new(history=(tried,) * (attempts + 1)).get_backoff_time())


def _target(session: Session, assignment_id: str) -> orm.PassbackTarget | None:
    options = [joinedload(orm.PassbackTarget.assignment).joinedload(orm.Assignment.course)]
    return session.get(orm.PassbackTarget, assignment_id, options=options)


def _items(session: Session, assignment_id: str, *, lock: bool = False) -> Collection[orm.PassbackItem]:
    query = select(orm.PassbackItem).where(orm.PassbackItem.assignment_id == assignment_id)
    if lock:
        query = query.order_by(orm.PassbackItem.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()
