"""Use cases: people of a course by their names, their comings and goings, and the end of a course."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access, Asker, require_admin
from jupyter_autograde.courses.announcements import announce_course
from jupyter_autograde.courses.names import course_to_be
from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.errors import AlreadyExists
from jupyter_autograde.models.course import CourseRequest
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.archived import archived_since
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now


@dataclass(frozen=True)
class Contact:
    """What a roster says of a person beside the role; at most 256 characters each."""

    first_name: str
    last_name: str
    email: str


_COURSE = select(orm.Course).where(orm.Course.name == bindparam("name"), orm.Course.archived_at.is_(None))
# Made once: making such a query takes longer than asking it, and clients that know names only ask it with each request.


def find_course(session: Session, name: str) -> orm.Course | None:
    """Return the course of this name; None when there is none, or it is archived."""
    return session.scalar(_COURSE, {"name": name})


def course_names(session: Session, asker: Asker) -> list[str]:
    """Return the names of the asker's courses, sorted; an admin sees all."""
    query = select(orm.Course.name).where(orm.Course.archived_at.is_(None))
    if not asker.admin:
        query = query.join(orm.Enrollment, orm.Enrollment.course_id == orm.Course.id).where(
            orm.Enrollment.user == asker.name
        )
    return sorted(session.scalars(query))


def open_course(
    session: Session, asker: Asker, request: CourseRequest, instructors: Iterable[str], *, source: str
) -> orm.Course:
    """Create a course with its instructors; admins only.

    Raises
    ------
    AlreadyExists
    """
    require_admin(asker)
    if course_to_be(session, request.name) is not None:
        raise AlreadyExists(f"There is a course named {request.name!r} already.", details={"name": request.name})
    row = orm.Course(name=request.name, title=request.title)
    session.add(row)
    session.flush()
    for user in instructors:
        set_role(session, row, user, Role.INSTRUCTOR, source=source)
    return row


def archive_course(session: Session, access: Access[orm.Course]) -> None:
    """Take a course away: nobody is in it any more; what is in it is kept.

    `exchange.archive.archive_all` comes after it, for its assignments: `service.whole_courses`.
    """
    require_admin(access.asker)
    row = access.object
    serialize(session, "roster", row.id)
    if row.archived_at is not None:
        return
    row.archived_at = now()
    everybody = session.scalars(select(orm.Enrollment).where(orm.Enrollment.course_id == row.id)).all()
    end_enrollments(session, access.asker, everybody, at=row.archived_at)


def reopen_course(session: Session, access: Access[orm.Course]) -> None:
    """Bring an archived course back, with whoever was in it then.

    `exchange.archive.bring_back_all` comes before it, for its assignments: `service.whole_courses`.
    """
    require_admin(access.asker)
    row = access.object
    serialize(session, "roster", row.id)
    if row.archived_at is None:
        return
    of_course, ended = orm.PastEnrollment.course_id == row.id, orm.PastEnrollment.ended_at
    past = select(orm.PastEnrollment).where(
        of_course,
        # Who had left before does not come back.
        ended.between(archived_since(session, ended, of_course, row.archived_at), row.archived_at),
        # An admin may have enrolled somebody meanwhile.
        orm.PastEnrollment.user.not_in(select(orm.Enrollment.user).where(orm.Enrollment.course_id == row.id)),
    )
    session.add_all(orm.Enrollment(**_as_it_was(one)) for one in session.scalars(past).all())
    row.archived_at = None
    session.flush()
    announce_course(session, row)


def find_member(session: Session, course: orm.Course, user: str) -> orm.Enrollment | None:
    """Return somebody's enrollment in a course."""
    return session.scalar(
        select(orm.Enrollment).where(orm.Enrollment.course_id == course.id, orm.Enrollment.user == user)
    )


def was_withdrawn(session: Session, course: orm.Course, user: str) -> bool:
    """Say whether somebody has been in a course before."""
    past = select(orm.PastEnrollment.id).where(
        orm.PastEnrollment.course_id == course.id, orm.PastEnrollment.user == user
    )
    return session.scalar(past.limit(1)) is not None


def members(session: Session, course: orm.Course, roles: Collection[Role]) -> list[orm.Enrollment]:
    """Return those with one of `roles`, in the order in which they came."""
    query = select(orm.Enrollment).where(orm.Enrollment.course_id == course.id, orm.Enrollment.role.in_(roles))
    return list(session.scalars(query.order_by(orm.Enrollment.id)))


def admit(
    session: Session,
    course: orm.Course,
    user: str,
    role: Role,
    contact: Contact,
    *,
    source: str,
    most: int | None = None,
) -> orm.Enrollment:
    """Give somebody a role and names in a course; the role before is replaced. `most` as in `set_role`."""
    row = set_role(session, course, user, role, source=source, most=most)
    describe_member(session, row, contact)
    return row


def describe_member(session: Session, row: orm.Enrollment, contact: Contact) -> None:
    """Write somebody's names down."""
    row.first_name, row.last_name, row.email = contact.first_name, contact.last_name, contact.email
    session.flush()


def end_enrollment(session: Session, asker: Asker, row: orm.Enrollment) -> None:
    """Take somebody out of a course; how it was is kept, and so is all work."""
    end_enrollments(session, asker, [row])


def end_enrollments(
    session: Session, asker: Asker, rows: Iterable[orm.Enrollment], *, at: datetime | None = None
) -> None:
    """Take people out of their courses at a moment, None: now."""
    ended_at = at or now()
    for row in rows:
        session.add(orm.PastEnrollment(id=row.id, **_as_it_was(row), ended_at=ended_at, ended_by=asker.name))
        session.delete(row)
    session.flush()


def _as_it_was(row: orm.Enrollment | orm.PastEnrollment) -> dict[str, Any]:
    kept = ("course_id", "user", "role", "section", "first_name", "last_name", "email", "source", "created_at")
    return {name: getattr(row, name) for name in kept}
