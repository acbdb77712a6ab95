"""Use cases: who is in a course, with which role."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.course import Enrollment, EnrollmentRequest
from jupyter_autograde.models.roster import API
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.terms_trail import terms_on_trail, with_sections

MOST_PEOPLE = 20_000
"""People whom its staff can enroll in a course: lists of them are read, and compared with files, as a whole."""


def require_room(session: Session, course: orm.Course, coming: int, most: int) -> None:
    """Raise InvalidInput where a course would have more than `most` people with those who come."""
    there = session.scalar(select(func.count()).where(orm.Enrollment.course_id == course.id)) or 0
    if there + coming > most:
        raise InvalidInput(
            f"A course has at most {most} people here; this one has {there}, and {coming} would come. Withdraw whom it "
            "does not need, or ask whoever runs the service to allow more (people_a_course).",
            details={"max": most},
        )


def enroll(
    session: Session,
    access: Access[orm.Course],
    user: str,
    request: EnrollmentRequest,
    *,
    most: int = MOST_PEOPLE,
) -> Enrollment:
    """Give `user` one role in the course, replacing the one before.

    Raises
    ------
    InvalidInput
        For the role `admin`, which comes from the hub, when instructors would take their own role away, and where the
        course has `most` people.
    """
    if request.role is Role.ADMIN:
        raise InvalidInput("Administrators are named in JupyterHub, not in a course. Choose student, ta or instructor.")
    if user == access.asker.name and access.role is Role.INSTRUCTOR and request.role is not Role.INSTRUCTOR:
        raise InvalidInput("You can't take your own instructor role away. Ask another instructor or an administrator.")
    why = Why(AuditAction.TERMS, access.asker.name, "A section has an extension.")
    with terms_on_trail(session, with_sections(session, access.object), why):
        row = set_role(session, access.object, user, request.role, source=API, section=request.section, most=most)
        if request.section is None and "section" in request.model_fields_set:
            row.section = None
    return _to_enrollment(row)


def list_enrollments(session: Session, access: Access[orm.Course]) -> list[Enrollment]:
    """Return everybody in the course, by name."""
    rows = session.scalars(
        select(orm.Enrollment).where(orm.Enrollment.course_id == access.object.id).order_by(orm.Enrollment.user)
    )
    return [_to_enrollment(row) for row in rows]


def set_role(
    session: Session,
    course: orm.Course,
    user: str,
    role: Role,
    *,
    source: str,
    section: str | None = None,
    most: int | None = None,
) -> orm.Enrollment:
    """Make or change the one row of `user` in `course`; InvalidInput where it is new, and there are `most` already."""
    serialize(session, "roster", course.id)
    row = session.scalar(
        select(orm.Enrollment).where(orm.Enrollment.course_id == course.id, orm.Enrollment.user == user)
    )
    if row is None:
        if most is not None:
            require_room(session, course, 1, most)
        row = orm.Enrollment(course_id=course.id, user=user, role=role, source=source, section=section)
        session.add(row)
    else:
        if is_of_another_kind(Role(row.role), role):
            row.section = None
        row.role, row.source = role, source
        row.section = section if section is not None else row.section
    session.flush()
    return row


def is_of_another_kind(before: Role, after: Role) -> bool:
    """Say whether a section means something else in one role: where a student is, or all that a TA sees."""
    return (before is Role.TA) != (after is Role.TA)


def _to_enrollment(row: orm.Enrollment) -> Enrollment:
    return Enrollment(
        user=row.user,
        role=Role(row.role),
        section=row.section,
        name=row.full_name,
        email=row.email or None,
        source=row.source,
        created_at=row.created_at,
    )
