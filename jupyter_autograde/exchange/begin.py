"""Use cases: begin an assignment under a name that may have been used before, and find it by its name."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import AlreadyExists, TooManyAssignments
from jupyter_autograde.exchange.extensions import end_all
from jupyter_autograde.models.assignment import AssignmentFormat, AssignmentRequest, AssignmentState
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.kept_state import take_state
from jupyter_autograde.storage.restarts import forget_newest
from jupyter_autograde.storage.terms_trail import terms_on_trail
from jupyter_autograde.timestamps import now

MOST_ASSIGNMENTS = 500
"""Assignments that a course can have, archived ones counted: lists of them are read as a whole."""


def count_assignments(session: Session, course: orm.Course) -> int:
    """Return how many assignments a course has, archived ones too."""
    query = select(func.count()).select_from(orm.Assignment).where(orm.Assignment.course_id == course.id)
    return session.scalar(query) or 0


def require_room(session: Session, course: orm.Course, coming: int, most: int) -> None:
    """Raise TooManyAssignments where a course would have more than `most` assignments with those that come."""
    there = count_assignments(session, course)
    if coming and there + coming > most:
        raise TooManyAssignments(
            f"A course has at most {most} assignments here; this one has {there}, and {coming} would come. Use another "
            "course, or ask whoever runs the service to allow more (assignments_a_course).",
            details={"max": most, "there": there, "coming": coming},
        )


def find_assignment(session: Session, course: orm.Course, name: str) -> orm.Assignment | None:
    """Return the assignment of this name, a draft as well; None when there is none, or it is archived."""
    return session.scalar(
        select(orm.Assignment)
        .options(joinedload(orm.Assignment.course), joinedload(orm.Assignment.released_version))
        .where(
            orm.Assignment.course_id == course.id,
            orm.Assignment.name == name,
            orm.Assignment.archived_at.is_(None),
        )
    )


def require_free(session: Session, course: orm.Course, name: str) -> None:
    """Raise AlreadyExists when the course has an assignment of this name that is not archived."""
    _free(session, course, name)


def begin_assignment(session: Session, access: Access[orm.Course], request: AssignmentRequest) -> orm.Assignment:
    """Create a draft; an archived assignment of this name becomes one again, and what was handed in to it is history.

    Raises
    ------
    AlreadyExists
    """
    course = access.object
    serialize(session, "release", course.id, request.name)
    row = _free(session, course, request.name)
    if row is None:
        row = orm.Assignment(
            course_id=course.id,
            course=course,
            name=request.name,
            format=request.format,
            state=AssignmentState.DRAFT,
            created_by=access.asker.name,
        )
        session.add(row)
    else:
        take_state(session, row)
        with terms_on_trail(session, [row], Why(AuditAction.TERMS, access.asker.name, "The assignment began anew.")):
            _begin_anew(session, access.to(row), AssignmentFormat(request.format))
    session.flush()
    return row


def _begin_anew(session: Session, access: Access[orm.Assignment], kind: AssignmentFormat) -> None:
    row = access.object
    row.archived_at, row.restarted_at = None, now()
    # As a new one: no rule and no release of the one before is of its making; its solution above all stays unseen.
    row.opens_at = row.opening_told_at = row.due_at = row.closes_at = row.released_version_id = None
    row.late_policy = row.attempt_limit = row.limits = row.visibility = None
    row.solution_shown = False
    end_all(session, access)
    forget_newest(session, row)
    row.format, row.state = kind, AssignmentState.DRAFT


def _free(session: Session, course: orm.Course, name: str) -> orm.Assignment | None:
    """Return the archived assignment of a name, None where there is none at all."""
    row = session.scalar(
        select(orm.Assignment).where(orm.Assignment.course_id == course.id, orm.Assignment.name == name)
    )
    if row is not None and row.archived_at is None:
        raise AlreadyExists(f"This course has an assignment named {name!r} already.", details={"name": name})
    return row
