"""Students whose work is due tonight and has not come: a word in time helps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.todo import MOST_USERS, SubmissionFilter, TodoItem, TodoKind
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.restarts import of_its_assignments_now
from jupyter_autograde.storage.terms import TermsBook, load_terms
from jupyter_autograde.todo.look import Look

Pairs = frozenset[tuple[str, str]]
"""(assignment, student)."""


def due_tonight(session: Session, look: Look) -> Iterable[TodoItem]:
    """Return for each assignment whose work is due tonight, with their own extensions, and has not come.

    Who has fetched it has started, or has saved a notebook of it: files can come by other ways than the service. Saves
    are known, and may be told, while the live classroom is on; which versions are held staff see in any case.
    """
    assignments = session.scalars(
        select(orm.Assignment)
        .options(joinedload(orm.Assignment.course))
        .where(
            orm.Assignment.course_id == look.course.id,
            orm.Assignment.state == AssignmentState.RELEASED,
            orm.Assignment.archived_at.is_(None),
            # An extension is later than this, never earlier.
            orm.Assignment.due_at <= look.tonight,
        )
        .order_by(orm.Assignment.name)
    ).all()
    if not assignments:
        return
    book = load_terms(session, assignments)
    assignments = [one for one in assignments if one.is_open(look.at) and _concerns(one, book, look)]
    if not assignments:
        return
    students = session.scalars(
        select(orm.Enrollment.user)
        .where(
            orm.Enrollment.course_id == look.course.id,
            look.grades(orm.Enrollment.user),
        )
        .order_by(orm.Enrollment.user)
    ).all()
    ids = [one.id for one in assignments]
    submitted = _submitted(session, ids)
    started = _started(session, look, ids)
    for assignment in assignments:
        missing: defaultdict[TodoKind, list[tuple[str, datetime]]] = defaultdict(list)
        for user in students:
            due = book.of(assignment, user).due_at
            if due is None or not _is_tonight(due, look) or (assignment.id, user) in submitted:
                continue
            has_started = (assignment.id, user) in started
            missing[TodoKind.NOT_SUBMITTED if has_started else TodoKind.NOT_STARTED].append((user, due))
        yield from _items(assignment, missing)


def _items(assignment: orm.Assignment, missing: dict[TodoKind, list[tuple[str, datetime]]]) -> Iterator[TodoItem]:
    for kind in (TodoKind.NOT_STARTED, TodoKind.NOT_SUBMITTED):
        people = missing.get(kind)
        if people:
            yield TodoItem(
                kind=kind,
                count=len(people),
                assignment_id=assignment.id,
                assignment=assignment.name,
                due_at=min(due for _, due in people),
                users=[user for user, _ in people[:MOST_USERS]],
                filter=SubmissionFilter(assignment_id=assignment.id),
            )


def _concerns(assignment: orm.Assignment, book: TermsBook, look: Look) -> bool:
    """Say whether it is due tonight for everybody, or for somebody with an extension."""
    given = [one for (id_, _), one in [*book.of_user.items(), *book.of_section.items()] if id_ == assignment.id]
    times = [assignment.due_at, *(one.due_at for one in given)]
    return any(_is_tonight(due, look) for due in times if due is not None)


def _is_tonight(due: datetime, look: Look) -> bool:
    return look.at < due <= look.tonight


def _submitted(session: Session, assignments: Sequence[str]) -> Pairs:
    latest = orm.LatestSubmission
    return _pairs(session, select(latest.assignment_id, latest.user).where(latest.assignment_id.in_(assignments)))


def _started(session: Session, look: Look, assignments: Sequence[str]) -> Pairs:
    fetch, event = orm.VersionFetch, orm.NotebookEvent
    fetched = (
        select(fetch.assignment_id, fetch.user)
        .join(orm.Assignment, orm.Assignment.id == fetch.assignment_id)
        .where(fetch.assignment_id.in_(assignments), of_its_assignments_now(fetch.fetched_at))
    )
    since = look.course.live_from(look.at)
    if since is None:
        return _pairs(session, fetched)
    saved = select(event.assignment_id, event.user).where(
        event.assignment_id.in_(assignments), event.received_at >= since
    )
    return _pairs(session, fetched.union(saved))


def _pairs(session: Session, query: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> Pairs:
    return frozenset((row[0], row[1]) for row in session.execute(query))
