"""Use cases: note who fetches which version, and list who has which."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.models.assignment_state import VersionHolder
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.restarts import of_now
from jupyter_autograde.storage.row_inserts import insert_ignoring
from jupyter_autograde.timestamps import now


def is_noted(session: Session, access: Access[orm.AssignmentVersion]) -> bool:
    """Say whether there is nothing to note: it has been, or the asker is no student of the course.

    Asked before `note_fetch`, so that fetching again writes nothing.
    """
    if access.role is not Role.STUDENT:
        return True
    return session.get(orm.VersionFetch, (access.object.id, access.asker.name)) is not None


def note_fetch(session: Session, access: Access[orm.AssignmentVersion]) -> None:
    """Note that the asker has a version; the first time stays."""
    if access.role is not Role.STUDENT:
        return
    session.execute(
        insert_ignoring(orm.VersionFetch, session.get_bind().dialect.name),
        {
            "version_id": access.object.id,
            "user": access.asker.name,
            "assignment_id": access.object.assignment_id,
            "fetched_at": now(),
        },
    )


def list_holders(session: Session, access: Access[orm.Assignment]) -> list[VersionHolder]:
    """Return the students who have fetched the assignment, each with the newest version of theirs, by name."""
    latest = orm.LatestSubmission
    submitted = set(session.scalars(select(latest.user).where(latest.assignment_id == access.object.id)))
    newest = newest_held(access).subquery()
    fetch, version = orm.VersionFetch, orm.AssignmentVersion
    rows = session.execute(
        select(fetch.user, version.number, fetch.fetched_at)
        .join(version, version.id == fetch.version_id)
        .join(newest, and_(newest.c.user == fetch.user, newest.c.number == version.number))
        .where(fetch.assignment_id == access.object.id)
        .order_by(fetch.user)
    )
    return [
        VersionHolder(user=row.user, version=row.number, fetched_at=row.fetched_at, submitted=row.user in submitted)
        for row in rows
    ]


def newest_held(access: Access[orm.Assignment]) -> Select[str, int]:
    """Return the query of students of the course, and the number of the newest version that each has fetched."""
    assignment, fetch, version = access.object, orm.VersionFetch, orm.AssignmentVersion
    return (
        select(fetch.user, func.max(version.number).label("number"))
        .join(version, version.id == fetch.version_id)
        .where(
            fetch.assignment_id == assignment.id,
            of_now(assignment, fetch.fetched_at),
            fetch.user.in_(students(access, assignment.course_id)),
        )
        .group_by(fetch.user)
    )


def students(access: Access[orm.Assignment] | Access[orm.Course], course_id: str) -> Select[str]:
    """Return the query of a course's students, of the asker's sections where those are limited."""
    return select(orm.Enrollment.user).where(
        orm.Enrollment.course_id == course_id,
        orm.Enrollment.role == Role.STUDENT,
        access.sees(course_id, orm.Enrollment.user),
    )


def names_of(session: Session, access: Access[orm.Assignment]) -> Sequence[str]:
    """Return the names of these students."""
    return session.scalars(students(access, access.object.course_id)).all()
