"""Use cases: take an assignment away without losing anything, and find those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true, update
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.exchange.announcements import announce_change
from jupyter_autograde.exchange.live_retention import end_live
from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.archived import archived_since
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.terms_trail import terms_on_trail
from jupyter_autograde.timestamps import now


def archive_assignment(session: Session, access: Access[orm.Assignment]) -> None:
    """Close an assignment and take it out of sight for the tools of other services.

    Versions, submissions, grades and feedback stay. Releasing it anew (`ready_made`) or
    opening it again brings it back.
    """
    _archive(session, access, [access.object])


def _why(access: Access[Any]) -> Why:
    return Why(AuditAction.TERMS, access.asker.name, "The assignment was archived.")


def _archive(session: Session, access: Access[Any], rows: Sequence[orm.Assignment]) -> None:
    closed = []
    with terms_on_trail(session, rows, _why(access)):
        for row in rows:
            if row.archived_at is not None:
                continue
            row.archived_at = now()
            if row.state != AssignmentState.DRAFT:
                row.state = AssignmentState.CLOSED
                closed.append(row)
    session.flush()
    # After the trail: reckoning a course anew takes a while, and until the end nobody else could tell of anything.
    for row in closed:
        announce_change(session, row)


def archive_all(session: Session, access: Access[orm.Course]) -> None:
    """Archive every assignment of a course, which is archived itself (`courses.members.archive_course`).

    Its live classroom ends too: nobody is there any more, and who comes back with the course was not told of one.
    """
    rows = session.scalars(select(orm.Assignment).where(orm.Assignment.course_id == access.object.id)).all()
    _archive(session, access, rows)
    end_live(session, access.object, by=access.asker.name)


def bring_back_all(session: Session, access: Access[orm.Course]) -> None:
    """Bring back what `archive_all` took away together with the course; what was released stays closed.

    `courses.members.reopen_course` comes after it.
    """
    course = access.object
    if course.archived_at is None:
        return
    of_course, ended = orm.Assignment.course_id == course.id, orm.Assignment.archived_at
    since = archived_since(session, ended, of_course, course.archived_at)
    session.execute(update(orm.Assignment).where(of_course, ended >= since).values(archived_at=None))


def find_released(session: Session, course: orm.Course, name: str, *, early: bool = False) -> orm.Assignment | None:
    """Return the assignment of this name that students can see; None for drafts and archived ones.

    Parameters
    ----------
    early : bool
        Find also what is released and opens later: for staff.
    """
    return session.scalar(
        select(orm.Assignment)
        .options(joinedload(orm.Assignment.course), joinedload(orm.Assignment.released_version))
        .where(
            orm.Assignment.course_id == course.id,
            orm.Assignment.name == name,
            orm.Assignment.archived_at.is_(None),
            orm.Assignment.released_version_id.is_not(None),
            orm.Assignment.state != AssignmentState.DRAFT,
            _open(early),
        )
    )


def released_names(session: Session, course: orm.Course, *, early: bool = False) -> Sequence[str]:
    """Return the names of what `find_released` finds, in the order of creation."""
    return session.scalars(
        select(orm.Assignment.name)
        .where(
            orm.Assignment.course_id == course.id,
            orm.Assignment.archived_at.is_(None),
            orm.Assignment.released_version_id.is_not(None),
            orm.Assignment.state != AssignmentState.DRAFT,
            _open(early),
        )
        .order_by(func.coalesce(orm.Assignment.restarted_at, orm.Assignment.created_at), orm.Assignment.id)
    ).all()


def _open(early: bool) -> ColumnElement[bool]:
    return true() if early else or_(orm.Assignment.opens_at.is_(None), orm.Assignment.opens_at <= now())
