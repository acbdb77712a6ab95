"""Use cases: give students or sections more time or attempts, take that back, and show what was given."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.deadlines import Extension, ExtensionRequest
from jupyter_autograde.models.event import EventType
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.storage.sections import students_of
from jupyter_autograde.storage.terms_trail import terms_on_trail
from jupyter_autograde.timestamps import in_words, now


def grant_extensions(session: Session, access: Access[orm.Assignment], request: ExtensionRequest) -> list[Extension]:
    """Give an extension to each student and section that is named, all of them or none; the ones before end.

    Raises
    ------
    NotFound
        Somebody is no student of the course, or a section has none, as far as the asker's sections reach.
    InvalidInput
        A time is not later than what everybody has.
    """
    assignment = access.object
    serialize(session, "extensions", assignment.id)
    _check_times(assignment, request)
    users, sections = sorted(set(request.users)), sorted(set(request.sections))
    _check_targets(session, access, users, sections)
    rows = [
        orm.Extension(
            assignment_id=assignment.id,
            user=user,
            section=section,
            due_at=request.due_at,
            closes_at=request.closes_at,
            extra_attempts=request.extra_attempts,
            reason=request.reason,
            created_by=access.asker.name,
        )
        for user, section in [*((user, None) for user in users), *((None, section) for section in sections)]
    ]
    before = or_(orm.Extension.user.in_(users), orm.Extension.section.in_(sections))
    with terms_on_trail(session, [assignment], _why(access, request.reason)):
        for row in session.scalars(_counting(assignment).where(before)).all():
            _end(access, row)
        session.add_all(rows)
    for row in rows:
        _tell(session, access, row)
    return [Extension.model_validate(row) for row in rows]


def end_extension(session: Session, access: Access[orm.Assignment], extension_id: str) -> Extension:
    """Take an extension back; what it was is kept. One that has ended already stays as it is.

    Raises
    ------
    NotFound
        The assignment has no such extension, or it is beyond the asker's sections.
    """
    assignment = access.object
    serialize(session, "extensions", assignment.id)
    row = session.scalar(
        select(orm.Extension).where(
            orm.Extension.assignment_id == assignment.id, orm.Extension.id == extension_id, _within(access)
        )
    )
    if row is None:
        raise NotFound("There is no such extension of this assignment.", details={"kind": "extension"})
    if row.ended_at is None:
        with terms_on_trail(session, [assignment], _why(access, "The extension was taken back.")):
            _end(access, row)
        _tell(session, access, row)
    return Extension.model_validate(row)


def list_extensions(session: Session, access: Access[orm.Assignment], *, ended: bool = False) -> list[Extension]:
    """Return the extensions that count, of students first; with `ended` also those that did, the newest first."""
    if ended:
        query = select(orm.Extension).where(orm.Extension.assignment_id == access.object.id)
        query = query.order_by(orm.Extension.created_at.desc(), orm.Extension.id.desc())
    else:
        query = _counting(access.object).order_by(
            orm.Extension.user.is_(None), orm.Extension.user, orm.Extension.section
        )
    return [Extension.model_validate(row) for row in session.scalars(query.where(_within(access)))]


def list_all_extensions(session: Session, access: Access[orm.Course]) -> list[Extension]:
    """Return the extensions that count in a course, at all of its assignments, by student and section."""
    query = (
        select(orm.Extension)
        .join(orm.Assignment, orm.Assignment.id == orm.Extension.assignment_id)
        .where(orm.Assignment.course_id == access.object.id, orm.Extension.ended_at.is_(None))
        .order_by(orm.Extension.user.is_(None), orm.Extension.user, orm.Extension.section, orm.Extension.id)
    )
    return [Extension.model_validate(row) for row in session.scalars(query.where(_reached(access, access.object.id)))]


def end_all(session: Session, access: Access[orm.Assignment]) -> None:
    """Take back every extension of an assignment that begins anew."""
    for row in session.scalars(_counting(access.object)).all():
        _end(access, row)
    session.flush()


def _counting(assignment: orm.Assignment) -> Select[Any]:
    return select(orm.Extension).where(orm.Extension.assignment_id == assignment.id, orm.Extension.ended_at.is_(None))


def _within(access: Access[orm.Assignment]) -> ColumnElement[bool]:
    """Return the condition that an extension is for whom the asker's sections reach."""
    return _reached(access, access.object.course_id)


def _reached(access: Access[Any], course_id: str) -> ColumnElement[bool]:
    if access.sections is None:
        return true()
    reached = orm.Extension.user.in_(students_of(course_id, access.sections))
    return or_(reached, orm.Extension.section.in_(access.sections))


def _check_times(assignment: orm.Assignment, request: ExtensionRequest) -> None:
    zone = assignment.course.timezone
    for of_all, own, is_limited, word in (
        (assignment.due_at, request.due_at, "is due", "due"),
        (assignment.closes_at, request.closes_at, "closes", "close"),
    ):
        if own is not None and of_all is None:
            raise InvalidInput(f"This assignment never {is_limited}, so nobody needs more time. Leave this time out.")
        if own is not None and of_all is not None and own <= of_all:
            raise InvalidInput(
                f"It {is_limited} {in_words(of_all, zone)} for everybody, and an extension can only be later: "
                f"{in_words(own, zone)} would take time away.",
                details={f"{word}_at": of_all.isoformat()},
            )
    if request.extra_attempts and assignment.attempt_limit is None:
        raise InvalidInput("This assignment has no limit of attempts, so nobody needs extra ones.")


def _check_targets(session: Session, access: Access[orm.Assignment], users: list[str], sections: list[str]) -> None:
    course_id = access.object.course_id
    students = select(orm.Enrollment.user, orm.Enrollment.section).where(
        orm.Enrollment.course_id == course_id, orm.Enrollment.role == Role.STUDENT
    )
    if access.sections is not None:
        students = students.where(orm.Enrollment.section.in_(access.sections))
    there = {row.user: row.section for row in session.execute(students)}
    missing = [user for user in users if user not in there]
    if missing:
        raise NotFound(
            f"{missing[0]!r} is not a student of this course, or not of your sections.", details={"users": missing}
        )
    empty = [section for section in sections if section not in there.values()]
    if empty:
        raise NotFound(
            f"There is no student in a section {empty[0]!r} of this course, or it is not yours.",
            details={"sections": empty},
        )


def _why(access: Access[orm.Assignment], reason: str) -> Why:
    return Why(AuditAction.TERMS, access.asker.name, reason)


def _end(access: Access[orm.Assignment], row: orm.Extension) -> None:
    row.ended_at, row.ended_by = now(), access.asker.name


def _tell(session: Session, access: Access[orm.Assignment], row: orm.Extension) -> None:
    """Tell the students whom it concerns, and the staff. Why it was given is for the staff who look it up."""
    assignment = access.object
    users = (
        [row.user]
        if row.user is not None
        else session.scalars(students_of(assignment.course_id, [row.section or ""]).order_by(orm.Enrollment.user)).all()
    )
    for user in users:
        append_event(
            session,
            EventType.EXTENSION_CHANGED,
            course_id=assignment.course_id,
            assignment_id=assignment.id,
            user=user,
            by=access.asker.name,
            extension_id=row.id,
            ended=row.ended_at is not None,
        )
